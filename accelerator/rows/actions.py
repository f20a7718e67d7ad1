"""Writing rows. All take ``ensure``, which is asked once the row is held: it raises when one may not write any more."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.edit_conflict import EditConflict
from accelerator.rows.models import SharedRow
from accelerator.web.templatetags.prose import clock, longdate


class RowsClosed(Exception):
    """Nothing is saved here any more, or not now; ``message`` is for people."""

    def __init__(self, message: Any = _("Ce document est figé : rien n’y est plus enregistré.")) -> None:
        super().__init__(message)
        self.message = message


class RowRemoved(RowsClosed):
    """Somebody removed the row meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _("Quelqu’un a retiré cette ligne entre-temps : votre texte est gardé sur cet appareil.")
        )


class RowsFull(RowsClosed):
    """As many rows stand as one list may hold."""

    def __init__(self, most: int) -> None:
        text = gettext(
            "Cette liste a déjà %(most)d lignes : votre texte n’est pas enregistré. Retirez-en une, ou regroupez."
        )
        super().__init__(text % {"most": most})


class RowUnknown(Exception):
    """The identifier is another list's: the answer says nothing about it."""


Row = TypeVar("Row", bound=SharedRow)
Ensure = Callable[[], object]


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
    ensure: Ensure | None = None,
    defaults: Mapping[str, object] | None = None,
    among: Mapping[str, object] | None = None,
    most: int | None = None,
) -> Row:
    """Save cleaned ``values`` (field → value) of the row ``uid`` of ``owner`` (column → row), made if there is none.

    ``base_version``: the one the author saw, 0 for a row of their own making, ``None`` to write over whatever is there.
    ``defaults``: columns of a row that is made, beside what is typed. ``among``: the rows it comes after, those of its
    owner by default; ``most``: how many may stand there. A stale save of the same values is no conflict.
    Raises :class:`EditConflict` (nothing is saved), :class:`RowRemoved`, :class:`RowsFull`, :class:`RowUnknown` for
    another owner's row, what ``ensure`` does, and ``ValidationError`` for values that do not go together.
    Side effects: the row, its version. 2 queries, 4 when it is made, and 3 for a field of several rows.
    """
    if ensure:
        ensure()
    row = _lock(model, uid)
    if row is None:
        try:
            with transaction.atomic():
                return _make(
                    model, owner, uid, {**(defaults or {}), **values}, actor, at, among or owner, most
                )
        except IntegrityError:  # the same row came by another way meanwhile
            row = _lock(model, uid)
            if row is None:
                raise
    check_owner(row, owner)
    if row.is_removed:
        raise RowRemoved
    changed = {name: value for name, value in values.items() if row.read(name) != _comparable(value)}
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
    """What a verb writes beside what is typed; the caller holds the row.

    Side effects: these columns and the version of the row, so that people who type in it are notified of the change.
    """
    for name, value in columns.items():
        setattr(row, name, value)
    row.version, row.saved_at, row.saved_by = row.version + 1, at, _author(actor)
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
    """The row ``uid``, born of something else: asked twice, the same, as it was written since.

    Side effects: the row, put back if it had been removed. Arguments and errors as :func:`save_row`.
    """
    row = cast("Row | None", model._default_manager.filter(uid=uid).first())
    if row is None:
        try:
            row = save_row(
                model=model, owner=owner, uid=uid, values=values, base_version=0, actor=actor, at=at, defaults=defaults
            )  # fmt: skip
        except EditConflict:  # made, and written in, meanwhile
            row = cast("Row", model._default_manager.get(uid=uid))
    if row.is_removed:
        remove_row(row=row, actor=actor, at=at, put_back=True)
    return row


def _comparable(value: object) -> object:
    """As :meth:`SharedRow.read` gives it."""
    return sorted(row.pk for row in value) if isinstance(value, models.QuerySet) else value


