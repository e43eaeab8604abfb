"""Rewriting of spellings that existed only in older hosts."""


def rewrite(source: str) -> str:
    """The source with the names of older hosts replaced; line numbers stay."""
    if "inline" not in source:
        return source
    return source.replace("self.inline._bot.", "self.inline.bot.")


__all__ = ["rewrite"]
