"""Kinds and waves of surveys, their audiences, states of an answer."""

from dataclasses import dataclass

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accelerator.transitions import StateTable, Transition, TransitionRefused


class SurveyKind(models.TextChoices):
    DEBRIEF = "debrief", gettext_lazy("débrief à chaud")
    SYNTHESIS = "synthesis", gettext_lazy("fichier de synthèse")
    FOLLOW_UP = "follow_up", gettext_lazy("suivi")
    FREE = "free", gettext_lazy("enquête libre")


class SurveyAudience(models.TextChoices):
    """The audiences, in this order: somebody in two audiences is invited in the first."""

    HOLDERS = "holders", gettext_lazy("les porteurs et porteuses, une réponse par projet")
    SECOND = "second", gettext_lazy("les deuxièmes participants des projets")
    MENTORS = "mentors", gettext_lazy("les parrains et marraines")
    PARTNERS = "partners", gettext_lazy("les partenaires")
    ATTENDEES = "attendees", gettext_lazy("toutes les personnes de la session")


class ConfirmedKind(models.TextChoices):
    """The kinds of rows that a project confirms: of its plan, and commitments of bodies."""

    COMMITMENT = "commitment", gettext_lazy("engagement")
    ACTION = "action", gettext_lazy("action")
    BLOCKER = "blocker", gettext_lazy("verrou")
    NEED = "need", gettext_lazy("besoin")


class Relevance(models.TextChoices):
    """How relevant an action still is, some days after it was planned."""

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
    """One of the surveys of an edition. ``number``: the months of a follow-up, the rank of a free survey, else 0."""

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
        """The default title."""
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
    """The wave of an address; ``None`` for any other text."""
    if slug in (SurveyKind.DEBRIEF, SurveyKind.SYNTHESIS):
        return Wave(SurveyKind(slug))
    for prefix, kind in ((_MONTH, SurveyKind.FOLLOW_UP), (_FREE, SurveyKind.FREE)):
        number = slug.removeprefix(prefix)
        if slug.startswith(prefix) and number.isascii() and number.isdigit() and len(number) <= 2:
            wave = Wave(kind, int(number))
            is_known = wave.number in FOLLOW_UPS if kind == SurveyKind.FOLLOW_UP else wave.number > 0
            return wave if is_known and wave.slug == slug else None
    return None


def list_fixed_waves() -> list[Wave]:
    """The waves of every edition, in the order of the year."""
    return [
        Wave(SurveyKind.DEBRIEF),
        Wave(SurveyKind.SYNTHESIS),
        *(Wave(SurveyKind.FOLLOW_UP, months) for months in FOLLOW_UPS),
    ]


SURVEY_RESPONSE = StateTable(
    {
        "start_survey": Transition(frozenset({InvitationState.TO_DO}), InvitationState.STARTED),
        "send": Transition(frozenset({InvitationState.TO_DO, InvitationState.STARTED}), InvitationState.SENT),
    }
)

ROOM_RESPONSE = StateTable(
    {
        "send_debrief": Transition(frozenset({InvitationState.STARTED}), InvitationState.SENT),
        "enter_attendee_paper": Transition(frozenset({InvitationState.STARTED}), InvitationState.SENT),
    }
)
"""The same for attendees: a response exists once it is begun."""

PERSONAL_RESPONSE = StateTable(
    {
        "start_personal_response": Transition(frozenset({InvitationState.TO_DO}), InvitationState.STARTED),
        "send_personal_response": Transition(
            frozenset({InvitationState.TO_DO, InvitationState.STARTED}), InvitationState.SENT
        ),
    }
)


class SurveyClosed(TransitionRefused):
    """The survey is not open yet, or is closed."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("L’enquête n’est pas ouverte : vos réponses sont gardées, mais ne s’envoient plus.")
        )


class SurveyAnonymous(TransitionRefused):
    """The action would need the authors of anonymous answers."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("L’enquête est anonyme : personne ne sait qui a répondu."))


class DebriefDisclosed(TransitionRefused):
    """The debrief is over and its unnamed answers were disclosed: opened again, one more author could be deduced by
    subtraction.
    """

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Ce débrief est terminé et ses réponses sans nom se lisent : il ne se rouvre pas.")
        )


class DebriefUnlinked(TransitionRefused):
    """The debrief is over and its answers are unlinked from their authors, who could answer again."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Ce débrief est terminé : plus rien ne dit qui a répondu, il ne se rouvre pas.")
        )


class AnswersMissing(TransitionRefused):
    """Required questions without an answer."""

    def __init__(self, count: int) -> None:
        super().__init__(
            ngettext("Il manque %(count)s réponse.", "Il manque %(count)s réponses.", count)
            % {"count": count}
        )