def _split(model: type[Row], values: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Values of columns, and values of fields that hold several rows."""
    many = {field.name for field in model._meta.many_to_many}
    columns = {name: value for name, value in values.items() if name not in many}
    return columns, {name: value for name, value in values.items() if name in many}


def _make(
    model: type[Row],
    owner: Mapping[str, object],
    uid: UUID,
    values: Mapping[str, object],
    actor: User,
    at: datetime,
    among: Mapping[str, object],
    most: int | None,
) -> Row:
    standing = models.Count("pk", filter=models.Q(removed_at__isnull=True))
    found = model._default_manager.filter(**among).aggregate(last=models.Max("position"), standing=standing)
    if most is not None and found["standing"] >= most:
        raise RowsFull(most)
    last = found["last"]
    author = _author(actor)
    columns, several = _split(model, values)
    made = model(
        uid=uid, **owner, **columns, position=(last or 0) + 1,
        created_at=at, created_by=author, saved_at=at, saved_by=author,
    )  # fmt: skip
    made.check_written()
    made.save(force_insert=True)
    for name, value in several.items():
        getattr(made, name).set(value)
    return made


def _lock(model: type[Row], uid: UUID) -> Row | None:
    found = model._default_manager.select_for_update(of=("self",)).filter(uid=uid).first()
    return cast("Row | None", found)


def check_owner(row: SharedRow, owner: Mapping[str, object]) -> None:
    """Raises :class:`RowUnknown` for the row of another list."""
    for name, wanted in owner.items():
        found = getattr(row, f"{name}_id") if isinstance(wanted, models.Model) else getattr(row, name)
        if found != (wanted.pk if isinstance(wanted, models.Model) else wanted):
            raise RowUnknown


def _author(actor: User | None) -> User | None:
    return actor if getattr(actor, "is_authenticated", False) else None


def describe_author(row: SharedRow, actor: User | None) -> str:
    """Who changed the row meanwhile, and when; a visitor who is not signed in reads no name."""
    if row.saved_by is None or _author(actor) is None:
        return gettext("Cette ligne a été modifiée entre-temps.")
    if row.saved_by == actor:
        return gettext("Vous avez modifié cette ligne dans une autre fenêtre.")
    if timezone.localdate(row.saved_at) == timezone.localdate():
        values = {"name": row.saved_by, "time": clock(row.saved_at)}
        return gettext("%(name)s a modifié cette ligne à %(time)s.") % values
    values = {"name": row.saved_by, "date": longdate(row.saved_at)}
    return gettext("%(name)s a modifié cette ligne le %(date)s.") % values


@transaction.atomic
def remove_row(
    *, row: SharedRow, actor: User, at: datetime, ensure: Ensure | None = None, put_back: bool = False
) -> bool:
    """Remove a row, or put it back; ``False`` when it is so already. Side effects: ``removed_at``, its version."""
    if ensure:
        ensure()
    seen = type(row)._default_manager.filter(pk=row.pk, removed_at__isnull=not put_back)
    row.removed_at = None if put_back else at
    return bool(
        seen.update(
            removed_at=row.removed_at, version=models.F("version") + 1, saved_at=at, saved_by=_author(actor)
        )
    )


@transaction.atomic
def move_row(*, row: SharedRow, among: Mapping[str, object], by: int, ensure: Ensure | None = None) -> None:
    """Move a row ``by`` places among those rows that stand (-1: up). Side effects: positions, no version.

    3 queries, and one for each row whose place changes. A move beyond an end stops at it.
    """
    if ensure:
        ensure()
    rows = list(
        type(row)
        ._default_manager.select_for_update(of=("self",))
        .filter(**among, removed_at=None)
        .order_by("position", "pk")
    )
    here = next((place for place, other in enumerate(rows) if other.pk == row.pk), None)
    if here is None:
        raise RowRemoved
    moved = rows.pop(here)
    rows.insert(max(0, min(len(rows), here + by)), moved)
    for place, other in enumerate(rows, start=1):
        if other.position != place:
            type(row)._default_manager.filter(pk=other.pk).update(position=place)
