"""States and types of the partners' board."""

from django.db import models
from django.utils.translation import gettext, gettext_lazy as _

from accelerator.transitions import StateTable, Transition


class StanceKind(models.TextChoices):
    """The answer of a body to a need."""

    LEAD = "lead", _("nous pilotons")
    JOIN = "join", _("nous contribuons")
    NOT_US = "not_us", _("pas nous")
    REFER = "refer", _("nous orientons vers")


QUICK = (StanceKind.LEAD, StanceKind.JOIN, StanceKind.NOT_US)
"""Answers that take one click; a referral names a body."""


HELPS = frozenset({StanceKind.LEAD, StanceKind.JOIN})
"""Answers that offer help: they may have a scheme, and an amount."""


def describe_stance(kind: str, refer_to: str) -> str:
    """« pilote », « contribue », « pas nous », « oriente vers l’Opco »."""
    match kind:
        case StanceKind.LEAD:
            return gettext("pilote")
        case StanceKind.JOIN:
            return gettext("contribue")
        case StanceKind.NOT_US:
            return gettext("pas nous")
    return gettext("oriente vers %(body)s") % {"body": refer_to}


class SupportOutcome(models.TextChoices):
    """The decision of the partners on a need."""

    AGREED = "agreed", _("accordé")
    CONDITIONAL = "conditional", _("accordé sous conditions")
    DEFERRED = "deferred", _("reporté")
    REFUSED = "refused", _("refusé")


GIVES = frozenset({SupportOutcome.AGREED, SupportOutcome.CONDITIONAL})
"""Outcomes with support: they have a lead."""
OUTCOME_TONES = {
    SupportOutcome.AGREED: "success",
    SupportOutcome.CONDITIONAL: "accent",
    SupportOutcome.DEFERRED: "neutral",
    SupportOutcome.REFUSED: "neutral",
}
"""The tone of the badge of each outcome."""
EXPLAINED = frozenset({SupportOutcome.CONDITIONAL, SupportOutcome.DEFERRED, SupportOutcome.REFUSED})
"""Outcomes that need a reason or a condition."""


class BoardView(models.TextChoices):
    """The views of the board, by which a page filters needs and finds the next one."""

    FIRST = "first", _("Pour vous d’abord")
    UNDECIDED = "undecided", _("À décider")
    ALL = "all", _("Tous")
    UNCOVERED = "uncovered", _("Personne ne l’a pris")
    CONTENDED = "contended", _("Plusieurs veulent piloter")
    OURS = "ours", _("Vos réponses")


PARTNER_VIEWS = (BoardView.FIRST, BoardView.ALL, BoardView.UNCOVERED, BoardView.CONTENDED, BoardView.OURS)
ORGANISER_VIEWS = (BoardView.UNDECIDED, BoardView.ALL, BoardView.UNCOVERED, BoardView.CONTENDED)


class MeetingState(models.TextChoices):
    PREPARED = "prepared", _("en préparation")
    OPEN = "open", _("en cours")
    CLOSED = "closed", _("close")


MEETING = StateTable(
    {
        "open_meeting": Transition(frozenset({MeetingState.PREPARED}), MeetingState.OPEN),
        "close_meeting": Transition(frozenset({MeetingState.OPEN}), MeetingState.CLOSED),
        "reopen_meeting": Transition(
            frozenset({MeetingState.CLOSED}), MeetingState.OPEN, reason_required=True
        ),
    }
)
