"""Who may open the canvases of a project: coaching.room.access.find_room, else 404."""

from accelerator.web.access import BADGE, SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = (
    {
        "coaching:manage_axes": row(Capability.MANAGE_EDITION),
        "coaching:load_axes": row(Capability.MANAGE_EDITION),
        "coaching:session_drawn": row(Capability.MANAGE_EDITION),
        "coaching:session_posters": row(Capability.MANAGE_EDITION),
        "coaching:session_posters_zip": row(Capability.MANAGE_EDITION),
        "coaching:session_sheets": row(Capability.MANAGE_EDITION),
        "coaching:session_freeze_all": row(Capability.MANAGE_EDITION),
        **{
            f"coaching:{name}": row(Capability.RUN_SESSION)
            for name in (
                "session_pitches",
                "session_pitches_pdf",
                "session_pitches_move",
                "session_pitches_draw",
                "session_pitches_order",
            )
        },
    }
    | {
        f"coaching:adn_{name}": row(SIGNED_IN, BADGE)
        for name in (
            "block",
            "reading",
            "reading_field",
            "blocker",
            "blocker_field",
            "blocker_remove",
            "blocker_restore",
        )
    }
    | {
        f"coaching:room_{name}": row(SIGNED_IN, BADGE)
        for name in (
            "timeline",
            "timeline_poster",
            "pitch_poster",
            "adn",
            "adn_poster",
            "pitch",
            "canvas_answers",
            "canvas_photo_add",
            "canvas_photo",
            "canvas_photo_describe",
            "canvas_photo_remove",
            "canvas_answer",
            "canvas_validate",
            "canvas_reopen",
            "canvas_freeze",
            "canvas_unfreeze",
            "canvas_history",
            "canvas_version",
        )
    }
)
