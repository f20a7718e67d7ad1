"""Which survey of an edition: its kind, and its wave. The address of its pages names both."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.surveys.enums import SurveyKind

FOLLOW_UPS = (1, 3, 6, 12)
"""Months after the session at which projects answer again."""
MOST_FREE = 99
_MONTH, _FREE = "month-", "free-"


@dataclass(frozen=True)
class Wave:
    """``number``: the months of a follow-up, the rank of a free survey, else 0."""

    kind: SurveyKind
    number: int = 0

    @property
    def slug(self) -> str:
        """``debrief``, ``synthesis``, ``month-6``, ``free-2``."""
        if self.kind == SurveyKind.FOLLOW_UP:
            return f"{_MONTH}{self.number}"
        return f"{_FREE}{self.number}" if self.kind == SurveyKind.FREE else self.kind.value

    @property
    def label(self) -> str:
        """What it is called when nobody gave it a title."""
        if self.kind == SurveyKind.FOLLOW_UP:
            return ngettext("suivi à %(count)d mois", "suivi à %(count)d mois", self.number) % {
                "count": self.number
            }
        if self.kind == SurveyKind.FREE:
            return _("enquête libre n° %(number)d") % {"number": self.number}
        return str(self.kind.label)

    @property
    def title(self) -> str:
        return capfirst(self.label)


def read_wave(slug: str) -> Wave | None:
    """The wave that an address names; ``None`` for anything else."""
    if slug in (SurveyKind.DEBRIEF, SurveyKind.SYNTHESIS):
        return Wave(SurveyKind(slug))
    for prefix, kind in ((_MONTH, SurveyKind.FOLLOW_UP), (_FREE, SurveyKind.FREE)):
        number = slug.removeprefix(prefix)
        if slug.startswith(prefix) and number.isascii() and number.isdigit() and len(number) <= 2:
            wave = Wave(kind, int(number))
            known = wave.number in FOLLOW_UPS if kind == SurveyKind.FOLLOW_UP else wave.number > 0
            return wave if known and wave.slug == slug else None
    return None


def list_fixed_waves() -> list[Wave]:
    """Those that every edition may have, in the order of the year."""
    return [
        Wave(SurveyKind.DEBRIEF),
        Wave(SurveyKind.SYNTHESIS),
        *(Wave(SurveyKind.FOLLOW_UP, months) for months in FOLLOW_UPS),
    ]
