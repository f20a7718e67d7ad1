"""Apply a state table, or refuse: compare-and-set in the database, with an audit entry beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.audit.actions import record, record_many


class TransitionRefused(Exception):
    """The object is not (any more) in a state from which the verb is allowed. ``message`` is for people."""

    def __init__(
        self, message: object = _("Cette action n’est plus possible : la situation a changé.")
    ) -> None:
        super().__init__(message)
        self.message = str(message)


class ReasonMissing(TransitionRefused):
    """The verb needs a written reason."""

    def __init__(self) -> None:
        super().__init__(_("Indiquez la raison de cette décision."))


class DateRefused(TransitionRefused):
    """A typed date is not possible: a form displays the error at its field."""


@dataclass(frozen=True)
class Transition:
    """A move between states: ``sources`` → ``target``; a transition that turns somebody down needs a reason."""

    sources: frozenset[str]
    target: str
    reason_required: bool = False


@dataclass(frozen=True)
class StateTable:
    """The verbs of one life cycle: verb → transition, over one field of a model."""

    transitions: Mapping[str, Transition]
    field: str = "state"

    def is_allowed(self, verb: str, state: str) -> bool:
        """Whether ``verb`` may be applied from ``state``; pages use it to show or hide a button."""
        return state in self.transitions[verb].sources


def move(
    instance: models.Model,
    verb: str,
    *,
    table: StateTable,
    reason: str = "",
    changes: Mapping[str, object] | None = None,
) -> str:
    """Move ``instance`` by ``verb``, setting ``changes`` in the same statement; returns the state it left.

    For a move that follows from another one, whose audit entry covers both; otherwise :func:`apply`. Side effects: one
    UPDATE guarded by the state that ``instance`` was read in. Raises as :func:`apply`.
    """
    step = table.transitions[verb]
    if step.reason_required and not reason.strip():
        raise ReasonMissing
    before: str = getattr(instance, table.field)
    values = {table.field: step.target, **(changes or {})}
    # The state stands in the WHERE of the UPDATE: of two clicks the database lets one through, and tells the
    # other.
    seen = type(instance)._default_manager.filter(pk=instance.pk, **{table.field: before})
    if before not in step.sources or not seen.update(**values):
        raise TransitionRefused
    # The instance in hand tells what was written, without another query.
    for name, value in values.items():
        setattr(instance, name, value)
    return before


@transaction.atomic
def apply(
    instance: models.Model,
    verb: str,
    *,
    table: StateTable,
    actor: object,
    at: datetime,
    reason: str = "",
    scope: str = "",
    changes: Mapping[str, object] | None = None,
) -> None:
    """Move ``instance`` by ``verb``, setting ``changes`` in the same statement.

    Side effects: one UPDATE guarded by the state that ``instance`` was read in, one audit entry. Raises
    :class:`TransitionRefused` when somebody else moved it first, :class:`ReasonMissing` without a needed reason.
    """
    before = move(instance, verb, table=table, reason=reason, changes=changes)
    record(
        verb=verb,
        subject=instance,
        actor=actor,
        at=at,
        scope=scope,
        data={"from": before, "to": getattr(instance, table.field), **({"reason": reason} if reason else {})},
    )


@transaction.atomic
def apply_many(
    rows: models.QuerySet[models.Model],
    verb: str,
    *,
    table: StateTable,
    actor: object,
    at: datetime,
    scope: str = "",
) -> list[int]:
    """Move by ``verb`` those of these rows that may; returns their ids, the others are left alone.

    Side effects: one guarded UPDATE, one audit entry each; 2 queries, and one for every 500 rows. Raises
    ``ReasonMissing`` for a verb that needs a reason: such a decision is taken one by one.
    """
    step = table.transitions[verb]
    if step.reason_required:
        raise ReasonMissing
    movable = rows.filter(**{f"{table.field}__in": step.sources}).order_by("pk")
    # In the order of the keys, as everywhere: two bulk moves that overlap wait for one another and do not
    # deadlock.
    before = dict(movable.select_for_update(of=("self",)).values_list("pk", table.field))
    rows.model._default_manager.filter(pk__in=before).update(**{table.field: step.target})
    record_many(
        verb=verb,
        model=rows.model,
        data={pk: {"from": state, "to": step.target} for pk, state in before.items()},
        actor=actor,
        at=at,
        scope=scope,
    )
    return list(before)


class EditConflict(TransitionRefused):
    """Some fields were changed since ``version`` was read; nothing is saved.

    ``theirs``: the present value of each of these fields, by name; ``version``: the one to save upon next. ``message``
    is for people: what happened, who did it if the reader may know, then what to do.
    """

    def __init__(self, theirs: Mapping[str, Any], version: int, happened: str | Promise = "") -> None:
        happened = happened or _("Cette réponse a été modifiée entre-temps.")
        choose = _("Choisissez le texte à garder.")
        super().__init__(f"{happened} {choose}")
        self.theirs, self.version = theirs, version
