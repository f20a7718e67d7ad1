"""Who may open the pages of a session by its code, and who makes the code."""

from accelerator.web.access import LINK, PUBLIC, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    **rows("enter_code live_join", PUBLIC),
    **rows("live_badge live_leave", LINK),
    **rows("session_code", Capability.RUN_SESSION),
    # scanned by anybody: only those who run the session read the owner's name
    **rows("badge", LINK),
    **rows(
        """manage_attendees sync_attendees door change_door attendee remove_attendee restore_attendee
        attendee_consent presence mark_presence session_papers attendance_sheet badges table_tents door_signs
        certificates""",
        Capability.RUN_SESSION,
    ),
}
