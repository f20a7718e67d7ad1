"""The rows of a plan: saved, removed, moved; an action from a blocker or an idea, its news, a shared need."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.rows.actions import RowsClosed, make_row_once, move_row, remove_row, save_row, write_columns
from accelerator.text import shorten
from accelerator.transitions import TransitionRefused
from coaching.models import ActionItem, ActionUpdate, Blocker, Contribution, Need
from coaching.plan.enums import ActionState, BlockerOrigin, Priority
from coaching.room.access import ProjectRoom
from projects.models import Participation

NAMESPACE = uuid.UUID("5b1f4a0e-3f0d-4f0c-9a55-8f6d1c1e7a10")
"""Namespace of the identifiers built from the origin of a row: two requests give the same row."""


class PlanRowRefused(TransitionRefused):
    """The change of a row of the plan is not, or no longer, possible."""


MOST_ROWS = 60
"""The most rows of one kind in a plan."""
PlanRow = TypeVar("PlanRow", Blocker, ActionItem, Need)


@transaction.atomic
def save_plan_row(
    *,
    model: type[PlanRow],
    participation: Participation,
    is_holder: bool,
    uid: uuid.UUID,
    values: Mapping[str, object],
    base_version: int | None,
    actor: User,
    at: datetime,
) -> PlanRow:
    """Save the typed values of a row (field → value), created if there is none. ``is_holder``: the actor leads the
    project.

    Side effects: the row. Raises :class:`RowsClosed` for a shared need, unless the actor leads, and the errors of
    :func:`save_row`.
    """
    if model is Need:
        _ensure_changeable(participation, uid, is_holder=is_holder)
    return save_row(
        model=model, owner={"participation": participation}, uid=uid, values=values, base_version=base_version,
        actor=actor, at=at, most=MOST_ROWS,
    )  # fmt: skip


@transaction.atomic
def remove_plan_row(
    *, row: Blocker | ActionItem | Need, is_holder: bool, actor: User, at: datetime, restores: bool = False
) -> bool:
    """Remove a row, or restore it; ``False`` when nothing changes. Side effects: the row.

    Raises :class:`RowsClosed` for a shared need.
    """
    if isinstance(row, Need):
        _ensure_changeable(row.participation, row.uid, is_holder=is_holder, removes=not restores)
    return remove_row(row=row, actor=actor, at=at, restores=restores)


def _ensure_changeable(
    participation: Participation, uid: uuid.UUID, *, is_holder: bool, removes: bool = False
) -> None:
    """Refuse to remove a shared need, and to change it unless the actor leads the project.

    Raises :class:`RowsClosed`. One query; the row is locked, so that nobody shares it meanwhile.
    """
    needs = Need.objects.select_for_update(of=("self",)).order_by()
    if not any(need.is_shared for need in needs.filter(uid=uid, participation=participation)):
        return
    if removes:
        raise RowsClosed(_("Les partenaires lisent ce besoin : cessez d’abord de le transmettre."))
    if not is_holder:
        raise RowsClosed(
            _("Les partenaires lisent ce besoin : seule une personne qui porte le projet le change.")
        )


def add_blocker(room: ProjectRoom, text: str, actor: User, at: datetime) -> None:
    """Add a blocker from the dossier. Side effects: one row."""
    save_row(
        model=Blocker,
        owner={"participation": room.participation},
        uid=uuid.uuid4(),
        values={"text": text},
        base_version=None,
        actor=actor,
        at=at,
        defaults={"origin": BlockerOrigin.DOSSIER},
    )


def name_action(origin: Blocker | Contribution) -> uuid.UUID:
    """The ``uid`` of the action created from this row."""
    return uuid.uuid5(NAMESPACE, f"action of {origin._meta.model_name} {origin.uid}")


@transaction.atomic
def plan_action(*, origin: Blocker | Contribution, actor: User, at: datetime) -> ActionItem:
    """Create the action of a blocker, or of an accepted idea; called again, return the same action as it is now.

    Side effects: the row, restored if it had been removed, and the idea as its source. Raises :class:`PlanRowRefused`
    for a removed row, and for an idea that was not accepted.
    """
    if origin.is_removed:
        raise PlanRowRefused(_("Cette ligne a été retirée entre-temps."))
    if isinstance(origin, Blocker):
        if not origin.text:
            raise PlanRowRefused(_("Écrivez d’abord le verrou."))
    elif not (origin.is_accepted and origin.is_visible):
        raise PlanRowRefused(_("Gardez d’abord cette idée."))
    action = make_row_once(
        model=ActionItem,
        owner={"participation": origin.participation},
        uid=name_action(origin),
        values={"line": write_line(origin)},
        actor=actor,
        at=at,
        defaults=_read_origin_columns(origin),
    )
    # also for an existing action: the idea becomes its source
    if isinstance(origin, Contribution):
        action.sources.add(origin)
    return action


def write_line(origin: Blocker | Contribution) -> str:
    """The first text of the action, cut to the length of its column."""
    text = (
        _("Lever le verrou : %(text)s") % {"text": origin.text}
        if isinstance(origin, Blocker)
        else origin.text
    )
    return shorten(text, ActionItem._meta.get_field("line").max_length or len(text))


def _read_origin_columns(origin: Blocker | Contribution) -> dict[str, object]:
    if isinstance(origin, Blocker):
        return {"blocker": origin, "priority": origin.priority}
    return {"blocker": origin.blocker, "priority": Priority.FIRST}


@transaction.atomic
def record_progress(
    *,
    action: ActionItem,
    state: ActionState,
    note: str,
    actor: User | None,
    at: datetime,
    instead_of: ActionUpdate | None = None,
) -> ActionUpdate | None:
    """Add news of an action: its new state, in a line; ``None`` when it repeats the last one.

    ``instead_of``: news that these correct, unless there are later ones.

    Side effects: the news, the state and the version of the action. Raises :class:`PlanRowRefused` for one that was
    removed.
    """
    # locked, so that concurrent equal news is detected
    action = ActionItem.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.is_removed:
        raise PlanRowRefused(_("Cette action a été retirée entre-temps."))
    last = action.updates.first()
    if (last and (last.state, last.note) == (state, note)) or (
        not last and (action.state, "") == (state, note)
    ):
        return None
    if last is not None and last == instead_of:
        news = last
        news.state, news.note, news.at, news.by = state, note, at, actor
        news.save(update_fields=["state", "note", "at", "by"])
    else:
        news = ActionUpdate.objects.create(action=action, state=state, note=note, at=at, by=actor)
    write_columns(row=action, columns={"state": state}, actor=actor, at=at)
    return news


@transaction.atomic
def share_need(*, need: Need, actor: User, at: datetime, shared: bool = True) -> bool:
    """Share a need with the partners of the edition, or stop; ``False`` when nothing changes.

    The caller checks that ``actor`` is a holder. Side effects: the row, an audit entry. Raises
    :class:`PlanRowRefused` for a need without a sentence, or removed.
    """
    # locked before it is read: a change of its sentence meanwhile waits for what partners read
    need = (
        Need.objects.select_for_update(of=("self",)).select_related("participation__edition").get(pk=need.pk)
    )
    if need.is_shared == shared:
        return False
    if shared and need.is_removed:
        raise PlanRowRefused(_("Ce besoin a été retiré entre-temps."))
    if shared and not need.sentence:
        raise PlanRowRefused(_("Écrivez le besoin avant de le transmettre."))
    write_columns(row=need, columns={"is_shared": shared}, actor=actor, at=at)
    verb = "share_need" if shared else "withdraw_need"
    record(verb=verb, subject=need, actor=actor, at=at, scope=need.participation.edition.scope)
    return True


def arrange_row(*, row: Blocker | ActionItem, by: int) -> None:
    """Move a card ``by`` places among those of its priority. Side effects: see :func:`move_row`."""
    move_row(row=row, among={"participation": row.participation, "priority": row.priority}, by=by)
