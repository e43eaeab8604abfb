"""`StringSession`: a session as one line of text. The account's own has none: it saves as the empty string."""
import base64
import struct

from .memory import MemorySession

CURRENT_VERSION = "1"
_FORMAT = ">B{}sH256s"
_CHARACTERS_WITH_IPV4 = 352


class StringSession(MemorySession):
    """Reads and writes the lines that modules bring along for accounts of their own."""

    def __init__(self, string=None):
        super().__init__()
        if not string:
            return
        if string[0] != CURRENT_VERSION:
            raise ValueError("Not a valid string")
        from ipaddress import ip_address

        from ..crypto import AuthKey

        string = string[1:]
        size = 4 if len(string) == _CHARACTERS_WITH_IPV4 else 16
        self._dc_id, address, self._port, key = struct.unpack(_FORMAT.format(size), StringSession.decode(string))
        self._server_address = ip_address(address).compressed
        if any(key):
            self._auth_key = AuthKey(key)

    @staticmethod
    def encode(x):
        """Bytes as url-safe base64."""
        return base64.urlsafe_b64encode(x).decode("ascii")

    @staticmethod
    def decode(x):
        """The bytes of url-safe base64."""
        return base64.urlsafe_b64decode(x)

    def save(self):
        """The line, or '' when there is no key: the account's own key is never here. Any kind of session may be given."""
        try:
            key = self.auth_key
        except PermissionError:
            return ""
        if not key:
            return ""
        from ipaddress import ip_address

        address = ip_address(self.server_address).packed
        packed = struct.pack(_FORMAT.format(len(address)), self.dc_id, address, self.port, key.key)
        return CURRENT_VERSION + StringSession.encode(packed)
