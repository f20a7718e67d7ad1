"""Who may open the pages of a session by its code, and who makes the code."""

from accelerator.web.access import LINK, PUBLIC, STAFF, Table, row
from programmes.enums import RoleName

RUNS_THE_SESSION = row(RoleName.ORGANISER, RoleName.FACILITATOR, STAFF)
"""Those who run the two days."""

PAGES: Table = {
    "coaching:enter_code": row(PUBLIC),
    # by the code and one's name, else the page asks for them: coaching.attendance.views.entering
    "coaching:live": row(LINK),
    "coaching:live_join": row(PUBLIC),
    "coaching:live_leave": row(LINK),
    "coaching:session_code": RUNS_THE_SESSION,
}
