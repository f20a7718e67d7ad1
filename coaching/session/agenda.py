"""The default agenda of a session, in ``ready/``: two days. Everything in it is editable."""

from dataclasses import dataclass
from datetime import time
from pathlib import Path

from accelerator.data_files import build, read_toml
from coaching.session.enums import SlotKind

FILES = Path(__file__).parent / "ready"


@dataclass(frozen=True)
class DraftSlot:
    """A block of the default agenda, in local time, titled in both languages."""

    starts_at: time
    ends_at: time
    kind: SlotKind
    title_fr: str
    title_en: str
    activity: str = ""


FIRST_DAY, SECOND_DAY = (
    tuple(build(DraftSlot, table, f"agenda.toml: {day}") for table in tables)
    for day, tables in read_toml(FILES / "agenda.toml", under=FILES).items()
)


def make_default_agenda(days: int) -> list[tuple[DraftSlot, ...]]:
    """One tuple of slots a day. A session of one day has the first day only; a third day starts empty."""
    usual_days = [FIRST_DAY, SECOND_DAY]
    return [usual_days[number] if number < len(usual_days) else () for number in range(days)]
