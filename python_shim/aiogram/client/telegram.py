"""The address of a Bot API server; only its name."""


class TelegramAPIServer:
    """An address."""

    def __init__(self, base: str = "", file: str = "", is_local: bool = False):
        self.base, self.file, self.is_local = base, file, is_local

    @classmethod
    def from_base(cls, base: str, **options) -> "TelegramAPIServer":
        """An address from its beginning."""
        return cls(f"{base}/bot{{token}}/{{method}}", f"{base}/file/bot{{token}}/{{path}}", **options)
