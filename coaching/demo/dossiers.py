"""The contents of one project of ``data/``: its dossier, the opinions of the committee, its answers to surveys. Pure.

Its numbers and addresses are reserved for fiction.
"""

import re
import unicodedata
from dataclasses import dataclass

from stdnum import luhn


def make_siret(number: int) -> str:
    """A valid SIRET that nobody has: a SIREN below 000 001 000 and its first establishment."""
    root = f"{number:08d}"
    siren = f"{root}{luhn.calc_check_digit(root)}"
    return f"{siren}0001{luhn.calc_check_digit(f'{siren}0001')}"


def make_email(name: str, domain: str) -> str:
    """The address ``prenom.nom@domaine``, without accents."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return f"{re.sub(r'[^a-z]+', '.', bare.lower()).strip('.')}@{domain}"


def make_phone(number: int) -> str:
    """A telephone number in the range reserved for fiction."""
    return f"02 61 91 {number % 100:02d} {(number * 37 + 11) % 100:02d}"


CRITERIA = 8
"""How many criteria the default grid has."""
FORM_KEYS = (
    "structure_name profile head_count town department title summary work_problem solution stage employees impact "
    "involvement stakeholders partners competitors brakes_levers expectations access_needs"
).split()
"""Answers stored under the key of their question; :meth:`ApplicationData.answers` computes the others."""
SYNTHESIS_KEYS = ("what_it_brought evolution quote").split()


@dataclass(frozen=True, kw_only=True)
class OpinionData:
    """The committee's opinion on one application. ``reason`` explains a decision that is not a yes.

    ``levels`` has one digit from 0 to 4 for each criterion; each reviewer departs from them a little.
    """

    levels: str
    praise: str
    doubt: str
    advice: str
    reason: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(rf"[0-4]{{{CRITERIA}}}", self.levels):
            raise ValueError(f"levels are {CRITERIA} digits from 0 to 4, not {self.levels!r}")


@dataclass(frozen=True, kw_only=True)
class SurveyData:
    """The answers of a project after the two days: the synthesis, and a few words from the room (``one_word``,
    ``learnt``, ``within_a_month``)."""

    usefulness: int
    confidence: int
    """From 1 to 5, after the two days."""
    what_it_brought: str
    evolution: str
    shared: bool
    quote: str
    one_word: str
    learnt: str
    within_a_month: str

    def synthesis(self) -> dict[str, object]:
        """Question key → answer, as posted; a half-filled survey has the first of them."""
        return {
            "usefulness": str(self.usefulness),
            **{key: getattr(self, key) for key in SYNTHESIS_KEYS},
            "confidence": str(self.confidence),
            "share_with_partners": "yes" if self.shared else "no",
        }

    def debrief(self) -> dict[str, object]:
        """The answers of the hot debrief: marks follow the general one."""
        mark, less = str(self.usefulness), str(max(1, self.usefulness - 1))
        return {
            "overall": mark,
            "timeline": less,
            "adn_map": mark,
            "idea_mix": mark,
            "inputs": less,
            "coaching": mark,
            "pace": "fast" if self.usefulness == 3 else "right",
            "one_word": self.one_word,
            "learnt": self.learnt,
            "within_a_month": self.within_a_month,
            "recommend": str(2 * self.usefulness - (0 if self.shared else 1)),
            "quote": self.quote,
        }


@dataclass(frozen=True, kw_only=True)
class ApplicationData:
    """One application. ``number`` gives its SIRET, unless ``no_siret`` explains why there is none yet."""

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
    partners: str = ""
    competitors: str = ""
    brakes_levers: str
    expectations: str
    access_needs: str = ""
    confidence: int | None = None
    opinion: OpinionData | None = None
    survey: SurveyData | None = None

    @property
    def email(self) -> str:
        return make_email(self.holder, f"{self.key}.example")

    @property
    def phone(self) -> str:
        return make_phone(self.number)

    def answers(self) -> dict[str, str]:
        """Question key → typed answer, without the acceptance of the rules, which is given on sending."""
        return {key: getattr(self, key) for key in FORM_KEYS} | {
            "siret": self.no_siret or make_siret(self.number),
            "holder_name": self.holder,
            "holder_function": self.function,
            "holder_email": self.email,
            "holder_phone": self.phone,
            "second_participant": self.second,
            "both_days": "yes",
            "confidence": "" if self.confidence is None else str(self.confidence),
        }
