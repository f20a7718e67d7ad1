"""The life cycle of a pairing."""

from django.db.models import Q

from accelerator.transitions import StateTable, Transition
from coaching.pairing.enums import CURRENT
from coaching.pairing.enums import MentorMeetingState as M
from coaching.pairing.enums import PairingState as P

PAIRING = StateTable(
    {
        "accept": Transition(frozenset({P.PROPOSED}), P.ACCEPTED),
        "refuse": Transition(frozenset({P.PROPOSED}), P.REFUSED, reason_required=True),
        "end": Transition(frozenset({P.PROPOSED, P.ACCEPTED}), P.ENDED, reason_required=True),
    }
)

MEETING = StateTable(
    {
        "confirm_meeting": Transition(frozenset({M.PROPOSED}), M.CONFIRMED),
        "move_meeting": Transition(frozenset({M.PROPOSED, M.CONFIRMED}), M.PROPOSED),
        "cancel": Transition(frozenset({M.PROPOSED, M.CONFIRMED}), M.CANCELLED, reason_required=True),
        "hold": Transition(frozenset({M.CONFIRMED, M.MISSED}), M.HELD),
        "miss": Transition(frozenset({M.CONFIRMED, M.HELD}), M.MISSED),
    }
)


def is_current(path: str = "") -> Q:
    """That a mentor is proposed or accepted for the project of the participation at ``path``."""
    return Q(**{f"{path}pairings__state__in": CURRENT})


def has_mentor(path: str = "") -> Q:
    """That a mentor accepted the project of the participation at ``path``."""
    return Q(**{f"{path}pairings__state": P.ACCEPTED})
