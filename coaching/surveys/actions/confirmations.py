"""Confirm the rows of the plan in a survey: texts are saved on the row itself, the date on its ``RowConfirmation``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.questionnaires.errors import SheetFrozen
from accelerator.rows.actions import RowRemoved, RowUnknown, describe_author, remove_row, save_row
from accelerator.transitions import EditConflict
from coaching.models import ActionItem, Blocker, Need, RowConfirmation, SurveyInvitation
from coaching.plan.actions import record_progress, share_need
from coaching.plan.enums import ActionState, BlockerState
from coaching.surveys.actions.survey import start_response
from coaching.surveys.confirmable_plan import MODELS, find_relevance, list_added_uids, read_confirmable_plan
from coaching.surveys.enums import ConfirmedKind, InvitationState, Relevance, SurveyClosed

MOST_NEEDS = 60
STILL_OPEN = (ActionState.TODO, ActionState.DOING)


@transaction.atomic
def confirm_action(
    *,
    invitation: SurveyInvitation,
    uid: UUID,
    relevance: Relevance | None = None,
    note: str | None = None,
    base_version: int | None = None,
    note_version: int | None = None,
    actor: User | None,
    at: datetime,
) -> tuple[int, int]:
    """Mark an action as still relevant, done or dropped, with a comment; ``None`` changes nothing. Returns the
    versions of the action and of the comment.

    Side effects: the state and the news of the action, where they change (a second answer corrects the news of the
    first); the confirmation; the survey is begun. Raises :class:`SurveyClosed`, ``SheetFrozen``;
    :class:`EditConflict` when somebody else changed the one or the other; ``RowRemoved``.
    """
    invitation = lock_invitation(invitation, at)
    action = _lock_row(invitation, ConfirmedKind.ACTION, uid)
    confirmation, _made = invitation.confirmations.get_or_create(
        row=uid, kind=ConfirmedKind.ACTION, defaults={"at": at, "was": action.state}
    )
    if note is not None and note != confirmation.note:
        if note_version is not None and note_version != confirmation.version:
            raise EditConflict(
                {"note": confirmation.note},
                confirmation.version,
                _("Cette ligne a été modifiée entre-temps."),
            )
        confirmation.note, confirmation.version = note, confirmation.version + 1
    if relevance is not None:
        state = _choose_state(relevance, action, confirmation)
        if base_version not in (None, action.version) and state != action.state:
            raise EditConflict(
                {"relevance": find_relevance(action.state)}, action.version, describe_author(action, actor)
            )
        confirmation.answer, confirmation.at = relevance, at
    new_state = (
        _choose_state(Relevance(confirmation.answer), action, confirmation) if confirmation.answer else None
    )
    # the same answer without a comment is no news
    if new_state is not None and (confirmation.news or confirmation.note or new_state != action.state):
        confirmation.news = (
            record_progress(
                action=action,
                state=new_state,
                note=confirmation.note,
                actor=actor,
                at=at,
                instead_of=confirmation.news,
            )
            or confirmation.news
        )
        action.refresh_from_db(fields=["version"])
    confirmation.save()
    start_response(invitation=invitation, actor=actor, at=at)
    return action.version, confirmation.version


def _choose_state(relevance: Relevance, action: ActionItem, confirmation: RowConfirmation) -> ActionState:
    """The state for an answer. « Still relevant » restores the state before an answer by mistake."""
    if relevance == Relevance.DONE:
        return ActionState.DONE
    if relevance == Relevance.DROPPED:
        return ActionState.DROPPED
    open_states = (state for state in (action.state, confirmation.was) if state in STILL_OPEN)
    return ActionState(next(open_states, ActionState.DOING))


@transaction.atomic
def confirm_blocker(
    *,
    invitation: SurveyInvitation,
    uid: UUID,
    state: BlockerState,
    base_version: int | None,
    actor: User,
    at: datetime,
) -> int:
    """Mark a blocker as open, eased or lifted. Side effects, errors: as :func:`confirm_action`; its version."""
    invitation = lock_invitation(invitation, at)
    _lock_row(invitation, ConfirmedKind.BLOCKER, uid)
    row = save_row(
        model=Blocker, owner={"participation": invitation.participation}, uid=uid, values={"state": state},
        base_version=base_version, actor=actor, at=at,
    )  # fmt: skip
    save_confirmation(invitation, ConfirmedKind.BLOCKER, uid, state, at)
    start_response(invitation=invitation, actor=actor, at=at)
    return row.version


@transaction.atomic
def write_need(
    *,
    invitation: SurveyInvitation,
    uid: UUID,
    values: Mapping[str, object],
    base_version: int | None,
    actor: User,
    at: datetime,
) -> int:
    """Save the typed values of a need (field → value), created if it is one that the page offers to add. Returns its
    version.

    Side effects, errors: as :func:`confirm_action`; ``ValidationError`` for emptying the sentence of a shared need,
    ``RowsFull``.
    """
    invitation = lock_invitation(invitation, at)
    existing = Need.objects.filter(participation=invitation.participation)
    if not existing.filter(uid=uid).exists() and uid not in list_added_uids(
        invitation, existing.count() + MOST_NEEDS
    ):
        raise RowUnknown
    row = save_row(
        model=Need, owner={"participation": invitation.participation}, uid=uid, values=values,
        base_version=base_version, actor=actor, at=at, most=MOST_NEEDS,
    )  # fmt: skip
    save_confirmation(invitation, ConfirmedKind.NEED, uid, Relevance.STILL, at)
    start_response(invitation=invitation, actor=actor, at=at)
    return row.version


@transaction.atomic
def decide_sharing(
    *,
    invitation: SurveyInvitation,
    uid: UUID,
    shared: bool,
    base_version: int | None,
    actor: User,
    at: datetime,
) -> int:
    """Share a need with the partners, or stop. Side effects: as :func:`share_need`; the rest as :func:`write_need`.

    Raises ``PlanRowRefused`` for a need without a sentence.
    """
    invitation = lock_invitation(invitation, at)
    need = _lock_row(invitation, ConfirmedKind.NEED, uid)
    if base_version not in (None, need.version) and need.is_shared != shared:
        raise EditConflict(
            {"shared": "yes" if need.is_shared else "no"}, need.version, describe_author(need, actor)
        )
    share_need(need=need, actor=actor, at=at, shared=shared)
    save_confirmation(invitation, ConfirmedKind.NEED, uid, Relevance.STILL, at, is_decided=True)
    start_response(invitation=invitation, actor=actor, at=at)
    need.refresh_from_db(fields=["version"])
    return int(need.version)


@transaction.atomic
def withdraw_need(
    *, invitation: SurveyInvitation, uid: UUID, actor: User, at: datetime, restores: bool = False
) -> Need:
    """Remove a need from the plan, or restore it; it is no longer shared until it is shared again.

    Side effects, errors: as :func:`write_need`.
    """
    invitation = lock_invitation(invitation, at)
    need: Need = _lock_row(invitation, ConfirmedKind.NEED, uid, removed=restores)
    if not restores:
        share_need(need=need, actor=actor, at=at, shared=False)
    remove_row(row=need, actor=actor, at=at, restores=restores)
    save_confirmation(
        invitation, ConfirmedKind.NEED, uid, Relevance.STILL if restores else Relevance.DROPPED, at
    )
    start_response(invitation=invitation, actor=actor, at=at)
    return need


@transaction.atomic
def confirm_rest(*, invitation: SurveyInvitation, actor: User | None, at: datetime) -> int:
    """Confirm the other actions and blockers unchanged; returns how many.

    Side effects, errors: as :func:`confirm_action`, for each. No need is shared by this.
    """
    invitation = lock_invitation(invitation, at)
    rest = [item for item in read_confirmable_plan(invitation).to_confirm if not item.is_confirmed]
    for item in rest:
        if item.kind == ConfirmedKind.ACTION:
            relevance = find_relevance(item.row.state)
            confirm_action(invitation=invitation, uid=item.uid, relevance=relevance, actor=actor, at=at)
        else:
            save_confirmation(invitation, item.kind, item.uid, item.row.state, at)
    if rest:
        start_response(invitation=invitation, actor=actor, at=at)
    return len(rest)


def lock_invitation(invitation: SurveyInvitation, at: datetime) -> SurveyInvitation:
    """The invitation, locked: nothing is confirmed while it is being sent, nor after."""
    rows = SurveyInvitation.objects.select_for_update(of=("self",))
    invitation = rows.select_related("survey__edition", "participation").get(pk=invitation.pk)
    if invitation.state == InvitationState.SENT:
        raise SheetFrozen
    if not invitation.survey.is_open(at):
        raise SurveyClosed
    return invitation


def _lock_row(invitation: SurveyInvitation, kind: ConfirmedKind, uid: UUID, *, removed: bool = False) -> Any:
    """A row of this project, locked. Raises ``RowUnknown`` and ``RowRemoved``."""
    rows = MODELS[kind].objects.select_for_update(of=("self",))
    row = rows.filter(participation=invitation.participation_id, uid=uid).first()
    if row is None:
        raise RowUnknown
    if row.is_removed and not removed:
        raise RowRemoved
    return row


def save_confirmation(
    invitation: SurveyInvitation, kind: ConfirmedKind, uid: UUID, answer: str, at: datetime, **more: object
) -> None:
    """The answer to a row, with its date; the caller locked the invitation. Side effects: the row."""
    RowConfirmation.objects.update_or_create(
        invitation=invitation, row=uid, defaults={"kind": kind, "answer": answer, "at": at, **more}
    )
