"""Who may open the pages of the session and of its programme."""

from accelerator.web.access import LINK, PUBLIC, SIGNED_IN, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    # until it is published, the timetable exists for organisers only
    **rows("timetable timetable_ics timetable_pdf timetable_talk", PUBLIC),
    # private documents, for people of the edition alone: the view checks
    **rows("timetable_resource", PUBLIC),
    # anybody with the secret address of a calendar; one's own address
    **rows("feed", LINK),
    **rows("my_feed make_feed revoke_feed", SIGNED_IN),
    **rows(
        """manage_session session_venue session_add_day session_remove_day session_share_out session_repair
        session_add_room session_room session_remove_room session_add_slot session_slot session_remove_slot
        session_bookings session_unbook session_groups session_group session_remove_group session_grid
        session_move_slot session_talk session_add_speaker session_speaker session_remove_speaker
        session_add_resource session_resource session_remove_resource session_fill_waiting session_publish""",
        Capability.MANAGE_EDITION,
    ),
}
