"""What happens once a project is admitted."""

from coaching.models.pairing import Pairing
from coaching.models.report import SynthesisReport
from coaching.models.session import Booking, Room, Session, SessionDay, Slot
from coaching.models.survey import Survey, SurveyInvitation

__all__ = [
    "Booking",
    "Pairing",
    "Room",
    "Session",
    "SessionDay",
    "Slot",
    "Survey",
    "SurveyInvitation",
    "SynthesisReport",
]
