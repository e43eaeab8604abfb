"""The network as this machine sees it."""

import socket
import typing

_GET_ADDRESS = 0x8915  # SIOCGIFADDR


def get_hostname() -> str:
    """The machine's name."""
    return socket.gethostname()


def resolve_domain(domain: str) -> str:
    """The address behind a name, or the words `Unable to resolve`."""
    try:
        return socket.gethostbyname(domain)
    except OSError:
        return "Unable to resolve"


def is_port_open(host: str, port: int) -> bool:
    """Whether something answers at a port within a second."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def get_network_interfaces() -> typing.Dict[str, str]:
    """The names of the network interfaces that have an address, each with it."""
    addresses = {name: _address_of(name) for _, name in socket.if_nameindex()}
    return {name: address for name, address in addresses.items() if address}


def _address_of(interface: str) -> typing.Optional[str]:
    import fcntl
    import struct

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            answer = fcntl.ioctl(probe, _GET_ADDRESS, struct.pack("256s", interface.encode()[:15]))
        except OSError:
            return None
    return socket.inet_ntoa(answer[20:24])
