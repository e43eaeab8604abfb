"""The network as this machine sees it."""

import socket
import typing


def get_hostname() -> str:
    """The machine's name."""
    return socket.gethostname()


def resolve_domain(domain: str) -> str:
    """The address behind a name, `""` when there is none."""
    try:
        return socket.gethostbyname(domain)
    except OSError:
        return ""


def is_port_open(host: str, port: int) -> bool:
    """Whether something answers at a port within a second."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def get_network_interfaces() -> typing.Dict[str, str]:
    """The names of the network interfaces, each with this machine's address."""
    from .platform import get_ip_address

    address = get_ip_address()
    return {name: address for _, name in socket.if_nameindex()}
