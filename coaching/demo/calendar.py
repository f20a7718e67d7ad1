"""The dates of a demo edition, all counted from the first day of its session."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = range(4)
SESSION_DAYS = (THURSDAY, WEDNESDAY, TUESDAY, MONDAY)
"""The weekdays on which a session may begin, the usual one first."""
COMMITTEE, PARTNERS_MEET = -27, 40
FEASTS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 24), (12, 25), (12, 31)}
"""Holidays of every year, as (month, day)."""


class Stage(StrEnum):
    """How far an edition has gone."""

    CALL = "call"
    REVIEW = "review"
    SESSION = "session"
    TODAY = "today"
    """The session runs at this instant."""
    SECOND_DAY = "day2"
    FOLLOW_UP = "followup"
    MEETING = "meeting"
    FINISHED = "finished"


DAYS_TO_SESSION = {
    Stage.CALL: range(54, 61),
    Stage.REVIEW: range(33, 40),
    Stage.SESSION: range(1),
    Stage.TODAY: range(1),
    Stage.SECOND_DAY: range(-1, 0),
    Stage.FOLLOW_UP: range(-15, -8),
    Stage.MEETING: range(-PARTNERS_MEET, 1 - PARTNERS_MEET),
    Stage.FINISHED: range(-172, -165),
}
"""From how many days on, before or after today, the session begins: within a week, but for a running session or
meeting."""


@dataclass(frozen=True)
class Calendar:
    """The dates of a demo edition. ``now`` is the instant at which the demo is loaded: nothing later is loaded."""

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


def make_calendar(stage: Stage, now: datetime) -> Calendar:
    """The calendar of an edition that is at ``stage`` now."""
    today = timezone.localdate(now)
    days = [today + timedelta(ahead) for ahead in DAYS_TO_SESSION[stage]]
    usual = sorted(
        (day for day in days if day.weekday() in SESSION_DAYS),
        key=lambda day: SESSION_DAYS.index(day.weekday()),
    )
    return Calendar(now, next(filter(_is_convenient, usual), [*usual, *days][0]))


def _is_convenient(first_day: date) -> bool:
    """Whether neither the two days nor the committee's meeting fall on a holiday."""
    met = (first_day + timedelta(days) for days in (COMMITTEE, 0, 1))
    return not any((day.month, day.day) in FEASTS for day in met)
