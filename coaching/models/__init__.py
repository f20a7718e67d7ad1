"""What happens once a project is admitted."""

from coaching.pairing.models import Pairing
from coaching.session.models import Booking, Room, Session, SessionDay, Slot
from coaching.surveys.models import Survey, SurveyInvitation
from coaching.synthesis.models import SynthesisReport

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
