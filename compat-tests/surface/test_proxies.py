"""`proxy=` in every spelling that modules use."""
import enum

import pytest
from telethon.network import _proxies, connection

SOCKS = {"kind": "socks5", "host": "h", "port": 1080}
KNOWN = {**SOCKS, "user": "u", "password": "p"}
HTTP = {"kind": "http", "host": "h", "port": 3128}
KEY = "000102030405060708090a0b0c0d0eff"


class ProxyType(enum.Enum):
    """As in python_socks."""

    SOCKS4 = 1
    SOCKS5 = 2
    HTTP = 3


@pytest.mark.parametrize(
    ("proxy", "expected"),
    [
        (None, None),
        ((), None),
        (("socks5", "h", 1080), SOCKS),
        (("SOCKS5", "h", "1080", True), SOCKS),
        ((2, "h", 1080, False, "u", "p"), KNOWN),
        ([ProxyType.SOCKS5, "h", 1080, True, "u", "p"], KNOWN),
        ((3, "h", 3128), HTTP),
        ((ProxyType.HTTP, "h", 3128), HTTP),
        ({"proxy_type": "socks5", "addr": "h", "port": 1080, "username": "u", "password": b"p"}, KNOWN),
        ({"proxy_type": ProxyType.HTTP, "addr": "h", "port": 3128, "rdns": True}, HTTP),
    ],
)
def test_a_plain_proxy_has_one_form(proxy, expected):
    assert _proxies.core_form(proxy) == expected
    assert _proxies.core_form(proxy, connection.ConnectionTcpFull) == expected


@pytest.mark.parametrize("secret", ["dd" + KEY, "ee" + KEY + "612e6578616d706c65", "q6urq6urq6urq6urq6urqw"])
def test_an_mtproxys_secret_goes_on_as_it_is(secret):
    for transport in (connection.ConnectionTcpMTProxyRandomizedIntermediate, connection.ConnectionTcpMTProxyAbridged):
        expected = {"kind": "mtproto", "host": "h", "port": 443, "secret": secret}
        assert _proxies.core_form(("h", 443, secret), transport) == expected


def test_the_padded_transport_is_said_in_the_secret():
    padded = connection.ConnectionTcpMTProxyRandomizedIntermediate
    assert _proxies.core_form(("h", 443, KEY), padded)["secret"] == "dd" + KEY
    assert _proxies.core_form(("h", 443, bytes.fromhex(KEY)), padded)["secret"] == "dd" + KEY
    assert _proxies.core_form(("h", 443, KEY), connection.ConnectionTcpMTProxyIntermediate)["secret"] == KEY

    class Mine(padded):
        """A module's own."""
    assert _proxies.core_form(("h", 443, KEY), Mine)["secret"] == "dd" + KEY


@pytest.mark.parametrize(
    ("proxy", "transport", "error", "words"),
    [
        (("ftp", "h", 1), None, ValueError, "Unknown proxy protocol type: ftp"),
        ((7, "h", 1), None, ValueError, "Unknown proxy protocol type: 7"),
        (("socks4", "h", 1), None, NotImplementedError, "SOCKS4"),
        ((ProxyType.SOCKS4, "h", 1), None, NotImplementedError, "SOCKS4"),
        ("socks5://h:1", None, TypeError, "Proxy of unknown format"),
        (None, connection.ConnectionTcpMTProxyAbridged, ValueError, "No proxy info"),
        (("h", 443), connection.ConnectionTcpMTProxyAbridged, ValueError, "unpack"),
    ],
)
def test_what_is_no_proxy_says_so(proxy, transport, error, words):
    with pytest.raises(error, match=words):
        _proxies.core_form(proxy, transport)
