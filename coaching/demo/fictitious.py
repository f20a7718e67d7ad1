"""Numbers and addresses that nobody can own. Pure."""

import re
import unicodedata

from stdnum import luhn


def fictitious_siret(number: int) -> str:
    """A valid SIRET that nobody has: a SIREN below 000 001 000 and its first establishment."""
    root = f"{number:08d}"
    siren = f"{root}{luhn.calc_check_digit(root)}"
    return f"{siren}0001{luhn.calc_check_digit(f'{siren}0001')}"


def email_of(name: str, domain: str) -> str:
    """``prenom.nom@domaine``, in the letters an address has."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return f"{re.sub(r'[^a-z]+', '.', bare.lower()).strip('.')}@{domain}"


def phone_of(number: int) -> str:
    """In the range that the numbering plan reserves for fiction."""
    return f"02 61 91 {number % 100:02d} {(number * 37 + 11) % 100:02d}"
