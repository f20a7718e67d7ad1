"""Addresses of the app, by subject. A subject's fixed words in an address come before another's ``<ref>``."""

from coaching.attendance import urls as attendance
from coaching.broadcasts import urls as broadcasts
from coaching.canvas import urls as canvas
from coaching.followup import urls as followup
from coaching.gallery import urls as gallery
from coaching.home import urls as home
from coaching.ideas import urls as ideas
from coaching.incidents import urls as incidents
from coaching.live import urls as live
from coaching.pairing import urls as pairing
from coaching.plan import urls as plan
from coaching.portfolio import urls as portfolio
from coaching.posts import urls as posts
from coaching.rehearsal import urls as rehearsal
from coaching.room import urls as room
from coaching.session import urls as session
from coaching.support import urls as support
from coaching.surveys import urls as surveys
from coaching.synthesis import urls as synthesis

app_name = "coaching"

urlpatterns = [
    *portfolio.urlpatterns,
    *home.urlpatterns,
    *rehearsal.urlpatterns,
    *live.urlpatterns,
    *broadcasts.urlpatterns,
    *incidents.urlpatterns,
    *attendance.urlpatterns,
    *session.urlpatterns,
    *pairing.urlpatterns,
    *room.urlpatterns,
    *plan.urlpatterns,
    *canvas.urlpatterns,
    *ideas.urlpatterns,
    *gallery.urlpatterns,
    *posts.urlpatterns,
    *surveys.urlpatterns,
    *synthesis.urlpatterns,
    *followup.urlpatterns,
    *support.urlpatterns,
]
