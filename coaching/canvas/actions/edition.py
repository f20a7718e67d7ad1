"""What organisers decide for all canvases of an edition: its axes, and the order in which projects pitch."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from coaching.canvas.defaults import Preset
from coaching.canvas.queries.edition import find_used_axes, list_turns
from coaching.models import Axis, PitchTurn
from programmes.locks import lock_edition
from programmes.models import Edition

COPIED = ("family", "code", "label_fr", "label_en", "question_fr", "question_en", "position")


@transaction.atomic
def load_preset(*, edition: Edition, preset: Preset, actor: User, at: datetime) -> bool:
    """Give the axes of a preset to an edition that has none; ``False`` for one that has. Side effects: rows, audit."""
    # axes have no common row to lock: editors of the list lock the edition
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
    saved = set()
    for position, line in enumerate(lines, start=1):
        values = {name: line[name] for name in COPIED if name in line}
        axis = standing.get(line["id"]) or Axis(edition=edition, code=find_code(edition, line["label_fr"]))
        for name, value in {**values, "position": position}.items():
            setattr(axis, name, value)
        axis.save()
        saved.add(axis.pk)
    # a project that stands on an axis keeps it: what it read there would lose its meaning
    used = find_used_axes(edition) - saved
    Axis.objects.filter(pk__in=standing.keys() - saved - used).delete()
    Axis.objects.filter(pk__in=used).update(position=len(lines) + 1)
    record(
        verb="change_axes", subject=edition, actor=actor, at=at, scope=edition.scope,
        data={"axes": len(saved) + len(used)},
    )  # fmt: skip


def find_code(edition: Edition, label: str) -> str:
    """A code that no axis of the edition has."""
    longest = (Axis._meta.get_field("code").max_length or 40) - 4
    stem = slugify(label)[:longest] or "axe"
    taken = set(edition.axes.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(code for code in numbered if code not in taken)


def copy_axes(*, edition: Edition, source: Edition) -> None:
    """Copy the axes of another edition to one that has none. Side effects: rows."""
    if edition.axes.exists():
        return
    Axis.objects.bulk_create(
        Axis(edition=edition, **{name: getattr(axis, name) for name in COPIED})
        for axis in source.axes.order_by("position", "pk")
    )


@transaction.atomic
def move_turn(*, edition: Edition, place: int, by: int, actor: User, at: datetime) -> bool:
    """Move the pitch of a project ``by`` turns later, or earlier below 0; ``False`` for one that does not come.

    Side effects: the turns of all, the audit entry.
    """
    order = _lock_order(edition)
    if place not in order:
        return False
    old = order.index(place)
    order.insert(max(0, min(old + by, len(order) - 1)), order.pop(old))
    _save_order(edition, order, "order_pitches", actor, at)
    return True


@transaction.atomic
def shuffle_turns(*, edition: Edition, actor: User, at: datetime) -> list[int]:
    """Draw the order by lot and return the previous one. Side effects: the turns, the audit entry."""
    before = _lock_order(edition)
    order = random.SystemRandom().sample(before, len(before))
    _save_order(edition, order, "draw_pitches", actor, at)
    return before


@transaction.atomic
def order_turns(*, edition: Edition, places: Sequence[int], actor: User, at: datetime) -> None:
    """Save this order; projects that are not in it follow in their own. Side effects: the turns, the audit entry."""
    standing = _lock_order(edition)
    first = [place for place in dict.fromkeys(places) if place in standing]
    _save_order(
        edition, [*first, *(place for place in standing if place not in first)], "order_pitches", actor, at
    )


def _lock_order(edition: Edition) -> list[int]:
    """The pitching order of the projects that come, locked until the transaction ends."""
    lock_edition(edition.pk)
    return [turn.pk for turn in list_turns(edition)]


def _save_order(edition: Edition, order: Sequence[int], verb: str, actor: User, at: datetime) -> None:
    PitchTurn.objects.filter(participation__edition=edition).delete()
    PitchTurn.objects.bulk_create(
        PitchTurn(participation_id=place, position=position) for position, place in enumerate(order, start=1)
    )
    record(verb=verb, subject=edition, actor=actor, at=at, scope=edition.scope, data={"projects": len(order)})
