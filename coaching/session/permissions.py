"""Who may open the pages of the session and of its programme."""

from accelerator.web.access import LINK, PUBLIC, SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    # until it is published, the timetable exists for organisers only
    "coaching:timetable": row(PUBLIC),
    "coaching:timetable_ics": row(PUBLIC),
    "coaching:timetable_pdf": row(PUBLIC),
    "coaching:timetable_talk": row(PUBLIC),
    # private documents, for people of the edition alone: the view checks
    "coaching:timetable_resource": row(PUBLIC),
    # anybody with the secret address of a calendar; one's own address
    "coaching:feed": row(LINK),
    "coaching:my_feed": row(SIGNED_IN),
    "coaching:make_feed": row(SIGNED_IN),
    "coaching:revoke_feed": row(SIGNED_IN),
    "coaching:manage_session": row(Capability.MANAGE_EDITION),
    "coaching:session_venue": row(Capability.MANAGE_EDITION),
    "coaching:session_add_day": row(Capability.MANAGE_EDITION),
    "coaching:session_remove_day": row(Capability.MANAGE_EDITION),
    "coaching:session_share_out": row(Capability.MANAGE_EDITION),
    "coaching:session_repair": row(Capability.MANAGE_EDITION),
    "coaching:session_add_room": row(Capability.MANAGE_EDITION),
    "coaching:session_room": row(Capability.MANAGE_EDITION),
    "coaching:session_remove_room": row(Capability.MANAGE_EDITION),
    "coaching:session_add_slot": row(Capability.MANAGE_EDITION),
    "coaching:session_slot": row(Capability.MANAGE_EDITION),
    "coaching:session_remove_slot": row(Capability.MANAGE_EDITION),
    "coaching:session_bookings": row(Capability.MANAGE_EDITION),
    "coaching:session_unbook": row(Capability.MANAGE_EDITION),
    "coaching:session_groups": row(Capability.MANAGE_EDITION),
    "coaching:session_group": row(Capability.MANAGE_EDITION),
    "coaching:session_remove_group": row(Capability.MANAGE_EDITION),
    "coaching:session_grid": row(Capability.MANAGE_EDITION),
    "coaching:session_move_slot": row(Capability.MANAGE_EDITION),
    "coaching:session_talk": row(Capability.MANAGE_EDITION),
    "coaching:session_add_speaker": row(Capability.MANAGE_EDITION),
    "coaching:session_speaker": row(Capability.MANAGE_EDITION),
    "coaching:session_remove_speaker": row(Capability.MANAGE_EDITION),
    "coaching:session_add_resource": row(Capability.MANAGE_EDITION),
    "coaching:session_resource": row(Capability.MANAGE_EDITION),
    "coaching:session_remove_resource": row(Capability.MANAGE_EDITION),
    "coaching:session_fill_waiting": row(Capability.MANAGE_EDITION),
    "coaching:session_publish": row(Capability.MANAGE_EDITION),
}
