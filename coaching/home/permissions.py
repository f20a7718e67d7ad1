"""Who may open the pages of the homes and of the dashboard."""

from accelerator.web.access import SIGNED_IN, Table, row
from programmes.enums import RoleName
from programmes.permissions import ORGANISERS

COACHES = row(RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER)

PAGES: Table = {
    # own projects and messages only
    "coaching:my_home": row(SIGNED_IN),
    "coaching:my_messages": row(SIGNED_IN),
    "coaching:my_message": row(SIGNED_IN),
    "coaching:my_project": row(SIGNED_IN),
    "coaching:my_calendar": row(SIGNED_IN),
    # confirmed projects of the editions where one coaches
    "coaching:coaching_home": COACHES,
    "coaching:coaching_project": COACHES,
    # organisers, in their own editions
    "coaching:manage_edition": ORGANISERS,
    "coaching:manage_journal": ORGANISERS,
    "coaching:manage_lessons": ORGANISERS,
}
