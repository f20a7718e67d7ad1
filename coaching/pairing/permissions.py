"""Who may open the pages of pairings."""

from accelerator.web.access import SIGNED_IN, Table, row
from programmes.enums import RoleName
from programmes.permissions import ORGANISERS

PAGES: Table = {
    # the dossiers of projects one follows: coaching.pairing.followed.find_followed_dossier, else 404
    "coaching:coaching_dossier": row(RoleName.MENTOR, RoleName.FACILITATOR),
    "coaching:coaching_file": row(RoleName.MENTOR, RoleName.FACILITATOR),
    "coaching:answer_pairing": row(RoleName.MENTOR),
    "coaching:manage_pairings": ORGANISERS,
    "coaching:propose_mentor": ORGANISERS,
    "coaching:propose_mentors": ORGANISERS,
    "coaching:end_pairing": ORGANISERS,
    "coaching:manage_contacts": ORGANISERS,
    "coaching:ask_for_contact": ORGANISERS,
    "coaching:ask_wishes": ORGANISERS,
    # who holds the project, while wishes are asked of it: coaching.pairing.queries.wishes, else 404
    "coaching:project_wishes": row(SIGNED_IN),
    "coaching:mentor_wishes": row(RoleName.MENTOR),
    # who holds the project and who follows it: coaching.pairing.queries.meetings.find_meeting_place, else 404
    "coaching:meetings": row(SIGNED_IN),
    "coaching:propose_meeting": row(SIGNED_IN),
    "coaching:note_exchange": row(SIGNED_IN),
    "coaching:meeting": row(SIGNED_IN),
    "coaching:meeting_confirm": row(SIGNED_IN),
    "coaching:meeting_move": row(SIGNED_IN),
    "coaching:meeting_cancel": row(SIGNED_IN),
    "coaching:meeting_held": row(SIGNED_IN),
    "coaching:meeting_ics": row(SIGNED_IN),
    "coaching:meeting_note": row(SIGNED_IN),
    "coaching:meeting_note_field": row(SIGNED_IN),
}
