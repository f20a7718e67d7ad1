"""Who may open the pages of the mix."""

from accelerator.web.access import BADGE, LINK, SIGNED_IN, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    # by the code and one's name, or the code's key
    **rows("mix_idea mix_wall mix_feed mix_tables", LINK),
    # coaching.room.access.find_room, else 404; holders sort
    **rows("room_ideas room_ideas_list room_sort_idea", SIGNED_IN, BADGE),
    **rows(
        "mix rotation change_rotation rotation_tables rotation_slips mix_round mix_ideas mix_change_idea",
        Capability.RUN_SESSION,
    ),
}
