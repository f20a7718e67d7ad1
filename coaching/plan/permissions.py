"""Who may open the plan of a project: coaching.room.access.find_room, else 404."""

from accelerator.web.access import SIGNED_IN, Table, row

PAGES: Table = {"coaching:room_plan": row(SIGNED_IN)}
