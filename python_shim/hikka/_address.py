"""Addresses as they are sent: in ASCII."""

import urllib.parse


def in_ascii(address: str) -> str:
    """An address with letters of other scripts in percents, those of its host the way hosts have. `ValueError` for none."""
    parts = urllib.parse.urlsplit(address)
    place = parts.netloc
    if not place.isascii():
        before, at, rest = place.rpartition("@")
        host, colon, port = rest.partition(":")
        place = f"{before}{at}{host.encode('idna').decode()}{colon}{port}"
    path, query = (urllib.parse.quote(part, safe="/%:@!$&'()*+,;=?~[]") for part in (parts.path, parts.query))
    return urllib.parse.urlunsplit((parts.scheme, place, path, query, ""))
