"""Who may open the pages of the mix."""

from accelerator.web.access import BADGE, LINK, SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    # by the code and one's name, or the code's key
    "coaching:mix_idea": row(LINK),
    "coaching:mix_wall": row(LINK),
    "coaching:mix_feed": row(LINK),
    "coaching:mix_tables": row(LINK),
    # coaching.room.access.find_room, else 404; holders sort
    "coaching:room_ideas": row(SIGNED_IN, BADGE),
    "coaching:room_ideas_list": row(SIGNED_IN, BADGE),
    "coaching:room_sort_idea": row(SIGNED_IN, BADGE),
    "coaching:mix": row(Capability.RUN_SESSION),
    "coaching:rotation": row(Capability.RUN_SESSION),
    "coaching:change_rotation": row(Capability.RUN_SESSION),
    "coaching:rotation_tables": row(Capability.RUN_SESSION),
    "coaching:rotation_slips": row(Capability.RUN_SESSION),
    "coaching:mix_round": row(Capability.RUN_SESSION),
    "coaching:mix_ideas": row(Capability.RUN_SESSION),
    "coaching:mix_change_idea": row(Capability.RUN_SESSION),
}
