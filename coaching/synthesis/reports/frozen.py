"""Days as the facts of a report store them: ISO 8601, "" for none."""

from datetime import date


def freeze_day(value: date | None) -> str:
    return value.isoformat() if value else ""


def read_day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None
