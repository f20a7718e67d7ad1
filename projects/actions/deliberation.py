"""Decide, then announce: two instants, two acts."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.outbox.messages import Message
from accelerator.transitions import TransitionRefused, apply
from programmes.models import Edition
from projects import queries_decisions
from projects.actions.scores import lock
from projects.emails import choosing as emails
from projects.enums import Outcome
from projects.models import Application, Decision, Participation
from projects.states import APPLICATION, SCORED

VERBS = {
    Outcome.SELECTED: "announce_selected",
    Outcome.RESERVE: "announce_reserve",
    Outcome.NOT_SELECTED: "announce_not_selected",
}


class DecisionRefused(TransitionRefused):
    """The decision cannot be written or announced; ``message`` says why."""


@transaction.atomic
def decide(
    *,
    application: Application,
    outcome: Outcome,
    reason: str = "",
    reserve_rank: int | None = None,
    actor: User,
    at: datetime,
) -> Decision:
    """Write, or change until it is announced, what the committee decided.

    Side effects: the decision, audit entry. A reserve takes the rank asked for, or without one the rank of its
    score among the reserves; those below move down by one. Raises :class:`DecisionRefused` without the reason of a
    refusal, once announced, and when ``actor`` stepped aside from this dossier or holds it.
    """
    outcome, reason = Outcome(outcome), reason.strip()
    edition = Edition.objects.select_for_update().get(pk=application.call.edition_id)
    fresh = lock(application)
    _check_may_decide(fresh, actor)
    if outcome == Outcome.NOT_SELECTED and not reason:
        raise DecisionRefused(_("Une décision défavorable indique sa raison."))
    decision, _made = Decision.objects.update_or_create(
        application=fresh,
        defaults={
            "outcome": outcome,
            "reason": reason,
            "reserve_rank": None,
            "decided_by": actor,
            "decided_at": at,
        },
    )
    rank = _rank_reserves(edition, actor, decision, reserve_rank)
    record(
        verb="decide",
        subject=fresh,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"outcome": outcome.value, **({"rank": rank} if rank else {})},
    )
    return decision


def _check_may_decide(application: Application, actor: User) -> None:
    if application.state not in SCORED:
        raise DecisionRefused(_("La décision de ce dossier est annoncée : elle ne change plus."))
    if application.recusals.filter(reviewer=actor).exists():
        raise DecisionRefused(
            _("Vous êtes en déport sur ce dossier : une autre personne enregistre la décision.")
        )
    if application.project.members.filter(user=actor, left_at=None).exists():
        raise DecisionRefused(_("Vous tenez ce dossier : une autre personne enregistre la décision."))


def _rank_reserves(
    edition: Edition, actor: User, decided: Decision | None = None, wanted: int | None = None
) -> int | None:
    """Rank the reserves that are not announced one after the other, ``decided`` at its place; returns its rank."""
    reserves = list(queries_decisions.reserves(edition, actor))
    others = [one for one in reserves if one != decided and one.announced_at is None]
    first = 1 + max((one.reserve_rank or 0 for one in reserves if one.announced_at), default=0)
    if decided and decided.outcome == Outcome.RESERVE:
        others.insert(_place(others, decided) if wanted is None else max(wanted - first, 0), decided)
    for rank, one in enumerate(others, start=first):
        if one.reserve_rank != rank:
            one.reserve_rank = rank
            one.save(update_fields=["reserve_rank"])
    return decided.reserve_rank if decided else None


def _place(ranked: list[Decision], decided: Decision) -> int:
    """Before the first whose score is lower; without a score, last."""
    score = decided.application.score
    if score is None:
        return len(ranked)
    lower = (
        at for at, one in enumerate(ranked) if one.application.score is None or one.application.score < score
    )
    return next(lower, len(ranked))


@transaction.atomic
def move_reserve(*, application: Application, up: bool, actor: User, at: datetime) -> bool:
    """Exchange a reserve with the one above (``up``) or below; ``False`` at the end of the list.

    Side effects: two ranks, audit entry. Raises :class:`DecisionRefused` once announced, for a dossier that is not on
    the list, and when ``actor`` stepped aside from one of the two dossiers or holds it.
    """
    edition = Edition.objects.select_for_update().get(pk=application.call.edition_id)
    ranked = list(queries_decisions.reserves(edition, actor).filter(announced_at=None))
    place = next((at for at, one in enumerate(ranked) if one.application_id == application.pk), None)
    if place is None:
        raise DecisionRefused(_("Ce dossier n’est pas sur la liste complémentaire, ou elle est annoncée."))
    other = place - 1 if up else place + 1
    if not 0 <= other < len(ranked):
        return False
    moved, passed = ranked[place], ranked[other]
    for one in (moved, passed):
        _check_may_decide(one.application, actor)
    moved.reserve_rank, passed.reserve_rank = passed.reserve_rank, moved.reserve_rank
    for one in (moved, passed):
        one.save(update_fields=["reserve_rank"])
    record(
        verb="move_reserve",
        subject=moved.application,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"rank": moved.reserve_rank, "instead_of": passed.application.reference},
    )
    return True


@transaction.atomic
def announce(*, edition: Edition, actor: User, at: datetime) -> int:
    """Tell everybody: the decisions leave the house. Returns how many mails were queued (0 the second time).

    Side effects: each dossier moves to its outcome, with an audit entry; a participation is offered to each selected
    project; one mail to each member of each project, with the reason and the committee's comments for them;
    ``announced_at`` of the decisions and, the first time, of the edition; audit entry. Two clicks are one
    announcement: the edition's row is locked. Raises :class:`DecisionRefused` while a dossier waits for its decision.
    """
    locked = Edition.objects.select_for_update(of=("self",)).select_related("call").get(pk=edition.pk)
    waiting = queries_decisions.undecided(locked).count()
    if waiting:
        raise DecisionRefused(_("Rien n’est annoncé : des dossiers attendent encore leur décision."))
    _rank_reserves(locked, actor)  # a dossier withdrawn meanwhile leaves no gap
    decisions = list(
        Decision.objects.filter(application__in=queries_decisions.to_announce(locked))
        .select_related("application__project", "application__call")
        .order_by("pk")
    )
    if not decisions:
        return 0
    comments = queries_decisions.holder_comments(locked)
    members = queries_decisions.members(one.application.project_id for one in decisions)
    messages: list[Message] = []
    for decision in decisions:
        application = decision.application
        apply(
            application,
            VERBS[Outcome(decision.outcome)],
            table=APPLICATION,
            actor=actor,
            at=at,
            scope=locked.scope,
            reason=decision.reason,
        )
        said = comments.get(application.pk, [])
        messages += [
            emails.decision(decision, locked, one, said) for one in members.get(application.project_id, [])
        ]
    Decision.objects.filter(pk__in=[one.pk for one in decisions]).update(announced_at=at)
    offer(
        edition=locked,
        applications=[one.application for one in decisions if one.outcome == Outcome.SELECTED],
        at=at,
    )
    if locked.announced_at is None:
        Edition.objects.filter(pk=locked.pk).update(announced_at=at)
    edition.announced_at = locked.announced_at or at
    sent = queue(*messages, at=at)
    record(
        verb="announce",
        subject=locked,
        actor=actor,
        at=at,
        scope=locked.scope,
        data={"decisions": len(decisions), "mails": sent},
    )
    return sent


def offer(*, edition: Edition, applications: list[Application], at: datetime) -> None:
    """Offer a place to each of these projects. Side effects: one row each, in one statement."""
    Participation.objects.bulk_create(
        [Participation(project=one.project, edition=edition, offered_at=at) for one in applications],
        ignore_conflicts=True,
    )
