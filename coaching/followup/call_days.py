"""By when a body calls a project: as many days as its need allows, and never a day that is past."""

from datetime import date, timedelta

from coaching.followup.enums import LineAnswer
from coaching.followup.models import LetterLine
from coaching.plan.enums import Urgency
from coaching.plan.models import Need

DAYS_TO_CALL = {Urgency.NOW: 14, Urgency.SOON: 30, Urgency.LATER: 60}
"""Unless an organiser chooses a day: the sooner, the more urgent the need."""


def plan_call(need: Need | None, today: date) -> date:
    """The day for a need; one that was removed since counts as due soon."""
    urgency = Urgency(need.urgency) if need else Urgency.SOON
    return today + timedelta(DAYS_TO_CALL[urgency])


def postpone_call(line: LetterLine, today: date) -> date | None:
    """The day that the line gives, planned again from today once it has come; ``None`` without one."""
    if line.due_on is None or line.due_on > today:
        return line.due_on
    return plan_call(line.need, today)


def find_call_day(line: LetterLine, today: date) -> date | None:
    """The day to read: that of the commitment once there is one, else what accepting today would give."""
    commitment = getattr(line, "commitment", None)
    if commitment:
        due_on: date | None = commitment.due_on
        return due_on
    return line.due_on if line.answer == LineAnswer.REFUSED else postpone_call(line, today)
