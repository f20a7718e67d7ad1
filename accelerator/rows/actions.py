"""Writing rows. A caller that decides who may write locks the list first, in the same transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar, cast
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.rows.models import SharedRow
from accelerator.transitions import EditConflict, TransitionRefused
from accelerator.web.templatetags.prose import clock, longdate

Row = TypeVar("Row", bound=SharedRow)


class RowsClosed(TransitionRefused):
    """Nothing is saved here any more, or not now; ``message`` is for people."""

    def __init__(
        self, message: str | Promise = _("Ce document est figé : rien n’y est plus enregistré.")
    ) -> None:
        super().__init__(str(message))


class RowRemoved(RowsClosed):
    """Somebody removed the row meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _("Quelqu’un a retiré cette ligne entre-temps : votre texte est gardé sur cet appareil.")
        )


class RowsFull(RowsClosed):
    """The list is full."""

    def __init__(self, most: int) -> None:
        text = gettext(
            "Cette liste a déjà %(most)d lignes : votre texte n’est pas enregistré. Retirez-en une, ou regroupez."
        )
        super().__init__(text % {"most": most})


class RowUnknown(Http404):
    """The identifier is another list's: the response reveals nothing about it."""


@transaction.atomic
def save_row(
    *,
    model: type[Row],
    owner: Mapping[str, object],
    uid: UUID,
    values: Mapping[str, object],
    base_version: int | None,
    actor: User,
    at: datetime,
    defaults: Mapping[str, object] | None = None,
    among: Mapping[str, object] | None = None,
    most: int | None = None,
) -> Row:
    """Save cleaned ``values`` (field → value) of the row ``uid`` of ``owner`` (column → row), created if there is none.

    ``base_version``: the one the author saw, 0 for a new row, ``None`` to write over whatever is there. ``defaults``:
    columns of a new row, beside what is typed. ``among``: the rows it comes after, those of its owner by default;
    ``most``: how many there may be. A stale save of the same values is no conflict. Raises :class:`EditConflict`
    (nothing is saved), :class:`RowRemoved`, :class:`RowsFull`, :class:`RowUnknown` for another owner's row, and
    ``ValidationError`` for values that do not go together. Side effects: the row, its version. 2 queries, 4 for a new
    one, and 3 for a field of several rows.
    """
    rows = model._default_manager.select_for_update(of=("self",)).filter(uid=uid, **owner).order_by()
    row = cast("Row | None", rows.first())
    if row is None:
        try:
            with transaction.atomic():
                new = model(uid=uid, **owner, **(defaults or {}))
                return _create(new, values, actor, at, among or owner, most)
        except IntegrityError:  # another request created it meanwhile, or it is another owner's
            row = cast("Row | None", rows.first())
            if row is None and model._default_manager.filter(uid=uid).exists():
                raise RowUnknown from None
            if row is None:
                raise
    if row.is_removed:
        raise RowRemoved
    changed = {name: value for name, value in values.items() if row.read(name) != _make_comparable(value)}
    if not changed:
        return row
    if base_version is not None and base_version != row.version:
        raise EditConflict(
            {name: row.read(name) for name in changed}, row.version, describe_author(row, actor)
        )
    columns, several = _split(model, changed)
    for name, value in columns.items():
        setattr(row, name, value)
    row.check_written()
    write_columns(row=row, columns=columns, actor=actor, at=at)
    for name, value in several.items():
        getattr(row, name).set(value)
    return row


def write_columns(*, row: SharedRow, columns: Mapping[str, object], actor: User | None, at: datetime) -> None:
    """Write columns beside what is typed; the caller has locked the row.

    Side effects: these columns and the version of the row, so that people who type in it are notified of the change.
    """
    for name, value in columns.items():
        setattr(row, name, value)
    row.version, row.saved_at, row.saved_by = row.version + 1, at, _find_author(actor)
    row.save(update_fields=[*columns, "version", "saved_at", "saved_by"])


