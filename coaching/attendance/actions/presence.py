"""Who was there, half-day by half-day."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from coaching.attendance.halves import HalfDay
from coaching.models import Attendance, Attendee


class NotExpected(TransitionRefused):
    """A person removed from the list is not checked in: an organiser restores them first."""

    def __init__(self, name: str) -> None:
        super().__init__(_("« %(name)s » n’est plus sur la liste de la session.") % {"name": name})


@transaction.atomic
def check_in(*, attendee: Attendee, half_day: HalfDay, actor: User | None, at: datetime) -> bool:
    """Note that somebody is there this half-day; ``False`` when it was noted already, and then its hour stays.

    ``actor`` is the organiser or facilitator who noted it, ``None`` when they did it themselves. Side effects: one
    row. Raises :class:`NotExpected` for a person removed from the list; their row is locked.
    """
    locked = Attendee.objects.select_for_update(of=("self",)).expected().filter(pk=attendee.pk).first()
    if locked is None:
        raise NotExpected(attendee.name)
    # by the database: two phones, or a phone and an organiser, note one presence
    _row, created = Attendance.objects.get_or_create(
        attendee=locked, day=half_day.day, half=half_day.half, defaults={"at": at, "by": actor}
    )
    return created


@transaction.atomic
def undo_check_in(*, attendee: Attendee, half_day: HalfDay, actor: User, at: datetime) -> bool:
    """Take a presence back; ``False`` when there is none. Side effects: the row goes, one audit entry."""
    gone, _each = Attendance.objects.filter(attendee=attendee, day=half_day.day, half=half_day.half).delete()
    if gone:
        scope = attendee.session.edition.scope
        record(verb="undo_check_in", subject=attendee, actor=actor, at=at, scope=scope, data={})
    return bool(gone)
