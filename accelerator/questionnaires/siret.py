"""SIRET numbers, the fourteen digits of a French establishment. They are text: zeros in front count.

``stdnum`` knows the rule, La Poste's own included; here are the refusal of nobody's number and the words people read.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength
from stdnum.fr import siret
from stdnum.util import clean

NOBODY = "0" * 9
"""A SIREN of zeros passes Luhn and belongs to nobody."""


def compact(text: str) -> str:
    """The number without the blanks, dots and dashes people write."""
    return clean(text, " \t\n\r.-_")


def is_valid(number: str) -> bool:
    """Whether these fourteen digits can be a SIRET, written without separators."""
    return not number.startswith(NOBODY) and siret.is_valid(number) and siret.compact(number) == number


def clean_siret(text: str) -> str:
    """The fourteen digits, or a ValidationError with the problem. Used by every form and model."""
    number = compact(text)
    try:
        siret.validate(number)
        if number.startswith(NOBODY):
            raise InvalidChecksum
    except InvalidLength:  # before InvalidFormat, of which it is one
        raise ValidationError(
            _("Un SIRET a 14 chiffres : vous en avez écrit %(count)s."),
            code="siret_length",
            params={"count": len(number)},
        ) from None
    except InvalidFormat:
        raise ValidationError(_("Un SIRET ne contient que des chiffres."), code="siret_digits") from None
    except InvalidChecksum:
        raise ValidationError(
            _("Ce SIRET n’existe pas : vérifiez les chiffres, une erreur de frappe s’y est glissée."),
            code="siret_checksum",
        ) from None
    return number


def number_of(answer: object) -> str:
    """The SIRET in an answer, or an empty text when the answer is the reason why there is none yet."""
    return answer if isinstance(answer, str) and is_valid(answer) else ""


def group_siret(number: str) -> str:
    """« 000 000 018 00010 », with no-break spaces: a number read in groups."""
    return siret.format(number, separator="\N{NO-BREAK SPACE}")
