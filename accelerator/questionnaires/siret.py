"""SIRET numbers, the fourteen digits of a French establishment. They are text: zeros in front count.

Rule: Luhn's sum over the fourteen digits and over the nine of the SIREN (INSEE). La Poste's establishments have a
rule of their own: the sum of their digits is a multiple of five; its head office follows Luhn like everybody.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LA_POSTE = "356000000"
_SEPARATORS = re.compile(r"[\s.\-_]+")


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def compact(text: str) -> str:
    """The number without the blanks, dots and dashes people write."""
    return _SEPARATORS.sub("", text)


def is_valid(number: str) -> bool:
    """Whether these fourteen digits can be a SIRET. A SIREN of zeros passes Luhn and belongs to nobody."""
    if not (len(number) == 14 and number.isascii() and number.isdigit()):
        return False
    siren = number[:9]
    if siren == "0" * 9 or not _luhn(siren):
        return False
    if siren == LA_POSTE:
        return _luhn(number) or sum(map(int, number)) % 5 == 0
    return _luhn(number)


def clean_siret(text: str) -> str:
    """The fourteen digits, or a ValidationError that says what is wrong. Used by every form and model."""
    number = compact(text)
    if not (number.isascii() and number.isdigit()):
        raise ValidationError(_("Un SIRET ne contient que des chiffres."), code="siret_digits")
    if len(number) != 14:
        raise ValidationError(
            _("Un SIRET a 14 chiffres : vous en avez écrit %(count)s."),
            code="siret_length",
            params={"count": len(number)},
        )
    if not is_valid(number):
        raise ValidationError(
            _("Ce SIRET n’existe pas : vérifiez les chiffres, une erreur de frappe s’y est glissée."),
            code="siret_checksum",
        )
    return number


def number_of(answer: object) -> str:
    """The SIRET in an answer, or nothing when the answer says why there is none yet."""
    return answer if isinstance(answer, str) and is_valid(answer) else ""


def spaced(number: str) -> str:
    """« 000 000 018 00010 », with no-break spaces: a number read in groups."""
    return "\N{NO-BREAK SPACE}".join([number[:3], number[3:6], number[6:9], number[9:]])
