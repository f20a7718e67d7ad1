"""Who may open the plan of a project: coaching.room.access.find_room, else 404; holders share needs."""

from accelerator.web.access import BADGE, SIGNED_IN, Table, rows

PAGES: Table = {
    **rows("api:plan", SIGNED_IN),
    **rows("room_plan room_plan_poster plan_action plan_progress plan_share_need", SIGNED_IN, BADGE),
}
