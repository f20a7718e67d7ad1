"""Amounts of money in euros: how people type one, how a page writes it."""

import re
from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language

DIGITS, DECIMALS = 9, 2
MOST_EUROS = Decimal("9999999.99")
LONGEST_PURPOSE = 120

_TYPED = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_UNIT = re.compile(r"(?:€|euros?|eur)$", re.IGNORECASE)
_SIGNS = str.maketrans({"\N{MINUS SIGN}": "-", ",": "."})


def clean_euros(text: str) -> Decimal | None:
    """The amount in « 1 500,50 € », with any spaces; ``None`` for what is not one."""
    typed = _UNIT.sub("", "".join(text.split())).translate(_SIGNS)
    return Decimal(typed) if _TYPED.fullmatch(typed) else None


def _read_locale() -> str:
    return "fr" if (get_language() or "fr").startswith("fr") else "en_GB"


def format_euros(amount: Decimal | None) -> str:
    """« 1 500 € », « 1 500,50 € »; in English “€1,500”. Nothing for no amount."""
    if amount is None:
        return ""
    digits = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    pattern = f"{digits}\N{NO-BREAK SPACE}¤" if _read_locale() == "fr" else f"¤{digits}"
    return str(format_currency(amount, "EUR", pattern, locale=_read_locale(), currency_digits=False))


def format_plain_euros(amount: Decimal) -> str:
    """« 1500 », « 1500,50 »: as it is typed again."""
    digits = "0" if amount == amount.to_integral_value() else "0.00"
    return str(format_decimal(amount, digits, locale=_read_locale()))


def freeze_amount(amount: Decimal | None) -> str:
    """« 1500.00 » as a document stores it, the same in every language; "" for no amount."""
    return "" if amount is None else f"{amount:.2f}"


def read_frozen_amount(text: str) -> Decimal | None:
    """What :func:`freeze_amount` wrote."""
    return Decimal(text) if text else None


def describe_amount(amount: Decimal | None, purpose: str) -> str:
    """« 1 500 € · deux journées de consultante »; either alone, or nothing."""
    return " · ".join(filter(None, [format_euros(amount), purpose]))
