"""What organisers add to the list: tags, notes, the colleague who follows, saved searches, columns."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.transitions import TransitionRefused
from accelerator.web.search import normalise
from programmes.models import Edition
from projects.audit import record_act
from projects.conflicts.queries import find_conflict
from projects.models import Application, ListColumns, Note, SavedFilter, Tag
from projects.triage.columns import list_column_names

LONGEST_KEY = 80
"""Characters of its column: one sign of the name may become eighteen."""


def tag_called(*, edition: Edition, name: str) -> Tag:
    """The edition's tag of that name, whatever its accents and case; created if there is none. 1 to 3 queries."""
    name = " ".join(name.split())[:40]
    key = (normalise(name) or name)[:LONGEST_KEY]
    tag, _created = Tag.objects.get_or_create(edition=edition, key=key, defaults={"name": name})
    return tag


@transaction.atomic
def follow(
    *,
    application: Application,
    colleague: User | None,
    tags: Iterable[Tag],
    new_tag: str,
    actor: User,
    at: datetime,
) -> None:
    """Set who follows a dossier and its tags; ``new_tag`` is added, unless empty.

    Side effects: the dossier, its tags, one audit entry. Raises :class:`TransitionRefused` for a colleague who stepped
    aside from the dossier, and for a present or former member.
    """
    if colleague and (conflict := find_conflict(application, colleague)):
        raise TransitionRefused(conflict.label)
    edition = application.call.edition
    wanted = [*tags, *([tag_called(edition=edition, name=new_tag)] if new_tag.strip() else [])]
    application.tags.set(wanted)
    application.handled_by = colleague
    application.save(update_fields=["handled_by"])
    record_act(
        application,
        "follow",
        {"colleague": colleague.pk if colleague else None, "tags": sorted({value.name for value in wanted})},
        actor=actor,
        at=at,
        edition=edition,
    )


@transaction.atomic
def add_note(*, application: Application, text: str, author: User, at: datetime) -> Note:
    """Save a remark for colleagues. Side effects: one row; an audit entry without its text."""
    note = Note.objects.create(application=application, author=author, text=text.strip(), at=at)
    record_act(application, "note", actor=author, at=at)
    return note


@transaction.atomic
def remove_note(*, note: Note, actor: User, at: datetime) -> None:
    """Take one's own note back. Side effects: the row, an audit entry."""
    application = note.application
    removed, _rows = note.delete()
    if removed:  # another click did it otherwise
        record_act(application, "remove_note", actor=actor, at=at)


@transaction.atomic
def save_search(*, edition: Edition, user: User, name: str, query: str, shared: bool) -> SavedFilter:
    """Save a search under a name; the same name again replaces it. Side effects: one row."""
    saved, _created = SavedFilter.objects.update_or_create(
        edition=edition, user=user, name=" ".join(name.split()), defaults={"query": query, "shared": shared}
    )
    return saved


def delete_search(*, saved: SavedFilter) -> None:
    """Delete a saved search, for colleagues too if it was shared."""
    saved.delete()


@transaction.atomic
def choose_columns(*, user: User, names: Sequence[str]) -> None:
    """Save the person's columns, for every edition; none means the usual list. Side effects: one row."""
    if not names:
        ListColumns.objects.filter(user=user).delete()
        return
    ListColumns.objects.update_or_create(user=user, defaults={"names": list_column_names(names)})
