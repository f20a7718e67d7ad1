"""Who may open the pages of the session and of its programme."""

from accelerator.web.access import PUBLIC, Table, row
from programmes.permissions import ORGANISERS

PAGES: Table = {
    # until it is published, the timetable exists for organisers only
    "coaching:timetable": row(PUBLIC),
    "coaching:timetable_ics": row(PUBLIC),
    "coaching:manage_session": ORGANISERS,
    "coaching:session_venue": ORGANISERS,
    "coaching:session_add_day": ORGANISERS,
    "coaching:session_remove_day": ORGANISERS,
    "coaching:session_share_out": ORGANISERS,
    "coaching:session_add_room": ORGANISERS,
    "coaching:session_room": ORGANISERS,
    "coaching:session_remove_room": ORGANISERS,
    "coaching:session_add_slot": ORGANISERS,
    "coaching:session_slot": ORGANISERS,
    "coaching:session_remove_slot": ORGANISERS,
    "coaching:session_bookings": ORGANISERS,
    "coaching:session_unbook": ORGANISERS,
    "coaching:session_groups": ORGANISERS,
    "coaching:session_group": ORGANISERS,
    "coaching:session_remove_group": ORGANISERS,
    "coaching:session_publish": ORGANISERS,
}
