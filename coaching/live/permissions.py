"""Who may open the pages of the day itself."""

from accelerator.web.access import LINK, PUBLIC, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    # by the code and one's name, which the page requests: coaching.attendance.views.joining
    **rows("live live_now live_check_in live_resource live_photos live_debrief live_debrief_answer", LINK),
    **rows("live_worker", PUBLIC),
    **rows(
        """cockpit cockpit_state cockpit_publish cockpit_assign debrief_wall debrief_feed run_debrief
        shift_programme undo_shift""",
        Capability.RUN_SESSION,
    ),
}
