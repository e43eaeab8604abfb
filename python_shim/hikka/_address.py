"""Addresses as they are sent: in ASCII, with our name."""

import urllib.parse


def request_to(address: str):
    """The `urllib.request.Request` for what is behind an address. `ValueError` for none."""
    import urllib.request

    return urllib.request.Request(in_ascii(address), headers={"User-Agent": "oxikka"})


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
