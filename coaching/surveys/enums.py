"""Which surveys there are: their kinds and waves, their audiences, where an answer stands."""

from dataclasses import dataclass

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


class SurveyKind(models.TextChoices):
    DEBRIEF = "debrief", gettext_lazy("débrief à chaud")
    SYNTHESIS = "synthesis", gettext_lazy("fichier de synthèse")
    FOLLOW_UP = "follow_up", gettext_lazy("suivi")
    FREE = "free", gettext_lazy("enquête libre")


class SurveyAudience(models.TextChoices):
    """Who is invited, in this order: somebody in two audiences is invited in the first."""

    HOLDERS = "holders", gettext_lazy("les porteurs et porteuses, une réponse par projet")
    SECOND = "second", gettext_lazy("les deuxièmes participants des projets")
    MENTORS = "mentors", gettext_lazy("les parrains et marraines")
    PARTNERS = "partners", gettext_lazy("les partenaires")
    ATTENDEES = "attendees", gettext_lazy("toutes les personnes de la session")


class ConfirmedKind(models.TextChoices):
    """What a project confirms of its plan, and of what bodies promised it."""

    COMMITMENT = "commitment", gettext_lazy("engagement")
    ACTION = "action", gettext_lazy("action")
    BLOCKER = "blocker", gettext_lazy("verrou")
    NEED = "need", gettext_lazy("besoin")


class Relevance(models.TextChoices):
    """Of an action, some days after it was planned."""

    STILL = "still", gettext_lazy("Oui")
    DONE = "done", gettext_lazy("C’est fait")
    DROPPED = "dropped", gettext_lazy("Abandonnée")


class InvitationState(models.TextChoices):
    TO_DO = "to_do", gettext_lazy("à remplir")
    STARTED = "started", gettext_lazy("commencé")
    SENT = "sent", gettext_lazy("envoyé")


FOLLOW_UPS = (1, 3, 6, 12)
"""Months after the session at which projects answer again."""
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
