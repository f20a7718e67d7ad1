"""What an application of the demo says. Pure: no Django here."""

import re
import unicodedata
from dataclasses import dataclass, fields

from stdnum import luhn

FORM_KEYS = (
    "structure_name head_count town department title summary work_problem solution stage employees impact "
    "involvement stakeholders brakes_levers expectations access_needs"
).split()
"""Answers that a story holds under the same name; the others are computed in :meth:`Story.answers`."""


def fictitious_siret(number: int) -> str:
    """A valid SIRET that nobody holds: a SIREN below 000 001 000 and its first establishment."""
    root = f"{number:08d}"
    siren = f"{root}{luhn.calc_check_digit(root)}"
    return f"{siren}0001{luhn.calc_check_digit(f'{siren}0001')}"


def email_of(name: str, domain: str) -> str:
    """``prenom.nom@domaine``, in the letters an address has."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return f"{re.sub(r'[^a-z]+', '.', bare.lower()).strip('.')}@{domain}"


@dataclass(frozen=True, kw_only=True)
class Story:
    """One application. ``number`` makes its SIRET; 0 with ``no_siret``, the reason why there is none yet.

    Texts are written over several lines for the eye: they are folded into paragraphs, an empty line parts two.
    """

    key: str
    number: int
    no_siret: str = ""
    structure_name: str
    profile: str
    head_count: str
    town: str
    department: str
    holder: str
    function: str
    second: str = ""
    language: str = "fr"
    title: str
    summary: str
    work_problem: str
    solution: str
    stage: str
    employees: str
    impact: str
    involvement: str
    stakeholders: str = ""
    brakes_levers: str
    expectations: str
    access_needs: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", value))
                object.__setattr__(self, field.name, "\n\n".join(paragraphs))

    @property
    def email(self) -> str:
        return email_of(self.holder, f"{self.key}.example")

    @property
    def phone(self) -> str:
        """In the range that the numbering plan keeps for fiction."""
        return f"02 61 91 {self.number % 100:02d} {(self.number * 37 + 11) % 100:02d}"

    def answers(self) -> dict[str, str]:
        """Question key → what the person typed, without the acceptance of the rules, which comes on sending."""
        given = {key: getattr(self, key) for key in FORM_KEYS}
        return given | {
            "siret": self.no_siret or fictitious_siret(self.number),
            "profile": PROFILES[self.profile],
            "holder_name": self.holder,
            "holder_function": self.function,
            "holder_email": self.email,
            "holder_phone": self.phone,
            "second_participant": self.second,
            "both_days": "yes",
        }


PROFILES = {
    "provider": "solution_provider",
    "consultant": "consultant_or_federation",
    "internal": "internal_project",
}
