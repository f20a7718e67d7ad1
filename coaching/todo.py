"""The lines of « À traiter » from the subjects of coaching, in the order of the work."""

from coaching.attendance.todo import RULES as ATTENDANCE
from coaching.canvas.todo import RULES as CANVAS
from coaching.followup.todo import RULES as FOLLOW_UP
from coaching.home.todo import RULES as MAILS
from coaching.live.todo import RULES as LIVE
from coaching.pairing.todo import RULES as PAIRING
from coaching.portfolio.todo import RULES as PORTFOLIO
from coaching.posts.todo import RULES as POSTS
from coaching.session.todo import RULES as SESSION
from coaching.support.todo import RULES as SUPPORT
from coaching.surveys.todo import RULES as SURVEYS
from coaching.synthesis.todo import RULES as SYNTHESIS

RULES = (
    *(*LIVE, *SESSION, *PAIRING, *CANVAS, *ATTENDANCE),
    *(*SUPPORT, *SURVEYS, *FOLLOW_UP, *SYNTHESIS, *PORTFOLIO, *POSTS, *MAILS),
)
