"""Who rehearses a session: those who run it."""

from accelerator.web.access import Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "coaching:rehearsal": row(Capability.RUN_SESSION),
    "coaching:end_rehearsal": row(Capability.RUN_SESSION),
}
