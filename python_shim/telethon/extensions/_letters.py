"""What modules give as a text and is none."""


def letters(text) -> str:
    """A text as it is; single letters in a row are one, and whatever else raises what it raises in the original."""
    return text if isinstance(text, str) else "".join(letter for letter in text if ord(letter) >= 0)
