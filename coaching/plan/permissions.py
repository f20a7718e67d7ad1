"""Who may open the plan of a project: coaching.room.access.find_room, else 404; holders share needs."""

from accelerator.web.access import BADGE, SIGNED_IN, Table, row

PAGES: Table = {
    "api:plan": row(SIGNED_IN),
    "coaching:room_plan": row(SIGNED_IN, BADGE),
    "coaching:room_plan_poster": row(SIGNED_IN, BADGE),
    "coaching:plan_action": row(SIGNED_IN, BADGE),
    "coaching:plan_progress": row(SIGNED_IN, BADGE),
    "coaching:plan_share_need": row(SIGNED_IN, BADGE),
}
