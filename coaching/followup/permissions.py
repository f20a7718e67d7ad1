"""Who may open letters and commitments. Of a project: its holders, else 404."""

from accelerator.web.access import LINK, SIGNED_IN, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    **rows(
        """manage_letters send_letters manage_letter manage_letter_pdf send_letter manage_commitments
        manage_commitment add_commitment set_nudges remind_bodies""",
        Capability.MANAGE_FOLLOW_UP,
    ),
    **rows("support_commitments support_story", Capability.SUPPORT_PROJECTS),
    **rows("api:commitments", Capability.SUPPORT_PROJECTS, Capability.MANAGE_FOLLOW_UP),
    **rows("api:follow_up project_timeline follow_up follow_action confirm_commitment", SIGNED_IN),
    # an editor of the project, by a mailed link; after the answer it only shows the author and the date
    **rows("accept_letter", LINK),
    **rows("letter letter_pdf answer_line", SIGNED_IN),
}
