"""The permissions of pages and objects, by subject."""

from coaching.attendance import permissions as attendance
from coaching.broadcasts import permissions as broadcasts
from coaching.canvas import permissions as canvas
from coaching.followup import permissions as followup
from coaching.gallery import permissions as gallery
from coaching.home import permissions as home
from coaching.ideas import permissions as ideas
from coaching.incidents import permissions as incidents
from coaching.live import permissions as live
from coaching.pairing import permissions as pairing
from coaching.plan import permissions as plan
from coaching.portfolio import permissions as portfolio
from coaching.posts import permissions as posts
from coaching.rehearsal import permissions as rehearsal
from coaching.room import permissions as room
from coaching.session import permissions as session
from coaching.support import permissions as support
from coaching.surveys import permissions as surveys
from coaching.synthesis import permissions as synthesis

PAGES = {
    **home.PAGES,
    **attendance.PAGES,
    **broadcasts.PAGES,
    **live.PAGES,
    **incidents.PAGES,
    **rehearsal.PAGES,
    **session.PAGES,
    **pairing.PAGES,
    **room.PAGES,
    **plan.PAGES,
    **canvas.PAGES,
    **ideas.PAGES,
    **gallery.PAGES,
    **posts.PAGES,
    **surveys.PAGES,
    **synthesis.PAGES,
    **support.PAGES,
    **followup.PAGES,
    **portfolio.PAGES,
}
