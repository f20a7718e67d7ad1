"""Who may open the pages of a project's room: coaching.room.access.find_room, else 404."""

from accelerator.web.access import BADGE, SIGNED_IN, Table, rows

PAGES: Table = {
    **rows(
        """room room_brief room_history room_here room_scribe room_seen room_brief_pdf room_card room_card_again
        room_row room_row_field room_row_remove room_row_restore room_row_move""",
        SIGNED_IN,
        BADGE,
    ),
}
