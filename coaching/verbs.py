"""What the audit log records of coaching, by subject."""

from coaching.attendance import verbs as attendance
from coaching.broadcasts import verbs as broadcasts
from coaching.canvas import verbs as canvas
from coaching.followup import verbs as followup
from coaching.gallery import verbs as gallery
from coaching.ideas import verbs as ideas
from coaching.incidents import verbs as incidents
from coaching.live import verbs as live
from coaching.pairing import verbs as pairing
from coaching.plan import verbs as plan
from coaching.portfolio import verbs as portfolio
from coaching.posts import verbs as posts
from coaching.room import verbs as room
from coaching.session import verbs as session
from coaching.support import verbs as support
from coaching.surveys import verbs as surveys
from coaching.synthesis import verbs as synthesis

VERBS = (
    *session.VERBS,
    *attendance.VERBS,
    *broadcasts.VERBS,
    *live.VERBS,
    *incidents.VERBS,
    *pairing.VERBS,
    *room.VERBS,
    *canvas.VERBS,
    *plan.VERBS,
    *ideas.VERBS,
    *gallery.VERBS,
    *posts.VERBS,
    *surveys.VERBS,
    *synthesis.VERBS,
    *support.VERBS,
    *followup.VERBS,
    *portfolio.VERBS,
)
