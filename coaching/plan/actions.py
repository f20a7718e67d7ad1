"""What is done to a plan beside typing in it: an action born of a blocker or an idea, its news, a need passed on."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.rows.actions import make_row_once, move_row, write_columns
from accelerator.text import shorten
from coaching.models import ActionItem, ActionUpdate, Blocker, Contribution, Need
from coaching.plan.enums import ActionState, Priority

NAMESPACE = uuid.UUID("5b1f4a0e-3f0d-4f0c-9a55-8f6d1c1e7a10")
"""Of the identifiers made from what a row is born of: two requests give the same row."""


class PlanRowRefused(Exception):
    """``message`` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def name_action(origin: Blocker | Contribution) -> uuid.UUID:
    """The ``uid`` of the action that is born of this row."""
    return uuid.uuid5(NAMESPACE, f"action of {origin._meta.model_name} {origin.uid}")


@transaction.atomic
def plan_action(*, origin: Blocker | Contribution, actor: User, at: datetime) -> ActionItem:
    """The action born of a blocker, or of an idea that was kept; asked twice, the same, as it was written since.

    Side effects: the row, put back if it had been removed, and the idea it is credited to. Raises
    :class:`PlanRowRefused` for what was removed, and for an idea that nobody kept.
    """
    _ensure_usable(origin)
    action = make_row_once(
        model=ActionItem,
        owner={"participation": origin.participation},
        uid=name_action(origin),
        values={"line": write_line(origin)},
        actor=actor,
        at=at,
        defaults=_place(origin),
    )
    # also for an action that stood: the idea is credited however often it is asked
    if isinstance(origin, Contribution):
        action.sources.add(origin)
    return action


def _ensure_usable(origin: Blocker | Contribution) -> None:
    if origin.is_removed:
        raise PlanRowRefused(_("Cette ligne a été retirée entre-temps."))
    if isinstance(origin, Blocker):
        if not origin.text:
            raise PlanRowRefused(_("Écrivez d’abord le verrou."))
    elif not (origin.is_accepted and origin.is_shown):
        raise PlanRowRefused(_("Gardez d’abord cette idée."))


def write_line(origin: Blocker | Contribution) -> str:
    """What the action says before anybody changes it, as long as its column allows."""
    text = (
        _("Lever le verrou : %(text)s") % {"text": origin.text}
        if isinstance(origin, Blocker)
        else origin.text
    )
    return shorten(text, ActionItem._meta.get_field("line").max_length or len(text))


def _place(origin: Blocker | Contribution) -> dict[str, object]:
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
    """News of an action: its state from now on, in a line. Sent twice in a row, it is stored once (``None``).

    ``instead_of``: news that these correct, unless there are later ones.

    Side effects: the news, the state and the version of the action. Raises :class:`PlanRowRefused` for one that was
    removed.
    """
    # locked, so that the same news sent twice at once is found here
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
    """Pass a need on to the partners of the edition, or stop; ``False`` when it is so already.

    The caller knows that ``actor`` holds the project. Side effects: the row, an audit entry. Raises
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
