"""Who may open the pages of a session by its code, and who makes the code."""

from accelerator.web.access import LINK, PUBLIC, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "coaching:enter_code": row(PUBLIC),
    "coaching:live_join": row(PUBLIC),
    "coaching:live_badge": row(LINK),
    "coaching:live_leave": row(LINK),
    "coaching:session_code": row(Capability.RUN_SESSION),
    # scanned by anybody: only those who run the session read the owner's name
    "coaching:badge": row(LINK),
    "coaching:manage_attendees": row(Capability.RUN_SESSION),
    "coaching:sync_attendees": row(Capability.RUN_SESSION),
    "coaching:door": row(Capability.RUN_SESSION),
    "coaching:change_door": row(Capability.RUN_SESSION),
    "coaching:attendee": row(Capability.RUN_SESSION),
    "coaching:remove_attendee": row(Capability.RUN_SESSION),
    "coaching:restore_attendee": row(Capability.RUN_SESSION),
    "coaching:attendee_consent": row(Capability.RUN_SESSION),
    "coaching:presence": row(Capability.RUN_SESSION),
    "coaching:mark_presence": row(Capability.RUN_SESSION),
    "coaching:session_papers": row(Capability.RUN_SESSION),
    "coaching:attendance_sheet": row(Capability.RUN_SESSION),
    "coaching:badges": row(Capability.RUN_SESSION),
    "coaching:table_tents": row(Capability.RUN_SESSION),
    "coaching:door_signs": row(Capability.RUN_SESSION),
    "coaching:certificates": row(Capability.RUN_SESSION),
}
