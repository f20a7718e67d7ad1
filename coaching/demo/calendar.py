"""The dates of a demo edition, all counted from the first day of its session, so that the demo is alive today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone

THURSDAY = 3


class Stage(StrEnum):
    """How far an edition has gone."""

    CALL = "call"
    REVIEW = "review"
    SESSION = "session"
    FOLLOW_UP = "followup"
    FINISHED = "finished"


DAYS_TO_SESSION = {
    Stage.CALL: range(54, 61),
    Stage.REVIEW: range(33, 40),
    Stage.SESSION: range(1),
    Stage.FOLLOW_UP: range(-15, -8),
    Stage.FINISHED: range(-45, -38),
}
"""How many days from today the session begins: the range holds one Thursday, but for a session that begins today."""


@dataclass(frozen=True)
class Calendar:
    """``now`` is the instant at which the demo is loaded: nothing is told of what comes after."""

    now: datetime
    first_day: date

    def at(self, days: int, clock: str) -> datetime:
        """The instant ``days`` after the first day of the session, at ``clock`` (HH:MM, Europe/Paris)."""
        return timezone.make_aware(
            datetime.combine(self.first_day + timedelta(days), time.fromisoformat(clock))
        )

    def day(self, days: int) -> date:
        return self.first_day + timedelta(days)

    def is_past(self, days: int, clock: str = "00:00") -> bool:
        return self.at(days, clock) <= self.now

    @property
    def opens_at(self) -> datetime:
        return self.at(-83, "09:00")

    @property
    def closes_at(self) -> datetime:
        return self.at(-48, "18:00")

    @property
    def assigned_at(self) -> datetime:
        return self.at(-44, "10:00")

    @property
    def reviews_due_at(self) -> datetime:
        return self.at(-30, "18:00")

    @property
    def survey_closes_at(self) -> datetime:
        return self.at(32, "18:00")


def calendar_for(stage: Stage, now: datetime) -> Calendar:
    """The calendar of an edition that is at ``stage`` now."""
    today = timezone.localdate(now)
    days = [today + timedelta(ahead) for ahead in DAYS_TO_SESSION[stage]]
    return Calendar(now, next((day for day in days if day.weekday() == THURSDAY), days[0]))
