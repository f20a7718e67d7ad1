"""What a cell of a table may hold, and which texts a spreadsheet would run."""

from datetime import date, datetime

Cell = str | int | float | date | datetime | None
FORMULA_SIGNS = frozenset("=+-@\t\r＝＋－＠")


def may_be_formula(text: str) -> bool:
    """Whether a spreadsheet may run the text: some look past the blanks before the sign."""
    first = text[:1]
    return first in FORMULA_SIGNS or (first.isspace() and text.lstrip()[:1] in FORMULA_SIGNS)
