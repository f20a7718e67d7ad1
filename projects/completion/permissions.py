"""Who may open the pages of completion requests, on both sides."""

from accelerator.web.access import SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "projects:request_completion": row(Capability.MANAGE_APPLICATIONS),
    "projects:settle_completion": row(Capability.MANAGE_APPLICATIONS),
    # Members of the project, those who may edit to change: Application.objects.of_member(user), else 404.
    "projects:completion": row(SIGNED_IN),
    "projects:completion_answer": row(SIGNED_IN),
    "projects:completion_upload": row(SIGNED_IN),
    "projects:completion_file_remove": row(SIGNED_IN),
}
