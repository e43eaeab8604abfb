"""The proof that one knows a password without sending it (SRP, core.telegram.org/api/srp)."""
import os

SIZE_FOR_HASH = 256
_GOOD_PRIME = bytes.fromhex(
    "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f"
    "48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37"
    "20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64"
    "2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4"
    "a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754"
    "fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4"
    "e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f"
    "0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b"
)
# generator -> (modulus, allowed remainders of the prime)
_RESIDUES = {2: (8, (7,)), 3: (3, (2,)), 4: (1, (0,)), 5: (5, (1, 4)), 6: (24, (19, 23)), 7: (7, (3, 5, 6))}
_ALGORITHM = "PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow"


def _is_prime(number, rounds=30):
    """Miller and Rabin's test."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(rounds):
        value = pow(int.from_bytes(os.urandom(255), "big") % (number - 3) + 2, odd, number)
        if value in (1, number - 1):
            continue
        for _ in range(twos - 1):
            value = value * value % number
            if value == number - 1:
                break
        else:
            return False
    return True


def check_prime_and_good_check(prime, g):
    """Raises ValueError unless the prime is a safe one of 2048 bits and the generator fits it."""
    if prime < 0 or prime.bit_length() != 2048:
        raise ValueError(f"bad prime count {prime.bit_length()}, expected 2048")
    modulus, allowed = _RESIDUES.get(g, (1, ()))
    if prime % modulus not in allowed:
        raise ValueError(f"bad g {g}")
    if not _is_prime(prime):
        raise ValueError('given "prime" is not prime')
    if not _is_prime((prime - 1) // 2):
        raise ValueError("(prime - 1) // 2 is not prime")


def check_prime_and_good(prime_bytes, g):
    """As above; the prime that the servers use is known to be good."""
    if prime_bytes != _GOOD_PRIME or g not in (3, 4, 5, 7):
        check_prime_and_good_check(int.from_bytes(prime_bytes, "big"), g)


def is_good_large(number, p):
    """Whether a number lies between 0 and p."""
    return 0 < number < p


def num_bytes_for_hash(number):
    """Bytes filled up in front to the size that is hashed."""
    return bytes(SIZE_FOR_HASH - len(number)) + number


def big_num_for_hash(g):
    """A number as the bytes that are hashed."""
    return g.to_bytes(SIZE_FOR_HASH, "big")


def sha256(*p):
    """The digest of several pieces."""
    import hashlib

    return hashlib.sha256(b"".join(p)).digest()


def is_good_mod_exp_first(modexp, prime):
    """Whether a public value is neither too small nor too big."""
    least = 2048 - 64
    return (prime - modexp).bit_length() >= least <= modexp.bit_length() <= 2048 and modexp < prime


def xor(a, b):
    """Byte by byte."""
    return bytes(x ^ y for x, y in zip(a, b))


def pbkdf2sha512(password, salt, iterations):
    """The slow hash."""
    import hashlib

    return hashlib.pbkdf2_hmac("sha512", password, salt, iterations)


def compute_hash(algo, password):
    """The password's hash under an algorithm's salts."""
    inner = sha256(algo.salt1, password.encode("utf-8"), algo.salt1)
    slow = pbkdf2sha512(sha256(algo.salt2, inner, algo.salt2), algo.salt1, 100000)
    return sha256(algo.salt2, slow, algo.salt2)


def compute_digest(algo, password):
    """What the server stores for a new password."""
    try:
        check_prime_and_good(algo.p, algo.g)
    except ValueError:
        raise ValueError("bad p/g in password") from None
    secret = int.from_bytes(compute_hash(algo, password), "big")
    return big_num_for_hash(pow(algo.g, secret, int.from_bytes(algo.p, "big")))


def compute_check(request, password):
    """The `InputCheckPasswordSRP` that answers an `account.Password`."""
    from .tl.types import InputCheckPasswordSRP

    algo = request.current_algo
    if algo.__class__.__name__ != _ALGORITHM:
        raise ValueError(f"unsupported password algorithm {algo.__class__.__name__}")
    compute = _Exchange(algo, request.srp_B, password)
    return InputCheckPasswordSRP(request.srp_id, *compute.proof())


class _Exchange:
    def __init__(self, algo, server_public, password):
        try:
            check_prime_and_good(algo.p, algo.g)
        except ValueError:
            raise ValueError("bad p/g in password") from None
        self.algo, self.g = algo, algo.g
        self.p = int.from_bytes(algo.p, "big")
        self.x = int.from_bytes(compute_hash(algo, password), "big")
        self.b_bytes = num_bytes_for_hash(server_public)
        self.b = int.from_bytes(server_public, "big")
        if not is_good_large(self.b, self.p):
            raise ValueError("bad b in check")

    def own_pair(self):
        """(secret, public bytes, u) with a public value of the right size."""
        while True:
            a = int.from_bytes(os.urandom(256), "big")
            public = pow(self.g, a, self.p)
            if is_good_mod_exp_first(public, self.p):
                public_bytes = big_num_for_hash(public)
                u = int.from_bytes(sha256(public_bytes, self.b_bytes), "big")
                if u > 0:
                    return a, public_bytes, u

    def proof(self):
        """(A, M1)."""
        p_bytes, g_bytes = num_bytes_for_hash(self.algo.p), big_num_for_hash(self.g)
        k = int.from_bytes(sha256(p_bytes, g_bytes), "big")
        a, a_bytes, u = self.own_pair()
        base = (self.b - k * pow(self.g, self.x, self.p)) % self.p
        if not is_good_mod_exp_first(base, self.p):
            raise ValueError("bad g_b")
        shared = sha256(big_num_for_hash(pow(base, a + u * self.x, self.p)))
        salts = sha256(self.algo.salt1) + sha256(self.algo.salt2)
        return a_bytes, sha256(xor(sha256(p_bytes), sha256(g_bytes)) + salts + a_bytes + self.b_bytes + shared)
