"""Who may open the pages of a session by its code, and who makes the code."""

from accelerator.web.access import LINK, PUBLIC, STAFF, Table, row
from programmes.enums import RoleName

RUNS_THE_SESSION = row(RoleName.ORGANISER, RoleName.FACILITATOR, STAFF)
"""Those who run the two days."""

PAGES: Table = {
    "coaching:enter_code": row(PUBLIC),
    "coaching:live_join": row(PUBLIC),
    "coaching:live_leave": row(LINK),
    "coaching:session_code": RUNS_THE_SESSION,
    # scanned by anybody: those who run the session alone read whose it is
    "coaching:badge": row(LINK),
    "coaching:manage_attendees": RUNS_THE_SESSION,
    "coaching:sync_attendees": RUNS_THE_SESSION,
    "coaching:door": RUNS_THE_SESSION,
    "coaching:change_door": RUNS_THE_SESSION,
    "coaching:attendee": RUNS_THE_SESSION,
    "coaching:remove_attendee": RUNS_THE_SESSION,
    "coaching:restore_attendee": RUNS_THE_SESSION,
    "coaching:attendee_consent": RUNS_THE_SESSION,
    "coaching:presence": RUNS_THE_SESSION,
    "coaching:mark_presence": RUNS_THE_SESSION,
    "coaching:session_papers": RUNS_THE_SESSION,
    "coaching:attendance_sheet": RUNS_THE_SESSION,
    "coaching:badges": RUNS_THE_SESSION,
    "coaching:table_tents": RUNS_THE_SESSION,
    "coaching:door_signs": RUNS_THE_SESSION,
    "coaching:certificates": RUNS_THE_SESSION,
}
