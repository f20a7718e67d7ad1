"""What happens once a project is admitted."""

from coaching.attendance.models import Attendance, Attendee, DoorRequest, SessionCode
from coaching.canvas.models import (
    Axis,
    AxisReading,
    Canvas,
    CanvasForm,
    CanvasItem,
    CanvasPhoto,
    CanvasVersion,
    PitchTurn,
)
from coaching.gallery.models import GalleryItem
from coaching.ideas.models import (
    Contribution,
    MixBoard,
    MixRound,
    MixSeat,
    Rotation,
    RotationChoice,
    RotationPair,
    RotationTable,
)
from coaching.live.models import SlotShift
from coaching.pairing.models import (
    MeetingDate,
    MeetingNote,
    MentorCapacity,
    MentorMeeting,
    Pairing,
    PairingWish,
    WishCall,
)
from coaching.plan.models import ActionItem, ActionUpdate, Blocker, Need
from coaching.room.models import CardAnswer
from coaching.session.models import (
    Booking,
    CalendarFeed,
    ProgrammeRelease,
    Room,
    Session,
    SessionDay,
    Slot,
    SlotGroup,
    SlotResource,
    SlotSpeaker,
)
from coaching.support.models import (
    MeetingMinutes,
    MinutesApproval,
    PartnerMeeting,
    Stance,
    SupportDecision,
)
from coaching.surveys.models import AttendeeResponse, RowConfirmation, Survey, SurveyInvitation
from coaching.synthesis.models import SynthesisReport

__all__ = [
    "ActionItem",
    "ActionUpdate",
    "Attendance",
    "Attendee",
    "AttendeeResponse",
    "Axis",
    "AxisReading",
    "Blocker",
    "Booking",
    "CalendarFeed",
    "Canvas",
    "CanvasForm",
    "CanvasItem",
    "CanvasPhoto",
    "CanvasVersion",
    "CardAnswer",
    "Contribution",
    "DoorRequest",
    "GalleryItem",
    "MeetingDate",
    "MeetingMinutes",
    "MeetingNote",
    "MentorCapacity",
    "MentorMeeting",
    "MinutesApproval",
    "MixBoard",
    "MixRound",
    "MixSeat",
    "Need",
    "Pairing",
    "PairingWish",
    "PartnerMeeting",
    "PitchTurn",
    "ProgrammeRelease",
    "Room",
    "Rotation",
    "RotationChoice",
    "RotationPair",
    "RotationTable",
    "RowConfirmation",
    "Session",
    "SessionCode",
    "SessionDay",
    "Slot",
    "SlotGroup",
    "SlotResource",
    "SlotShift",
    "SlotSpeaker",
    "Stance",
    "SupportDecision",
    "Survey",
    "SurveyInvitation",
    "SynthesisReport",
    "WishCall",
]
