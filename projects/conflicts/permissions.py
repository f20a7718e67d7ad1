"""Who may open the pages of conflicts of interest."""

from accelerator.web.access import Table, row
from programmes.enums import RoleName

ORGANISER = RoleName.ORGANISER.value

PAGES: Table = {
    "projects:manage_conflicts": row(ORGANISER),
    "projects:record_recusal": row(ORGANISER),
    # dossiers given to them: Application.objects.reviewed_by(user), else 404
    "projects:recuse": row(RoleName.REVIEWER.value),
}
