"""Who may open the pages of the session and of its programme."""

from accelerator.web.access import LINK, PUBLIC, SIGNED_IN, Table, row
from programmes.permissions import ORGANISERS

PAGES: Table = {
    # until it is published, the timetable exists for organisers only
    "coaching:timetable": row(PUBLIC),
    "coaching:timetable_ics": row(PUBLIC),
    "coaching:timetable_pdf": row(PUBLIC),
    "coaching:timetable_talk": row(PUBLIC),
    # what is not public, for those of the edition alone: the view asks
    "coaching:timetable_resource": row(PUBLIC),
    # whoever has the address of one's calendar; one's own address
    "coaching:feed": row(LINK),
    "coaching:my_feed": row(SIGNED_IN),
    "coaching:make_feed": row(SIGNED_IN),
    "coaching:revoke_feed": row(SIGNED_IN),
    "coaching:manage_session": ORGANISERS,
    "coaching:session_venue": ORGANISERS,
    "coaching:session_add_day": ORGANISERS,
    "coaching:session_remove_day": ORGANISERS,
    "coaching:session_share_out": ORGANISERS,
    "coaching:session_repair": ORGANISERS,
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
    "coaching:session_grid": ORGANISERS,
    "coaching:session_move_slot": ORGANISERS,
    "coaching:session_talk": ORGANISERS,
    "coaching:session_add_speaker": ORGANISERS,
    "coaching:session_speaker": ORGANISERS,
    "coaching:session_remove_speaker": ORGANISERS,
    "coaching:session_add_resource": ORGANISERS,
    "coaching:session_resource": ORGANISERS,
    "coaching:session_remove_resource": ORGANISERS,
    "coaching:session_publish": ORGANISERS,
}
