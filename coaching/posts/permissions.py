"""Who may write news, and who may read it. Of a project: its holders, else 404."""

from accelerator.web.access import PUBLIC, SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "coaching:manage_posts": row(Capability.MANAGE_EDITION),
    "coaching:add_post": row(Capability.MANAGE_EDITION),
    "coaching:edit_post": row(Capability.MANAGE_EDITION),
    "coaching:move_post": row(Capability.MANAGE_EDITION),
    "coaching:project_posts": row(SIGNED_IN),
    "coaching:add_project_post": row(SIGNED_IN),
    "coaching:edit_project_post": row(SIGNED_IN),
    "coaching:move_project_post": row(SIGNED_IN),
    "coaching:posts": row(PUBLIC),
    "coaching:post": row(PUBLIC),
    "coaching:posts_feed": row(PUBLIC),
}
