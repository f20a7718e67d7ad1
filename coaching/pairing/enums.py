"""States and types of pairings and meetings."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.transitions import StateTable, Transition


class PairingState(models.TextChoices):
    PROPOSED = "proposed", _("proposé")
    ACCEPTED = "accepted", _("accepté")
    REFUSED = "refused", _("refusé")
    ENDED = "ended", _("terminé")


CURRENT = (PairingState.PROPOSED, PairingState.ACCEPTED)
"""States with a mentor proposed to the project, or accepted."""


class MentorMeetingState(models.TextChoices):
    PROPOSED = "proposed", _("à confirmer")
    CONFIRMED = "confirmed", _("convenu")
    TOOK_PLACE = "held", _("a eu lieu")
    MISSED = "missed", _("n’a pas eu lieu")
    CANCELLED = "cancelled", _("annulé")

    @property
    def tone(self) -> str:
        return {"proposed": "info", "confirmed": "accent", "held": "success"}.get(self.value, "neutral")


class MeetingKind(models.TextChoices):
    IN_PERSON = "in_person", _("sur place")
    VIDEO = "video", _("en visioconférence")
    PHONE = "phone", _("par téléphone")


PAIRING = StateTable(
    {
        "accept": Transition(frozenset({PairingState.PROPOSED}), PairingState.ACCEPTED),
        "refuse": Transition(frozenset({PairingState.PROPOSED}), PairingState.REFUSED, reason_required=True),
        "end": Transition(
            frozenset({PairingState.PROPOSED, PairingState.ACCEPTED}),
            PairingState.ENDED,
            reason_required=True,
        ),
    }
)

MEETING = StateTable(
    {
        "confirm_meeting": Transition(frozenset({MentorMeetingState.PROPOSED}), MentorMeetingState.CONFIRMED),
        "move_meeting": Transition(
            frozenset({MentorMeetingState.PROPOSED, MentorMeetingState.CONFIRMED}),
            MentorMeetingState.PROPOSED,
        ),
        "cancel": Transition(
            frozenset({MentorMeetingState.PROPOSED, MentorMeetingState.CONFIRMED}),
            MentorMeetingState.CANCELLED,
            reason_required=True,
        ),
        "hold": Transition(
            frozenset({MentorMeetingState.CONFIRMED, MentorMeetingState.MISSED}),
            MentorMeetingState.TOOK_PLACE,
        ),
        "miss": Transition(
            frozenset({MentorMeetingState.CONFIRMED, MentorMeetingState.TOOK_PLACE}),
            MentorMeetingState.MISSED,
        ),
    }
)


def is_current(path: str = "") -> Q:
    """Condition: a mentor is proposed or accepted for the project of the participation at ``path``."""
    return Q(**{f"{path}pairings__state__in": CURRENT})


def has_mentor(path: str = "") -> Q:
    """Condition: a mentor accepted the project of the participation at ``path``."""
    return Q(**{f"{path}pairings__state": PairingState.ACCEPTED})
