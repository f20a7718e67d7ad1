"""What a body answers to a need, and what is decided of it."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.edit_conflict import EditConflict
from accelerator.transitions import TransitionRefused
from accelerator.types import Values
from coaching.models import Need, PartnerMeeting, Stance, SupportDecision
from coaching.support.enums import EXPLAINED, GIVES, MeetingState, StanceKind, SupportOutcome
from coaching.support.ticks import BOARD_TICKS
from programmes.models import Organisation, SupportScheme

GONE = _("Le projet ne transmet plus ce besoin.")
CLOSED = _("La réunion est close : son organisation peut la rouvrir, avec une raison.")

Answer = TypeVar("Answer", Stance, SupportDecision)


@transaction.atomic
def take_stance(
    *,
    need: Need,
    organisation: Organisation,
    kind: StanceKind,
    refer_to: Organisation | None = None,
    scheme: SupportScheme | None = None,
    comment: str = "",
    base_version: int | None = None,
    actor: User,
    at: datetime,
) -> Any:
    """What ``organisation`` answers to ``need``, the caller knowing that ``actor`` speaks for it.

    ``base_version``: the one that was read, 0 for none, ``None`` to write over whatever is there. The same answer again
    is no change. Side effects: the row, the tick of the board, an audit entry. Raises :class:`TransitionRefused` once
    the meeting is closed or when the need is passed on no more, :class:`EditConflict` when somebody of the same body
    answered meanwhile.
    """
    tick = _lock_board(need)
    values = {
        "kind": kind,
        "refer_to": refer_to if kind == StanceKind.REFER else None,
        "scheme": scheme if kind in (StanceKind.LEAD, StanceKind.JOIN) else None,
        "comment": comment,
    }
    row = Stance.objects.select_related("saved_by").filter(need=need, organisation=organisation).first()
    row = row or Stance(need=need, organisation=organisation)
    return _write(row, values, base_version, tick, actor, at)


@transaction.atomic
def withdraw_stance(*, stance: Stance, actor: User, at: datetime) -> None:
    """Take an answer back. Side effects: the row, the tick, an audit entry. Raises :class:`TransitionRefused`."""
    _lock_board(stance.need)
    _record("withdraw_stance", stance, actor, at)
    stance.delete()


@transaction.atomic
def decide_support(
    *,
    need: Need,
    outcome: SupportOutcome,
    reason: str = "",
    lead: Organisation | None = None,
    scheme: SupportScheme | None = None,
    base_version: int | None = None,
    actor: User,
    at: datetime,
) -> SupportDecision:
    """What the partners decided of ``need`` together, as an organiser writes it down during their meeting.

    Side effects and errors as :func:`take_stance`; :class:`TransitionRefused` also before the meeting is open, without
    a reason where one is owed, and without a lead for what is given.
    """
    tick = _lock_board(need, only_open=True)
    if outcome in EXPLAINED and not reason.strip():
        raise TransitionRefused(_("Écrivez la raison, ou la condition : le projet la lira."))
    if outcome in GIVES and lead is None:
        raise TransitionRefused(_("Dites quel organisme pilote cet appui."))
    gives = outcome in GIVES
    values = {
        "outcome": outcome,
        "reason": reason.strip(),
        "lead": lead if gives else None,
        "scheme": scheme if gives else None,
    }
    row = SupportDecision.objects.select_related("saved_by").filter(need=need).first()
    return _write(row or SupportDecision(need=need), values, base_version, tick, actor, at, decided_at=at)


def _lock_board(need: Need, *, only_open: bool = False) -> int:
    """The tick of what is about to change; nobody closes the meeting until the transaction ends.

    Raises :class:`TransitionRefused` when it is closed, or when partners may not read the need any more.
    """
    edition = need.participation.edition_id
    tick = BOARD_TICKS.take(edition)
    state = PartnerMeeting.objects.values_list("state", flat=True).get(edition=edition)
    if state == MeetingState.CLOSED:
        raise TransitionRefused(CLOSED)
    if only_open and state != MeetingState.OPEN:
        raise TransitionRefused(_("Ouvrez d’abord la réunion."))
    if not Need.objects.passed_on(edition).select_for_update(of=("self",)).filter(pk=need.pk).exists():
        raise TransitionRefused(GONE)
    return tick


def _write(
    row: Answer,
    values: Values,
    base_version: int | None,
    tick: int,
    actor: User,
    at: datetime,
    **dates: datetime,
) -> Answer:
    """The row with these values. Raises :class:`EditConflict` when it changed since ``base_version``."""
    changed = {name: value for name, value in values.items() if row.pk is None or getattr(row, name) != value}
    if not changed:
        return row
    current = row.version if row.pk else 0
    if base_version is not None and base_version != current:
        raise EditConflict(
            {name: getattr(row, name) for name in changed}, current, _describe_author(row, actor)
        )
    for name, value in {**values, **dates}.items():
        setattr(row, name, value)
    row.version, row.tick, row.saved_at, row.saved_by = current + 1, tick, at, actor
    row.save()
    _record("take_stance" if isinstance(row, Stance) else "decide_support", row, actor, at)
    return row


def _describe_author(row: Stance | SupportDecision, actor: User) -> str:
    if row.saved_by is None or row.saved_by == actor:
        return str(_("Cette réponse a été modifiée dans une autre fenêtre."))
    return str(_("%(name)s a répondu entre-temps.") % {"name": row.saved_by})


def _record(verb: str, row: Stance | SupportDecision, actor: User, at: datetime) -> None:
    data = {"need": row.need_id}
    if isinstance(row, Stance):
        data["organisation"] = row.organisation_id
    record(verb=verb, subject=row, actor=actor, at=at, scope=row.need.participation.edition.scope, data=data)
