"""Who may open the pages of a project's room: coaching.room.access.find_room, else 404."""

from accelerator.web.access import BADGE, SIGNED_IN, Table, row

PAGES: Table = {
    "coaching:room": row(SIGNED_IN, BADGE),
    "coaching:room_brief": row(SIGNED_IN, BADGE),
    "coaching:room_history": row(SIGNED_IN, BADGE),
    "coaching:room_here": row(SIGNED_IN, BADGE),
    "coaching:room_scribe": row(SIGNED_IN, BADGE),
    "coaching:room_seen": row(SIGNED_IN, BADGE),
    "coaching:room_brief_pdf": row(SIGNED_IN, BADGE),
    "coaching:room_card": row(SIGNED_IN, BADGE),
    "coaching:room_card_again": row(SIGNED_IN, BADGE),
    "coaching:room_row": row(SIGNED_IN, BADGE),
    "coaching:room_row_field": row(SIGNED_IN, BADGE),
    "coaching:room_row_remove": row(SIGNED_IN, BADGE),
    "coaching:room_row_restore": row(SIGNED_IN, BADGE),
    "coaching:room_row_move": row(SIGNED_IN, BADGE),
}
