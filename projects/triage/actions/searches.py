"""Saved searches, and the list columns of each person."""

from collections.abc import Sequence

from django.db import transaction

from accelerator.accounts.models import User
from programmes.models import Edition
from projects.models import ListColumns, SavedFilter
from projects.triage.columns import columns_named


@transaction.atomic
def save_search(*, edition: Edition, user: User, name: str, query: str, shared: bool) -> SavedFilter:
    """Save a search under a name; the same name again replaces it. Side effects: one row."""
    saved, _created = SavedFilter.objects.update_or_create(
        edition=edition, user=user, name=" ".join(name.split()), defaults={"query": query, "shared": shared}
    )
    return saved


def delete_search(*, saved: SavedFilter) -> None:
    """Side effects: the row goes, for colleagues too if it was shared."""
    saved.delete()


@transaction.atomic
def choose_columns(*, user: User, names: Sequence[str]) -> None:
    """Save the person's columns, for every edition; none means the usual list. Side effects: one row."""
    if not names:
        ListColumns.objects.filter(user=user).delete()
        return
    ListColumns.objects.update_or_create(user=user, defaults={"names": columns_named(names)})
