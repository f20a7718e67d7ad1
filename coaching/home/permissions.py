"""Who may open the pages of the homes and of the dashboard."""

from accelerator.web.access import SIGNED_IN, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    # own projects and messages only
    **rows("my_home my_messages my_message my_project my_calendar", SIGNED_IN),
    # confirmed projects of the editions where one coaches
    **rows("coaching_home", Capability.OPEN_COACHING_HOME),
    **rows("coaching_project", Capability.COACH),
    # organisers, in their own editions
    **rows(
        "manage_edition manage_journal manage_person manage_person_address manage_lessons",
        Capability.MANAGE_EDITION,
    ),
}
