"""A text cut to the length that a column or a line has room for."""


def shorten(text: str, longest: int) -> str:
    """At most ``longest`` characters; a text that is cut ends with « … »."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
