"""How often something may be done: counted in the database, so that it holds whatever the cache does."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from accelerator.accounts.models import LimitWindow


@dataclass(frozen=True)
class Limit:
    """``amount`` times within ``within`` from the first."""

    amount: int
    within: timedelta


def consume(*key: object, limits: Iterable[Limit], at: datetime) -> bool:
    """Count one more time for this key; ``False`` when one of its limits is reached.

    Side effects: one row for each limit. Two at once are counted one after the other.
    """
    return all(_count(key, limit, at) for limit in limits)


def _count(key: tuple[object, ...], limit: Limit, at: datetime) -> bool:
    named = "\n".join([str(limit.within), *map(str, key)])
    ends_at = at + limit.within
    window, _made = LimitWindow.objects.get_or_create(
        key=hashlib.sha256(named.encode()).hexdigest(), defaults={"ends_at": ends_at}
    )
    row = LimitWindow.objects.filter(pk=window.pk)
    row.filter(ends_at__lte=at).update(ends_at=ends_at, count=0)
    return bool(row.filter(count__lt=limit.amount).update(count=F("count") + 1))
