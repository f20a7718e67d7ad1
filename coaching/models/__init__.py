"""The models of coaching: everything once a project is admitted."""

from coaching.attendance.models import Attendance, Attendee, DoorRequest, SessionCode
from coaching.broadcasts.models import Broadcast, BroadcastReader
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
from coaching.followup.models import Commitment, CommitmentNote, LetterLine, NudgeDelays, SupportLetter
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
from coaching.incidents.models import Incident
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
from coaching.portfolio.models import ResultStory
from coaching.posts.models import Post
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
from coaching.surveys.models import (
    AnonymousResponse,
    AttendeeResponse,
    PersonalResponse,
    RowConfirmation,
    Survey,
    SurveyInvitation,
)
from coaching.synthesis.models import EditedSection, ReportRequest, SectionDraft, SynthesisReport
