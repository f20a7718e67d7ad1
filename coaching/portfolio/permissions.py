"""Who may read results: the organisers; of one project, the visitors of its room."""

from accelerator.web.access import SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "coaching:manage_portfolio": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:manage_results": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:manage_stories": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:results_pdf": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:portfolio_csv": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:portfolio_xlsx": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:manage_amounts": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:amounts_csv": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:amounts_xlsx": row(Capability.MANAGE_FOLLOW_UP),
    "api:results": row(Capability.MANAGE_FOLLOW_UP),
    "api:indicators": row(SIGNED_IN),
    "coaching:project_indicators": row(SIGNED_IN),
    # counts of the editions one organises; of all of them for national readers and those who run the site
    "coaching:programme_portfolio": row(Capability.READ_PROGRAMME),
}
