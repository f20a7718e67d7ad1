"""The order in which reserves are called: where one goes, how they are numbered, one exchanged with its neighbour."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from programmes.locks import lock_and_read_edition
from programmes.models import Edition
from projects.conflicts.queries import conflicts_of
from projects.decision.actions.refusals import DecisionRefused
from projects.decision.actions.rights import check_may_decide, check_may_rank
from projects.decision.queries import decisions as queries_decisions
from projects.models import Application, Decision


def find_place(
    edition: Edition, application: Application, waiting: list[Decision], wanted: int | None, keeps_rank: bool
) -> int:
    """The index of a reserve among the waiting ones: its present one, the wanted rank, or by its score."""
    others = [reserve for reserve in waiting if reserve.application_id != application.pk]
    by_score = _by_score(others, application)
    current = next(
        (at for at, reserve in enumerate(waiting) if reserve.application_id == application.pk), by_score
    )
    if keeps_rank:
        return current
    first = queries_decisions.first_free_rank(edition)
    # A rank before the announced ones, or past the end, is brought back to the list.
    return by_score if wanted is None else min(max(wanted - first, 0), len(others))


def _by_score(ranked: list[Decision], application: Application) -> int:
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
    record(
        verb="move_reserve",
        subject=moved.application,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"rank": moved.reserve_rank, "instead_of": passed.application.reference},
    )
    return True
