"""Who may open the pages of pairings."""

from accelerator.web.access import Table, row
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
}
