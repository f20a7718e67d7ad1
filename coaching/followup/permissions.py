"""Who may open letters and commitments. Of a project: its holders, else 404."""

from accelerator.web.access import LINK, SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "coaching:manage_letters": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:send_letters": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:manage_letter": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:manage_letter_pdf": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:send_letter": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:manage_commitments": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:manage_commitment": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:add_commitment": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:set_nudges": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:remind_bodies": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:support_commitments": row(Capability.SUPPORT_PROJECTS),
    "coaching:support_story": row(Capability.SUPPORT_PROJECTS),
    "api:commitments": row(Capability.SUPPORT_PROJECTS, Capability.MANAGE_FOLLOW_UP),
    "api:follow_up": row(SIGNED_IN),
    "coaching:project_timeline": row(SIGNED_IN),
    "coaching:follow_up": row(SIGNED_IN),
    "coaching:follow_action": row(SIGNED_IN),
    "coaching:confirm_commitment": row(SIGNED_IN),
    # an editor of the project, by a mailed link; after the answer it only shows the author and the date
    "coaching:accept_letter": row(LINK),
    "coaching:letter": row(SIGNED_IN),
    "coaching:letter_pdf": row(SIGNED_IN),
    "coaching:answer_line": row(SIGNED_IN),
}
