"""Factors of the small product in the key exchange."""
from math import gcd, isqrt
from random import randrange


class Factorization:
    """Pollard's rho, in Brent's variant."""

    @classmethod
    def factorize(cls, pq):
        """(p, q), the smaller first."""
        if pq % 2 == 0:
            return 2, pq // 2
        root = isqrt(pq)
        if root * root == pq:
            return root, root
        while True:
            slow = fast = randrange(2, pq)
            step, divisor = randrange(1, pq), 1
            while divisor == 1:
                slow = (slow * slow + step) % pq
                fast = (fast * fast + step) % pq
                fast = (fast * fast + step) % pq
                divisor = gcd(abs(slow - fast), pq)
            if divisor != pq:
                return tuple(sorted((divisor, pq // divisor)))

    @staticmethod
    def gcd(a, b):
        """The greatest common divisor."""
        return gcd(a, b)