@transaction.atomic
def make_row_once(
    *,
    model: type[Row],
    owner: Mapping[str, object],
    uid: UUID,
    values: Mapping[str, object],
    actor: User,
    at: datetime,
    defaults: Mapping[str, object] | None = None,
) -> Row:
    """The row ``uid``, created from something else; a second call returns the same row, as it was written since.

    Side effects: the row, put back if it had been removed. Arguments and errors as :func:`save_row`.
    """
    row = cast("Row | None", model._default_manager.filter(uid=uid).first())
    if row is None:
        try:
            row = save_row(
                model=model, owner=owner, uid=uid, values=values, base_version=0, actor=actor, at=at, defaults=defaults
            )  # fmt: skip
        except EditConflict:  # created, and written in, meanwhile
            row = cast("Row", model._default_manager.get(uid=uid))
    if row.is_removed:
        remove_row(row=row, actor=actor, at=at, restores=True)
    return row


def _make_comparable(value: object) -> object:
    """The value as :meth:`SharedRow.read` returns it: the keys of related rows, sorted."""
    return sorted(row.pk for row in value) if isinstance(value, models.QuerySet) else value


def _split(model: type[Row], values: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Values of columns, and values of many-to-many fields."""
    many = {field.name for field in model._meta.many_to_many}
    columns = {name: value for name, value in values.items() if name not in many}
    return columns, {name: value for name, value in values.items() if name in many}


def _create(
    row: Row,
    values: Mapping[str, object],
    actor: User,
    at: datetime,
    among: Mapping[str, object],
    most: int | None,
) -> Row:
    """Insert the row after those of ``among``."""
    active = models.Count("pk", filter=models.Q(removed_at__isnull=True))
    siblings = type(row)._default_manager.filter(**among)
    totals = siblings.aggregate(last=models.Max("position"), active=active)
    if most is not None and totals["active"] >= most:
        raise RowsFull(most)
    columns, several = _split(type(row), values)
    for name, value in columns.items():
        setattr(row, name, value)
    row.position = (totals["last"] or 0) + 1
    row.created_at = row.saved_at = at
    row.created_by = row.saved_by = _find_author(actor)
    row.check_written()
    row.save(force_insert=True)
    for name, value in several.items():
        getattr(row, name).set(value)
    return row


def _find_author(actor: User | None) -> User | None:
    return actor if getattr(actor, "is_authenticated", False) else None


def describe_author(row: SharedRow, actor: User | None) -> str:
    """The sentence about who changed the row meanwhile, and when; a visitor who is not signed in reads no name."""
    if row.saved_by is None or _find_author(actor) is None:
        return gettext("Cette ligne a été modifiée entre-temps.")
    if row.saved_by == actor:
        return gettext("Vous avez modifié cette ligne dans une autre fenêtre.")
    if timezone.localdate(row.saved_at) == timezone.localdate():
        values = {"name": row.saved_by, "time": clock(row.saved_at)}
        return gettext("%(name)s a modifié cette ligne à %(time)s.") % values
    values = {"name": row.saved_by, "date": longdate(row.saved_at)}
    return gettext("%(name)s a modifié cette ligne le %(date)s.") % values


def remove_row(*, row: SharedRow, actor: User, at: datetime, restores: bool = False) -> bool:
    """Remove a row, or restore it with ``restores``; ``False`` when it is so already. Side effects: ``removed_at``, its
    version."""
    seen = type(row)._default_manager.filter(pk=row.pk, removed_at__isnull=not restores)
    row.removed_at = None if restores else at
    return bool(
        seen.update(
            removed_at=row.removed_at,
            version=models.F("version") + 1,
            saved_at=at,
            saved_by=_find_author(actor),
        )
    )


@transaction.atomic
def move_row(*, row: SharedRow, among: Mapping[str, object], by: int) -> None:
    """Move a row ``by`` places among those active rows (-1: up). Side effects: positions, no version.

    3 queries, and one for each row whose place changes. A move beyond an end stops at it. Raises :class:`RowRemoved`.
    """
    rows = list(
        type(row)
        ._default_manager.select_for_update(of=("self",))
        .filter(**among, removed_at=None)
        .order_by("position", "pk")
    )
    if row not in rows:
        raise RowRemoved
    old = rows.index(row)
    moved = rows.pop(old)
    rows.insert(max(0, min(len(rows), old + by)), moved)
    for place, other in enumerate(rows, start=1):
        if other.position != place:
            type(row)._default_manager.filter(pk=other.pk).update(position=place)
