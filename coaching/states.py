"""Life cycles of what happens once a project is admitted."""

from accelerator.transitions import StateTable, Transition
from coaching.enums import InvitationState
from coaching.enums import PairingState as P

PAIRING = StateTable(
    {
        "accept": Transition(frozenset({P.PROPOSED}), P.ACCEPTED),
        "refuse": Transition(frozenset({P.PROPOSED}), P.REFUSED, reason_required=True),
        "end": Transition(frozenset({P.PROPOSED, P.ACCEPTED}), P.ENDED, reason_required=True),
    }
)

SURVEY_RESPONSE = StateTable(
    {
        "start": Transition(frozenset({InvitationState.TO_DO}), InvitationState.STARTED),
        "send": Transition(frozenset({InvitationState.TO_DO, InvitationState.STARTED}), InvitationState.SENT),
    }
)
