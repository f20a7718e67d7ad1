"""Days as the facts of a report keep them: ISO 8601, "" for none."""

from datetime import date


def freeze_day(value: date | None) -> str:
    return value.isoformat() if value else ""


def read_day(kept: str) -> date | None:
    return date.fromisoformat(kept) if kept else None
