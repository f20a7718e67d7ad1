"""The life cycle of a survey's answers."""

from accelerator.transitions import StateTable, Transition
from coaching.surveys.enums import InvitationState

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
"""The same, in the room: it exists once it is begun."""

PERSONAL_RESPONSE = StateTable(
    {
        "start_personal_response": Transition(frozenset({InvitationState.TO_DO}), InvitationState.STARTED),
        "send_personal_response": Transition(
            frozenset({InvitationState.TO_DO, InvitationState.STARTED}), InvitationState.SENT
        ),
    }
)
