"""Who may open letters and commitments. Of a project: those who hold it, else 404."""

from accelerator.web.access import SIGNED_IN, Table, row
from programmes.enums import RoleName

SENDS_LETTERS = row(RoleName.ORGANISER)

PAGES: Table = {
    "coaching:manage_letters": SENDS_LETTERS,
    "coaching:send_letters": SENDS_LETTERS,
    "coaching:manage_letter": SENDS_LETTERS,
    "coaching:manage_letter_pdf": SENDS_LETTERS,
    "coaching:send_letter": SENDS_LETTERS,
    "coaching:manage_commitments": SENDS_LETTERS,
    "coaching:manage_commitment": SENDS_LETTERS,
    "coaching:add_commitment": SENDS_LETTERS,
    "coaching:set_nudges": SENDS_LETTERS,
    "coaching:support_commitments": row(RoleName.PARTNER),
    "coaching:project_timeline": row(SIGNED_IN),
    "coaching:follow_up": row(SIGNED_IN),
    "coaching:follow_action": row(SIGNED_IN),
    "coaching:confirm_commitment": row(SIGNED_IN),
    "coaching:letter": row(SIGNED_IN),
    "coaching:letter_pdf": row(SIGNED_IN),
    "coaching:answer_line": row(SIGNED_IN),
}
