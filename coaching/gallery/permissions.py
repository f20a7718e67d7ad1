"""Who may open a gallery: coaching.gallery.queries, else 404; public pictures, anybody."""

from accelerator.web.access import BADGE, LINK, PUBLIC, SIGNED_IN, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    **rows("manage_gallery", Capability.RUN_SESSION),
    **rows("publish_pictures", Capability.MANAGE_EDITION),
    **rows("remove_pictures clear_drafts", Capability.RUN_SESSION),
    **rows("room_gallery", SIGNED_IN, BADGE),
    **rows(
        """live_gallery live_gallery_add live_gallery_describe live_gallery_edit live_gallery_remove
        live_gallery_file live_gallery_thumb""",
        LINK,
    ),
    **rows("gallery gallery_add gallery_describe gallery_edit gallery_remove", SIGNED_IN),
    **rows("gallery_file gallery_thumb", PUBLIC),
}
