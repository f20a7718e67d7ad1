"""Searches kept by name, and the columns that one person wants."""

from collections.abc import Sequence

from django.db import transaction

from accelerator.accounts.models import User
from programmes.models import Edition
from projects.models import ListColumns, SavedFilter
from projects.triage.columns import columns_named


@transaction.atomic
def keep_search(*, edition: Edition, user: User, name: str, query: str, shared: bool) -> SavedFilter:
    """Keep a search under a name of one's own; the same name again is the search kept anew. Side effects: one row."""
    kept, _made = SavedFilter.objects.update_or_create(
        edition=edition, user=user, name=" ".join(name.split()), defaults={"query": query, "shared": shared}
    )
    return kept


def forget_search(*, kept: SavedFilter) -> None:
    """Side effects: the row goes, for colleagues too if it was shared."""
    kept.delete()


@transaction.atomic
def choose_columns(*, user: User, names: Sequence[str]) -> None:
    """Keep the columns one wants, in every edition; none is the list as it comes. Side effects: one row."""
    if not names:
        ListColumns.objects.filter(user=user).delete()
        return
    ListColumns.objects.update_or_create(user=user, defaults={"names": columns_named(names)})
