"""Who rehearses a session: those who run it."""

from accelerator.web.access import Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    **rows("rehearsal end_rehearsal", Capability.RUN_SESSION),
}
