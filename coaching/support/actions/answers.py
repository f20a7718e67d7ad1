"""Answers of bodies to the needs of projects, and the decisions, one by one or several together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import EditConflict, TransitionRefused
from accelerator.types import Values
from coaching.models import Need, PartnerMeeting, Stance, SupportDecision
from coaching.support.enums import EXPLAINED, GIVES, HELPS, MeetingState, StanceKind, SupportOutcome
from coaching.support.models import BOARD_TICKS
from programmes.models import Edition, Organisation, SupportScheme

GONE = _("Le projet ne transmet plus ce besoin.")
CLOSED = _("La réunion est close : son organisation peut la rouvrir, avec une raison.")
EXPLAIN = _("Écrivez la raison, ou la condition : le projet la lira.")

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
    amount: Decimal | None = None,
    amount_for: str = "",
    base_version: int | None = None,
    actor: User,
    at: datetime,
) -> Stance:
    """Save the answer of ``organisation`` to ``need``; the caller checks that ``actor`` may answer for it.

    ``base_version``: the tick of the answer that was read, 0 for none, ``None`` to overwrite any. The same answer
    again is no change. Side effects: the row, the tick of the board, an audit entry. Raises
    :class:`TransitionRefused` once the meeting is closed or when the need is no longer shared, :class:`EditConflict`
    when somebody of the same body answered meanwhile.
    """
    tick = _lock_board(need)
    helps = kind in HELPS
    values = {
        "kind": kind,
        "refer_to": refer_to if kind == StanceKind.REFER else None,
        "scheme": scheme if helps else None,
        "comment": comment,
        "amount": amount if helps else None,
        "amount_for": amount_for if helps else "",
    }
    row = Stance.objects.select_related("saved_by").filter(need=need, organisation=organisation).first()
    row = row or Stance(need=need, organisation=organisation)
    return _write(row, values, base_version, tick, actor, at)


@transaction.atomic
def withdraw_stance(*, stance: Stance, actor: User, at: datetime) -> None:
    """Withdraw an answer as it was read.

    Side effects: the row, the tick, an audit entry. Raises :class:`TransitionRefused` once the meeting is closed or
    when the need is no longer shared, :class:`EditConflict` when somebody of the same body changed the answer
    meanwhile.
    """
    _lock_board(stance.need)
    current = Stance.objects.select_related("saved_by").filter(pk=stance.pk).first()
    if current is None or current.tick != stance.tick:
        raise EditConflict({}, current.tick if current else 0, _describe_author(current or stance, actor))
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
    amount: Decimal | None = None,
    amount_for: str = "",
    base_version: int | None = None,
    actor: User,
    at: datetime,
) -> SupportDecision:
    """Save the common decision of the partners on ``need``, by an organiser during their meeting.

    Side effects and errors as :func:`take_stance`; :class:`TransitionRefused` also before the meeting is open,
    without a required reason, and without a lead for support.
    """
    tick = _lock_board(need, only_open=True)
    if outcome in EXPLAINED and not reason.strip():
        raise TransitionRefused(EXPLAIN)
    if outcome in GIVES and lead is None:
        raise TransitionRefused(_("Dites quel organisme pilote cet appui."))
    gives = outcome in GIVES
    values = {
        "outcome": outcome,
        "reason": reason.strip(),
        "lead": lead if gives else None,
        "scheme": scheme if gives else None,
        "amount": amount if gives else None,
        "amount_for": amount_for if gives else "",
    }
    row = SupportDecision.objects.select_related("saved_by").filter(need=need).first()
    return _write(row or SupportDecision(need=need), values, base_version, tick, actor, at, decided_at=at)


class ReadOffer(NamedTuple):
    """An offer to lead a need as it was read: the keys of the need and of the body, the tick of the answer."""

    need: int
    organisation: int
    tick: int


@dataclass(frozen=True)
class DecidedTogether:
    """The result of deciding several needs at once: ``decisions`` of one act, all at ``tick``; ``left``: how many
    needs had changed meanwhile.
    """

    decisions: list[SupportDecision]
    left: int
    tick: int


@transaction.atomic
def agree_to_offers(
    *, edition: Edition, offers: Sequence[ReadOffer], actor: User, at: datetime
) -> DecidedTogether:
    """Agree to several needs, each with the one body that offers to lead, its scheme and its amount.

    A need is skipped if it was decided or withdrawn meanwhile, or if its offer changed or is not the only one any
    more. Side effects: the rows, one tick for all, an audit entry each. Raises :class:`TransitionRefused` unless the
    meeting is open.
    """
    tick = _lock_meeting(edition.pk, only_open=True)
    needs = _lock_undecided(edition, [offer.need for offer in offers])
    leads: dict[int, list[Stance]] = defaultdict(list)
    lead_stances = Stance.objects.filter(need__in=needs, kind=StanceKind.LEAD).order_by()
    for stance in lead_stances.select_related("organisation", "scheme"):
        leads[stance.need_id].append(stance)
    values: dict[int, Values] = {
        offer.need: {
            "outcome": SupportOutcome.AGREED,
            "lead": stance.organisation,
            "scheme": stance.scheme,
            "amount": stance.amount,
            "amount_for": stance.amount_for,
        }
        for offer in offers
        for stance in leads[offer.need]
        if len(leads[offer.need]) == 1
        and (stance.organisation_id, stance.tick) == (offer.organisation, offer.tick)
    }
    return _decide_together(needs, values, len(offers), tick, actor, at)


@transaction.atomic
def defer_needs(
    *, edition: Edition, needs: Iterable[Need], reason: str, actor: User, at: datetime
) -> DecidedTogether:
    """Defer several needs, for one reason that each project reads; needs decided meanwhile are skipped.

    Side effects and errors as :func:`agree_to_offers`, and :class:`TransitionRefused` without a reason.
    """
    tick, keys = _lock_meeting(edition.pk, only_open=True), [need.pk for need in needs]
    if not reason.strip():
        raise TransitionRefused(EXPLAIN)
    undecided = _lock_undecided(edition, keys)
    values: Values = {"outcome": SupportOutcome.DEFERRED, "reason": reason.strip()}
    return _decide_together(undecided, dict.fromkeys(undecided, values), len(keys), tick, actor, at)


@transaction.atomic
def withdraw_decisions(
    *, edition: Edition, needs: "QuerySet[Need]", tick: int, actor: User, at: datetime
) -> int:
    """Withdraw the decisions on these ``needs`` that were first made in the act of this ``tick``, and not changed
    since.

    Returns how many. Side effects: the rows, a tick, an audit entry each. Raises :class:`TransitionRefused` unless
    the meeting is open.
    """
    _lock_meeting(edition.pk, only_open=True)
    rows = SupportDecision.objects.on_board(edition.pk).filter(
        tick=tick, version=1, need__in=needs.order_by().values("pk")
    )
    decisions = list(rows.select_related("need__participation__edition"))
    for decision in decisions:
        _record("withdraw_decision", decision, actor, at)
        decision.delete()
    return len(decisions)


def _lock_undecided(edition: Edition, keys: list[int]) -> dict[int, Need]:
    """The shared and undecided needs among these, by key, locked."""
    needs = Need.objects.for_partners([edition.pk]).select_for_update(of=("self",)).filter(pk__in=keys)
    decided = SupportDecision.objects.filter(need__in=keys).order_by().values("need")
    undecided = needs.exclude(pk__in=decided).select_related("participation__edition").order_by("pk")
    return {need.pk: need for need in undecided}


def _decide_together(
    needs: dict[int, Need], values: dict[int, Values], count: int, tick: int, actor: User, at: datetime
) -> DecidedTogether:
    decisions = [
        _write(SupportDecision(need=needs[need]), row, 0, tick, actor, at, decided_at=at)
        for need, row in values.items()
    ]
    return DecidedTogether(decisions, count - len(decisions), tick)


def _lock_board(need: Need, *, only_open: bool = False) -> int:
    """Lock the meeting and return the next tick; nobody closes it until the transaction ends.

    Raises :class:`TransitionRefused` when it is closed, or when partners may not read the need any more.
    """
    edition = need.participation.edition_id
    tick = _lock_meeting(edition, only_open=only_open)
    if not Need.objects.for_partners([edition]).select_for_update(of=("self",)).filter(pk=need.pk).exists():
        raise TransitionRefused(GONE)
    return tick


def _lock_meeting(edition: int, *, only_open: bool) -> int:
    tick = BOARD_TICKS.take(edition)
    state = PartnerMeeting.objects.values_list("state", flat=True).get(edition=edition)
    if state == MeetingState.CLOSED:
        raise TransitionRefused(CLOSED)
    if only_open and state != MeetingState.OPEN:
        raise TransitionRefused(_("Ouvrez d’abord la réunion."))
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
    """Save the row with these values. Raises :class:`EditConflict` when it changed since the tick ``base_version``: a
    withdrawn answer starts again at version 1."""
    changed = {name: value for name, value in values.items() if row.pk is None or getattr(row, name) != value}
    if not changed:
        return row
    current = row.tick if row.pk else 0
    if base_version is not None and base_version != current:
        raise EditConflict(
            {name: getattr(row, name) for name in changed}, current, _describe_author(row, actor)
        )
    for name, value in {**values, **dates}.items():
        setattr(row, name, value)
    row.version = row.version + 1 if row.pk else 1
    row.tick, row.saved_at, row.saved_by = tick, at, actor
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
