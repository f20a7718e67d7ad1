"""Who may open the pages of the day itself."""

from accelerator.web.access import LINK, PUBLIC, Table, row
from coaching.attendance.permissions import RUNS_THE_SESSION
from programmes.permissions import ORGANISERS

PAGES: Table = {
    # by the code and one's name, else the page asks for them: coaching.attendance.views.entering
    "coaching:live": row(LINK),
    "coaching:live_now": row(LINK),
    "coaching:live_check_in": row(LINK),
    "coaching:live_resource": row(LINK),
    "coaching:live_photos": row(LINK),
    "coaching:live_debrief": row(LINK),
    "coaching:live_debrief_answer": row(LINK),
    "coaching:live_worker": row(PUBLIC),
    "coaching:cockpit": RUNS_THE_SESSION,
    "coaching:cockpit_state": RUNS_THE_SESSION,
    "coaching:debrief_wall": RUNS_THE_SESSION,
    "coaching:debrief_feed": RUNS_THE_SESSION,
    "coaching:run_debrief": RUNS_THE_SESSION,
    # the programme is the organisers'
    "coaching:shift_programme": ORGANISERS,
    "coaching:undo_shift": ORGANISERS,
}
