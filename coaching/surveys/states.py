"""The life cycle of a survey's answers, and why a survey refuses something."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accelerator.transitions import StateTable, Transition, TransitionRefused
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


class SurveyClosed(TransitionRefused):
    """It is not the time to answer: the survey is not open yet, or not any more."""

    def __init__(self) -> None:
        super().__init__(
            _("L’enquête n’est pas ouverte : vos réponses sont gardées, mais ne s’envoient plus.")
        )


class SurveyAnonymous(TransitionRefused):
    """It would take knowing who answered."""

    def __init__(self) -> None:
        super().__init__(_("L’enquête est anonyme : personne ne sait qui a répondu."))


class DebriefDisclosed(TransitionRefused):
    """It is over and its unnamed answers were disclosed: the author of one more would be known by subtraction."""

    def __init__(self) -> None:
        super().__init__(
            _("Ce débrief est terminé et ses réponses sans nom se lisent : il ne se rouvre pas.")
        )


class DebriefUnlinked(TransitionRefused):
    """It is over and its answers are unlinked from their authors, who could answer again."""

    def __init__(self) -> None:
        super().__init__(_("Ce débrief est terminé : plus rien ne dit qui a répondu, il ne se rouvre pas."))


class AnswersMissing(TransitionRefused):
    """Required questions without an answer."""

    def __init__(self, count: int) -> None:
        super().__init__(
            ngettext("Il manque %(count)s réponse.", "Il manque %(count)s réponses.", count)
            % {"count": count}
        )
