"""An edition of the past is entered without a mail leaving."""

from datetime import datetime

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox import history, reminders
from programmes.models import Edition


@transaction.atomic
def silence_edition(*, edition: Edition, actor: User, at: datetime) -> int:
    """Write to nobody about this edition any more; returns how many mails that waited are cancelled.

    Side effects: ``Edition.silent``, its queued mails cancelled, one audit entry. From then on the outbox writes no
    row of this edition, reminders included. Doing it again changes nothing.
    """
    if not Edition.objects.filter(pk=edition.pk, silent=False).update(silent=True):
        return 0
    edition.silent = True
    cancelled = history.cancel_waiting(scope=edition.scope)
    _record("silence_edition", edition, actor, at, cancelled=cancelled)
    return cancelled


@transaction.atomic
def reopen_mails(*, edition: Edition, actor: User, at: datetime) -> None:
    """Let the edition write again, from now on: nothing that should have left before leaves.

    Side effects: ``Edition.silent``, the reminders already due saved as cancelled rows, one audit entry. Doing it again
    changes nothing.
    """
    if not Edition.objects.filter(pk=edition.pk, silent=True).update(silent=False):
        return
    edition.silent = False
    passed = reminders.pass_over(scope=edition.scope, at=at)
    _record("reopen_mails", edition, actor, at, passed_over=passed)


def silent_among(scopes: set[str]) -> set[str]:
    """Which of these scopes are those of silent editions: one query."""
    numbers = [scope.removeprefix("edition:") for scope in scopes if scope.startswith("edition:")]
    keys = [int(number) for number in numbers if number.isdecimal()]
    silent = Edition.objects.filter(pk__in=keys, silent=True).only("pk").order_by()
    return {edition.scope for edition in silent} if keys else set()


def _record(verb: str, edition: Edition, actor: User | None, at: datetime, **data: int) -> None:
    record(verb=verb, subject=edition, actor=actor, at=at, scope=edition.scope, data=data)
