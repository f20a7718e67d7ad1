"""The life cycle of a survey's answers."""

from accelerator.transitions import StateTable, Transition
from coaching.surveys.enums import InvitationState

SURVEY_RESPONSE = StateTable(
    {
        "start_survey": Transition(frozenset({InvitationState.TO_DO}), InvitationState.STARTED),
        "send": Transition(frozenset({InvitationState.TO_DO, InvitationState.STARTED}), InvitationState.SENT),
    }
)
