"""The bodies around an edition: the seats of its committee."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from programmes.models import CommitteeSeat, Edition, Organisation


def organisation_named(name: str) -> Organisation:
    """The organisation of this name, case aside, created if there is none."""
    organisation = Organisation.objects.filter(name__iexact=name.strip()).first()
    return organisation or Organisation.objects.create(name=name.strip())


@transaction.atomic
def add_seat(
    *, edition: Edition, organisation: Organisation, chairs: bool, actor: User, at: datetime
) -> CommitteeSeat:
    """Seat a body on the committee. Side effects: the former chair is released if this one chairs, one audit entry."""
    if chairs:
        edition.seats.filter(chairs=True).update(chairs=False)
    last = edition.seats.aggregate(last=Max("position"))["last"] or 0
    seat, created = CommitteeSeat.objects.update_or_create(
        edition=edition,
        organisation=organisation,
        defaults={"chairs": chairs},
        create_defaults={
            "chairs": chairs,
            "position": last + 1,
        },
    )
    record(
        verb="add_seat" if created else "change_seat", subject=seat, actor=actor, at=at, scope=edition.scope
    )
    return seat


@transaction.atomic
def remove_seat(*, seat: CommitteeSeat, actor: User, at: datetime) -> None:
    """Take a body off the committee. Side effects: one audit entry; the roles of its members stay until ended."""
    record(verb="remove_seat", subject=seat, actor=actor, at=at, scope=seat.edition.scope)
    seat.delete()
