"""Who may open a gallery: coaching.gallery.queries, else 404; public pictures, anybody."""

from accelerator.web.access import BADGE, LINK, PUBLIC, SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "coaching:manage_gallery": row(Capability.RUN_SESSION),
    "coaching:publish_pictures": row(Capability.MANAGE_EDITION),
    "coaching:remove_pictures": row(Capability.RUN_SESSION),
    "coaching:clear_drafts": row(Capability.RUN_SESSION),
    "coaching:room_gallery": row(SIGNED_IN, BADGE),
}
PAGES |= {
    # by the code and one's name
    f"coaching:live_gallery{name}": row(LINK)
    for name in ("", "_add", "_describe", "_edit", "_remove", "_file", "_thumb")
}
PAGES |= {f"coaching:gallery{name}": row(SIGNED_IN) for name in ("", "_add", "_describe", "_edit", "_remove")}
PAGES |= {"coaching:gallery_file": row(PUBLIC), "coaching:gallery_thumb": row(PUBLIC)}
