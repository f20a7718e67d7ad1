"""Who may read results: the organisers; of one project, the visitors of its room."""

from accelerator.web.access import SIGNED_IN, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    **rows(
        """manage_portfolio manage_results manage_stories results_pdf portfolio_csv portfolio_xlsx manage_amounts
        amounts_csv amounts_xlsx api:results""",
        Capability.MANAGE_FOLLOW_UP,
    ),
    **rows("api:indicators project_indicators", SIGNED_IN),
    # counts of the editions one organises; of all of them for national readers and those who run the site
    **rows("programme_portfolio", Capability.READ_PROGRAMME),
}
