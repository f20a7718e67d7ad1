"""Who may open the pages of conflicts of interest."""

from accelerator.web.access import Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "projects:manage_conflicts": row(Capability.MANAGE_APPLICATIONS),
    "projects:record_recusal": row(Capability.MANAGE_APPLICATIONS),
    # dossiers given to them: Application.objects.reviewed_by(user), else 404
    "projects:recuse": row(Capability.REVIEW),
}
