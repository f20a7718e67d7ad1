"""Who may open the pages of pairings."""

from accelerator.web.access import SIGNED_IN, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    # the dossiers of projects one follows: coaching.pairing.followed.find_followed_dossier, else 404
    **rows("coaching_file", Capability.MENTOR_PROJECTS, Capability.COACH_EVERY_PROJECT),
    **rows("answer_pairing", Capability.MENTOR_PROJECTS),
    **rows("manage_pairings propose_mentor propose_mentors end_pairing", Capability.MANAGE_EDITION),
    # on the day: an oral agreement of a mentor
    **rows("record_yes", Capability.RUN_SESSION),
    **rows("manage_contacts ask_for_contact ask_wishes", Capability.MANAGE_EDITION),
    # editors of the project, while wishes are requested: coaching.pairing.queries.wishes, else 404
    **rows("project_wishes", SIGNED_IN),
    **rows("mentor_wishes", Capability.MENTOR_PROJECTS),
    # members and mentors of the project: coaching.pairing.queries.meetings.find_meeting_place, else 404
    **rows(
        """meetings propose_meeting note_exchange meeting meeting_confirm meeting_move meeting_cancel meeting_held
        meeting_ics meeting_note meeting_note_field""",
        SIGNED_IN,
    ),
}
