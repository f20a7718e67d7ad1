"""Who may open the pages of mentors, holders and the session. Objects are the views' affair (``visible_to``)."""

from accelerator.web.access import PUBLIC, SIGNED_IN, Table, row
from programmes.enums import RoleName
from programmes.permissions import ORGANISERS

COACHES = row(RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER)

PAGES: Table = {
    # until it is published, the timetable exists for organisers only
    "coaching:timetable": row(PUBLIC),
    "coaching:timetable_ics": row(PUBLIC),
    # own projects and messages only
    "coaching:my_home": row(SIGNED_IN),
    "coaching:my_messages": row(SIGNED_IN),
    "coaching:my_message": row(SIGNED_IN),
    "coaching:my_project": row(SIGNED_IN),
    "coaching:my_calendar": row(SIGNED_IN),
    # confirmed projects of the editions where one coaches
    "coaching:coaching_home": COACHES,
    "coaching:coaching_project": COACHES,
    # the dossiers of projects one follows: coaching.followed.followed_dossier, else 404
    "coaching:coaching_dossier": row(RoleName.MENTOR, RoleName.FACILITATOR),
    "coaching:coaching_file": row(RoleName.MENTOR, RoleName.FACILITATOR),
    "coaching:answer_pairing": row(RoleName.MENTOR),
    # organisers, in their own editions
    "coaching:manage_edition": ORGANISERS,
    "coaching:manage_journal": ORGANISERS,
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
    "coaching:session_publish": ORGANISERS,
    "coaching:manage_pairings": ORGANISERS,
    "coaching:propose_mentor": ORGANISERS,
    "coaching:end_pairing": ORGANISERS,
}
