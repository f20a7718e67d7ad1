"""The address of one's own calendar: made, changed, revoked."""

from datetime import datetime

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.links import new_nonce
from coaching.models import CalendarFeed


@transaction.atomic
def make_feed(*, user: User, at: datetime) -> CalendarFeed:
    """A new address; the one before is dead. Side effects: one row, made or changed."""
    feed, _created = CalendarFeed.objects.update_or_create(
        user=user, defaults={"nonce": new_nonce(), "made_at": at}
    )
    return feed


@transaction.atomic
def revoke_feed(*, user: User) -> None:
    """The address opens nothing any more. Side effects: the row is gone."""
    CalendarFeed.objects.filter(user=user).delete()
