"""Who may open the pages of pairings."""

from accelerator.web.access import SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    # the dossiers of projects one follows: coaching.pairing.followed.find_followed_dossier, else 404
    "coaching:coaching_file": row(Capability.MENTOR_PROJECTS, Capability.COACH_EVERY_PROJECT),
    "coaching:answer_pairing": row(Capability.MENTOR_PROJECTS),
    "coaching:manage_pairings": row(Capability.MANAGE_EDITION),
    "coaching:propose_mentor": row(Capability.MANAGE_EDITION),
    "coaching:propose_mentors": row(Capability.MANAGE_EDITION),
    "coaching:end_pairing": row(Capability.MANAGE_EDITION),
    # on the day: an oral agreement of a mentor
    "coaching:record_yes": row(Capability.RUN_SESSION),
    "coaching:manage_contacts": row(Capability.MANAGE_EDITION),
    "coaching:ask_for_contact": row(Capability.MANAGE_EDITION),
    "coaching:ask_wishes": row(Capability.MANAGE_EDITION),
    # editors of the project, while wishes are requested: coaching.pairing.queries.wishes, else 404
    "coaching:project_wishes": row(SIGNED_IN),
    "coaching:mentor_wishes": row(Capability.MENTOR_PROJECTS),
    # members and mentors of the project: coaching.pairing.queries.meetings.find_meeting_place, else 404
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
