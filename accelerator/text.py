"""Text as it is stored: no control characters, one way to write an accent, one way to end a line; cut to a length.

HTML is text like any other here: it is stored as typed and escaped when rendered.
"""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029\v\f]")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls, except tab and the ends of lines handled above
    "\u202a-\u202e\u2066-\u2069"  # bidirectional overrides: a text may not read otherwise than it is written
    "\ufeff\ufff9-\ufffb"  # byte order mark, interlinear marks
    "\ufffe\uffff"  # no signs at all: a feed or a workbook that had one would not be read
    "\ud800-\udfff]"  # lone surrogates, which no database stores
)
_KEY = re.compile(r"[-\w]{1,60}", re.ASCII)
_SPACES = re.compile(r"\s+")
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|\x00-\x1f]')


def may_be_key(key: str) -> bool:
    """Whether a question can be called so; a database may break on the rest (a NUL) rather than find nothing."""
    return bool(_KEY.fullmatch(key))


def clean_text(text: str) -> str:
    """The text to store: LF line ends, NFC, no control character beside tab and newline, no outer blanks."""
    text = _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", text).strip()


def clean_line(text: str) -> str:
    """The text to store in one line, as :func:`clean_text`: every run of blanks becomes one space."""
    return _SPACES.sub(" ", clean_text(text)).strip()


def clean_file_name(name: str, *, longest: int = 150) -> str:
    """A name to display and to offer for download: no folder, no forbidden sign, with its extension.

    >>> clean_file_name("..\\\\..\\\\plan\\x00 de salle.pdf")
    'plan de salle.pdf'
    """
    name = clean_line(name.replace("\\", "/").rsplit("/", 1)[-1])
    name = _NOT_IN_NAMES.sub("_", name).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return name[:longest] or "fichier"
    extension = extension[:10]
    return f"{stem[: longest - len(extension) - 1] or 'fichier'}.{extension}"


def shorten(text: str, longest: int) -> str:
    """Cut a text to ``longest`` characters; a cut text ends with « … »."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
