"""Who may open the pages of the homes and of the dashboard."""

from accelerator.web.access import SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    # own projects and messages only
    "coaching:my_home": row(SIGNED_IN),
    "coaching:my_messages": row(SIGNED_IN),
    "coaching:my_message": row(SIGNED_IN),
    "coaching:my_project": row(SIGNED_IN),
    "coaching:my_calendar": row(SIGNED_IN),
    # confirmed projects of the editions where one coaches
    "coaching:coaching_home": row(Capability.OPEN_COACHING_HOME),
    "coaching:coaching_project": row(Capability.COACH),
    # organisers, in their own editions
    "coaching:manage_edition": row(Capability.MANAGE_EDITION),
    "coaching:manage_journal": row(Capability.MANAGE_EDITION),
    "coaching:manage_person": row(Capability.MANAGE_EDITION),
    "coaching:manage_person_address": row(Capability.MANAGE_EDITION),
    "coaching:manage_lessons": row(Capability.MANAGE_EDITION),
}
