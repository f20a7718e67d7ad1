"""The life cycle of a place that is offered: its dossier moves by the same verbs, see ``APPLICATION``."""

from django.db.models import Q

from accelerator.transitions import StateTable, Transition
from projects.decision.enums import ParticipationState as S

TAKEN = frozenset({S.OFFERED, S.CONFIRMED})
"""States in which nobody else may have the place."""

PARTICIPATION = StateTable(
    {
        "confirm": Transition(frozenset({S.OFFERED}), S.CONFIRMED),
        "decline": Transition(TAKEN, S.DECLINED),
        "withdraw_place": Transition(TAKEN, S.DECLINED, reason_required=True),
    }
)


def place_is_offered(path: str = "") -> Q:
    """Of a row that leads to a participation by ``path`` (« participation__ »): the project is to answer."""
    return Q(**{f"{path}state": S.OFFERED})


def place_is_confirmed(path: str = "") -> Q:
    """As above: the project comes."""
    return Q(**{f"{path}state": S.CONFIRMED})
