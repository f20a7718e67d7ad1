"""Who may open the pages of the day itself."""

from accelerator.web.access import LINK, PUBLIC, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    # by the code and one's name, which the page requests: coaching.attendance.views.joining
    "coaching:live": row(LINK),
    "coaching:live_now": row(LINK),
    "coaching:live_check_in": row(LINK),
    "coaching:live_resource": row(LINK),
    "coaching:live_photos": row(LINK),
    "coaching:live_debrief": row(LINK),
    "coaching:live_debrief_answer": row(LINK),
    "coaching:live_worker": row(PUBLIC),
    "coaching:cockpit": row(Capability.RUN_SESSION),
    "coaching:cockpit_state": row(Capability.RUN_SESSION),
    "coaching:cockpit_publish": row(Capability.RUN_SESSION),
    "coaching:cockpit_assign": row(Capability.RUN_SESSION),
    "coaching:debrief_wall": row(Capability.RUN_SESSION),
    "coaching:debrief_feed": row(Capability.RUN_SESSION),
    "coaching:run_debrief": row(Capability.RUN_SESSION),
    "coaching:shift_programme": row(Capability.RUN_SESSION),
    "coaching:undo_shift": row(Capability.RUN_SESSION),
}
