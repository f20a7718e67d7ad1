"""Who may open the partners' pages, and the board that organisers run."""

from accelerator.web.access import Table, row
from programmes.enums import RoleName

RUNS_THE_MEETING = row(RoleName.ORGANISER)

PAGES: Table = {
    "api:needs": row(RoleName.PARTNER, RoleName.ORGANISER),
    "coaching:support_home": row(RoleName.PARTNER),
    "coaching:support_project": row(RoleName.PARTNER),
    "coaching:support_board": row(RoleName.PARTNER),
    "coaching:support_feed": row(RoleName.PARTNER),
    "coaching:support_need": row(RoleName.PARTNER),
    "coaching:support_quick_stance": row(RoleName.PARTNER),
    "coaching:support_minutes": row(RoleName.PARTNER),
    "coaching:support_minutes_pdf": row(RoleName.PARTNER),
    "coaching:approve_support_minutes": row(RoleName.PARTNER),
    "coaching:manage_support_minutes": RUNS_THE_MEETING,
    "coaching:manage_support_minutes_pdf": RUNS_THE_MEETING,
    "coaching:manage_support_board": RUNS_THE_MEETING,
    "coaching:manage_support_feed": RUNS_THE_MEETING,
    "coaching:manage_support_need": RUNS_THE_MEETING,
    "coaching:support_screen": RUNS_THE_MEETING,
    "coaching:support_meeting": RUNS_THE_MEETING,
    "coaching:change_support_meeting": RUNS_THE_MEETING,
}
