"""The axes of an edition: loaded from a preset, changed by its organisers, taken over by the next edition."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from coaching.canvas.presets import Preset
from coaching.canvas.queries.axes import find_used_axes
from coaching.models import Axis
from programmes.locks import lock_edition
from programmes.models import Edition

COPIED = ("family", "code", "label_fr", "label_en", "question_fr", "question_en", "position")


@transaction.atomic
def load_preset(*, edition: Edition, preset: Preset, actor: User, at: datetime) -> bool:
    """Give the axes of a preset to an edition that has none; ``False`` for one that has. Side effects: rows, audit."""
    # axes have no row of their own to hold: those who change the list take turns by the edition
    lock_edition(edition.pk)
    if edition.axes.exists():
        return False
    Axis.objects.bulk_create(
        Axis(edition=edition, position=position, **vars(spec))
        for position, spec in enumerate(preset.axes, start=1)
    )
    record(
        verb="choose_axes", subject=edition, actor=actor, at=at, scope=edition.scope,
        data={"preset": preset.code, "axes": len(preset.axes)},
    )  # fmt: skip
    return True


@transaction.atomic
def save_axes(*, edition: Edition, lines: Sequence[Mapping[str, Any]], actor: User, at: datetime) -> None:
    """The axes as a list in its order: ``id`` (``None`` for a new one), family, labels, questions.

    One that is not in the list is removed, unless a project uses it: it stays, last. Side effects: rows, audit.
    """
    lock_edition(edition.pk)
    standing = {axis.pk: axis for axis in edition.axes.all()}
    kept = set()
    for position, line in enumerate(lines, start=1):
        values = {name: line[name] for name in COPIED if name in line}
        axis = standing.get(line["id"]) or Axis(edition=edition, code=find_code(edition, line["label_fr"]))
        for name, value in {**values, "position": position}.items():
            setattr(axis, name, value)
        axis.save()
        kept.add(axis.pk)
    # a project that stands on an axis keeps it: what it read there would lose its meaning
    used = find_used_axes(edition) - kept
    Axis.objects.filter(pk__in=standing.keys() - kept - used).delete()
    Axis.objects.filter(pk__in=used).update(position=len(lines) + 1)
    record(
        verb="change_axes", subject=edition, actor=actor, at=at, scope=edition.scope,
        data={"axes": len(kept) + len(used)},
    )  # fmt: skip


def find_code(edition: Edition, label: str) -> str:
    """A code that no axis of the edition has."""
    longest = (Axis._meta.get_field("code").max_length or 40) - 4
    stem = slugify(label)[:longest] or "axe"
    taken = set(edition.axes.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(code for code in numbered if code not in taken)


def copy_axes(*, edition: Edition, source: Edition) -> None:
    """The same axes for an edition that has none. Side effects: rows."""
    if edition.axes.exists():
        return
    Axis.objects.bulk_create(
        Axis(edition=edition, **{name: getattr(axis, name) for name in COPIED})
        for axis in source.axes.order_by("position", "pk")
    )
