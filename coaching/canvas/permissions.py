"""Who may open the canvases of a project: coaching.room.access.find_room, else 404."""

from accelerator.web.access import BADGE, SIGNED_IN, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    **rows(
        """manage_axes load_axes session_drawn session_posters session_posters_zip session_sheets
        session_freeze_all""",
        Capability.MANAGE_EDITION,
    ),
    **rows(
        """session_pitches session_pitches_pdf session_pitches_move session_pitches_draw session_pitches_order""",
        Capability.RUN_SESSION,
    ),
    **rows(
        """adn_block adn_reading adn_reading_field adn_blocker adn_blocker_field adn_blocker_remove
        adn_blocker_restore room_timeline room_timeline_poster room_pitch_poster room_adn room_adn_poster
        room_pitch room_canvas_answers room_canvas_photo_add room_canvas_photo room_canvas_photo_describe
        room_canvas_photo_remove room_canvas_answer room_canvas_validate room_canvas_reopen room_canvas_freeze
        room_canvas_unfreeze room_canvas_history room_canvas_version""",
        SIGNED_IN,
        BADGE,
    ),
}
