"""Decisions: written, changed until the announcement, deleted; the order in which reserves are called."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from programmes.locks import lock_and_read_edition
from programmes.models import Edition
from projects.application.enums import SCORED
from projects.audit import record_act
from projects.conflicts.queries import Conflicts, conflicts_of
from projects.decision.actions.refusals import (
    DecisionMoved,
    DecisionRefused,
    PlacesTaken,
    TieWithoutReason,
    check_may_decide,
    check_may_rank,
    check_no_meeting,
    check_reason,
)
from projects.decision.enums import Outcome
from projects.decision.queries import decisions as queries_decisions
from projects.decision.queries.decisions import list_parted_without_reason
from projects.locks import lock_application
from projects.models import Application, Decision, Meeting, PendingDecision


def find_place(
    edition: Edition, application: Application, waiting: list[Decision], wanted: int | None, same_rank: bool
) -> int:
    """The index of a reserve among the waiting ones: its present one, the wanted rank, or by its score."""
    others = [reserve for reserve in waiting if reserve.application_id != application.pk]
    by_score = _find_place_by_score(others, application)
    current = next(
        (at for at, reserve in enumerate(waiting) if reserve.application_id == application.pk), by_score
    )
    if same_rank:
        return current
    first = queries_decisions.first_free_rank(edition)
    # A rank before the announced ones, or past the end, is brought back to the list.
    return by_score if wanted is None else min(max(wanted - first, 0), len(others))


def _find_place_by_score(ranked: list[Decision], application: Application) -> int:
    """The place before the first whose score is lower; without a score, the last."""
    score = application.score
    if score is None:
        return len(ranked)
    lower = (
        at
        for at, reserve in enumerate(ranked)
        if reserve.application.score is None or reserve.application.score < score
    )
    return next(lower, len(ranked))


def number_reserves(
    edition: Edition, ranked: list[Decision], besides: Decision | None = None
) -> dict[str, list[str]]:
    """Number the reserves to be announced in this order, after those announced.

    Returns the order, for the audit, if a dossier other than ``besides`` moved. Call it with the edition locked.
    """
    moved = False
    for rank, reserve in enumerate(ranked, start=queries_decisions.first_free_rank(edition)):
        if reserve.reserve_rank != rank:
            reserve.reserve_rank = rank
            reserve.save(update_fields=["reserve_rank"])
            moved = moved or reserve != besides
    return {"order": [reserve.application.reference for reserve in ranked]} if moved else {}


@transaction.atomic
def move_reserve(*, application: Application, up: bool, rank: int, actor: User, at: datetime) -> bool:
    """Exchange a reserve with the one above (``up``) or below; ``False`` at the end of the list.

    ``rank`` is the one that ``actor`` saw. Side effects: two ranks, audit entry. Raises :class:`DecisionRefused` once
    announced, for a dossier that is not on the list or has another rank by now, and to an ``actor`` from whom some
    outcomes are hidden.
    """
    edition = lock_and_read_edition(application.call.edition_id)
    check_no_meeting(edition)
    conflicts = conflicts_of(actor, edition, at)
    check_may_rank(conflicts)
    # An announced rank was sent to somebody: only those still to be announced move.
    ranked = list(queries_decisions.reserves(edition).filter(announced_at=None))
    place = next((at for at, reserve in enumerate(ranked) if reserve.application_id == application.pk), None)
    if place is None:
        raise DecisionRefused(_("Ce dossier n’est pas sur la liste complémentaire, ou elle est annoncée."))
    if ranked[place].reserve_rank != rank:
        raise DecisionRefused(_("L’ordre a changé entre-temps : le voici."))
    other = place - 1 if up else place + 1
    if not 0 <= other < len(ranked):
        return False
    moved, passed = ranked[place], ranked[other]
    for reserve in (moved, passed):
        check_may_decide(reserve.application, actor, conflicts)
    moved.reserve_rank, passed.reserve_rank = passed.reserve_rank, moved.reserve_rank
    for reserve in (moved, passed):
        reserve.save(update_fields=["reserve_rank"])
    record_act(
        moved.application,
        "move_reserve",
        {"rank": moved.reserve_rank, "instead_of": passed.application.reference},
        actor=actor,
        at=at,
        edition=edition,
    )
    return True


def mark_of(decision: Decision | PendingDecision | None) -> str:
    """Identifies one version of a decision; empty while there is none."""
    return decision.decided_at.isoformat() if decision else ""


@transaction.atomic
def decide(
    *,
    application: Application,
    outcome: Outcome,
    reason: str = "",
    reserve_rank: int | None = None,
    same_rank: bool = False,
    seen: str | None = None,
    places_seen: int | None = None,
    meeting: Meeting | None = None,
    actor: User,
    at: datetime,
) -> Decision:
    """Write, or change until it is announced, what the committee decided.

    Side effects: the decision, audit entry with the order of the reserves if others moved. A reserve takes the rank
    requested, or without one the rank of its score among the reserves; those below move down by one. With
    ``same_rank``, a dossier that is already on the list stays where it is; so it does for an actor with hidden
    outcomes, who chooses no rank. Raises :class:`DecisionRefused` without the reason of a refusal, once announced,
    and when the dossier is hidden from ``actor``; :class:`DecisionMoved` when the decision is not the one whose
    :func:`mark_of` is ``seen``; :class:`PlacesTaken` when a project is selected although the places that ``actor``
    saw free, ``places_seen``, are all taken since; :class:`TieWithoutReason` when it parts, without any reason,
    dossiers of one score at the line. While a meeting is open, only its close decides, as ``meeting``, which compared
    its decisions with one another.
    """
    outcome, reason = Outcome(outcome), reason.strip()
    edition = lock_and_read_edition(application.call.edition_id)
    if meeting is None:
        check_no_meeting(edition)
    fresh = lock_application(application)
    conflicts = conflicts_of(actor, edition, at)
    check_may_decide(fresh, actor, conflicts)
    standing = Decision.objects.select_related("decided_by").filter(application=fresh).first()
    _check_seen(standing, seen, outcome, reason)
    if outcome == Outcome.SELECTED and not (standing and standing.outcome == Outcome.SELECTED):
        _check_places(edition, places_seen, conflicts)
    check_reason(outcome, reason)
    if not reason and meeting is None:
        _check_tie(edition, fresh, outcome, conflicts)
    if reserve_rank is not None and not same_rank:
        check_may_rank(conflicts)
    waiting = list(queries_decisions.reserves(edition).filter(announced_at=None))
    ranked = [reserve for reserve in waiting if reserve.application_id != fresh.pk]
    decision, _created = Decision.objects.update_or_create(
        application=fresh,
        defaults={
            "outcome": outcome,
            "reason": reason,
            "reserve_rank": None,
            "decided_by": actor,
            "decided_at": at,
        },
    )
    if outcome == Outcome.RESERVE:
        stays = same_rank or conflicts.withholds_totals
        ranked.insert(find_place(edition, fresh, waiting, reserve_rank, stays), decision)
    order = number_reserves(edition, ranked, besides=decision)
    rank = decision.reserve_rank
    record_act(
        fresh,
        "decide",
        {"outcome": outcome.value, **({"rank": rank} if rank else {}), **order},
        actor=actor,
        at=at,
        edition=edition,
    )
    return decision


def _check_seen(current: Decision | None, seen: str | None, outcome: Outcome, reason: str) -> None:
    # Two people who write the same decision are not in conflict, whatever each of them saw.
    is_another = current is not None and (current.outcome, current.reason) != (outcome, reason)
    if current and is_another and seen not in (None, mark_of(current)):
        raise DecisionMoved(current)


def _check_tie(edition: Edition, application: Application, outcome: Outcome, conflicts: Conflicts) -> None:
    parted = list_parted_without_reason(edition, application, outcome, conflicts)
    references = [decision.application.reference for decision in parted]
    if references:
        raise TieWithoutReason(references)


def _check_places(edition: Edition, seen: int | None, conflicts: Conflicts) -> None:
    """The count is of what the actor may know, as the one they saw."""
    free = queries_decisions.tally(edition, conflicts).places_left
    # Who saw no free place knew that this one is over the number: it is allowed, and the page says so.
    if seen is not None and free <= 0 < seen:
        raise PlacesTaken(queries_decisions.last_selected(edition, conflicts), free)


def delete_decisions(*, edition: Edition, applications: Iterable[int], actor: User, at: datetime) -> None:
    """Erase what was decided on dossiers that are no longer to be decided, if it was not announced.

    Side effects: the reserves below move up; an audit entry each, with the former decision and the order that
    results. Call it in the transaction that moves the dossiers, with the edition locked.
    """
    decisions = Decision.objects.filter(application__in=list(applications), announced_at=None)
    for decision in decisions.exclude(application__state__in=SCORED).select_related("application"):
        outcome, dossier = decision.outcome, decision.application
        decision.delete()
        # Read again after the deletion: the ranks below have closed up.
        order = number_reserves(edition, list(queries_decisions.reserves(edition).filter(announced_at=None)))
        record_act(
            dossier, "erase_decision", {"outcome": outcome, **order}, actor=actor, at=at, edition=edition
        )
