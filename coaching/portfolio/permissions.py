"""Who may read what became of projects: their organisers; of one project, who enters its room."""

from accelerator.web.access import SIGNED_IN, Table, row
from programmes.enums import RoleName
from programmes.permissions import ORGANISERS

PAGES: Table = {
    "coaching:manage_portfolio": row(RoleName.ORGANISER),
    "coaching:manage_indicators": row(RoleName.ORGANISER),
    "coaching:portfolio_csv": row(RoleName.ORGANISER),
    "coaching:portfolio_xlsx": row(RoleName.ORGANISER),
    "coaching:project_indicators": row(SIGNED_IN),
    # counts of the editions one organises; of all of them for who looks after the site
    "coaching:programme_portfolio": ORGANISERS,
}
