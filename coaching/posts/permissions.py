"""Who may write news, and who may read it. Of a project: its holders, else 404."""

from accelerator.web.access import PUBLIC, SIGNED_IN, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    **rows("manage_posts add_post edit_post move_post", Capability.MANAGE_EDITION),
    **rows("project_posts add_project_post edit_project_post move_project_post", SIGNED_IN),
    **rows("posts post posts_feed", PUBLIC),
}
