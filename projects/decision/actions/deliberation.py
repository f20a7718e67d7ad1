"""Decide, then announce: two instants, two acts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.outbox.messages import Message
from accelerator.transitions import TransitionRefused, apply
from programmes.models import Edition
from projects.application.states import APPLICATION, SCORED
from projects.conflicts.enums import Conflict, Interest
from projects.conflicts.queries.hidden import Conflicts, conflicts_of
from projects.conflicts.queries.judging import find_conflict
from projects.decision import emails
from projects.decision.enums import Outcome
from projects.decision.queries import decisions as queries_decisions
from projects.decision.queries.feedback import list_approved_comments, unread_comments
from projects.locks import lock_application
from projects.models import Application, Decision, Participation, ProjectMember

VERBS = {
    Outcome.SELECTED: "announce_selected",
    Outcome.RESERVE: "announce_reserve",
    Outcome.NOT_SELECTED: "announce_not_selected",
}


class DecisionRefused(TransitionRefused):
    """The decision cannot be written or announced; ``message`` says why."""


class DecisionMoved(DecisionRefused):
    """Somebody wrote another decision since the one that was shown: ``held`` is what stands."""

    def __init__(self, held: Decision) -> None:
        super().__init__(
            _("%(who)s a enregistré entre-temps « %(outcome)s ». Enregistrez à nouveau pour le remplacer.")
            % {"who": held.decided_by, "outcome": held.get_outcome_display()}
        )
        self.held = held


class PlacesTaken(DecisionRefused):
    """The last places that were shown free went to others meanwhile: ``free`` are left, none or fewer."""

    def __init__(self, last: Decision | None, free: int) -> None:
        super().__init__(
            _(
                "%(who)s a retenu entre-temps « %(title)s » : il n’y a plus de place libre. Enregistrez à nouveau "
                "pour retenir ce projet en plus."
            )
            % {"who": last.decided_by, "title": last.application.title}
            if last
            else _("Il n’y a plus de place libre. Enregistrez à nouveau pour retenir ce projet en plus.")
        )
        self.free = free


class AnnouncedTooEarly(DecisionRefused):
    """The call, reviews or the committee's meeting are still ahead (``ahead``, in sentences): it takes a reason."""

    def __init__(self, ahead: list[str]) -> None:
        super().__init__(_("Annoncer maintenant demande une raison écrite."))
        self.ahead = ahead


def mark_of(decision: Decision | None) -> str:
    """What tells one writing of a decision from another: empty while there is none."""
    return decision.decided_at.isoformat() if decision else ""


@transaction.atomic
def decide(
    *,
    application: Application,
    outcome: Outcome,
    reason: str = "",
    reserve_rank: int | None = None,
    keeps_rank: bool = False,
    seen: str | None = None,
    places_seen: int | None = None,
    actor: User,
    at: datetime,
) -> Decision:
    """Write, or change until it is announced, what the committee decided.

    Side effects: the decision, audit entry with the order of the reserves if others moved. A reserve takes the rank
    asked for, or without one the rank of its score among the reserves; those below move down by one. With
    ``keeps_rank``, a dossier that is already on the list stays where it is; so it does for an actor from whom some
    outcomes are kept, who chooses no rank. Raises :class:`DecisionRefused` without the reason of a refusal, once
    announced, and when the dossier is kept from ``actor``; :class:`DecisionMoved` when another decision stands than
    the one whose :func:`mark_of` is ``seen``; :class:`PlacesTaken` when a project is selected although the places
    that ``actor`` saw free, ``places_seen``, are all taken since.
    """
    outcome, reason = Outcome(outcome), reason.strip()
    edition = Edition.objects.select_for_update(no_key=True).get(pk=application.call.edition_id)
    fresh = lock_application(application)
    conflicts = conflicts_of(actor, edition, at)
    _check_may_decide(fresh, actor, conflicts)
    standing = Decision.objects.select_related("decided_by").filter(application=fresh).first()
    _check_seen(standing, seen, outcome, reason)
    if outcome == Outcome.SELECTED and not (standing and standing.outcome == Outcome.SELECTED):
        _check_places(edition, places_seen, conflicts)
    if outcome == Outcome.NOT_SELECTED and not reason:
        raise DecisionRefused(_("Une décision défavorable indique sa raison."))
    if reserve_rank is not None and not keeps_rank:
        _check_may_rank(conflicts)
    waiting = list(queries_decisions.reserves(edition).filter(announced_at=None))
    ranked = [reserve for reserve in waiting if reserve.application_id != fresh.pk]
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
    if outcome == Outcome.RESERVE:
        stays = keeps_rank or conflicts.withholds_totals
        ranked.insert(_place(edition, fresh, waiting, reserve_rank, stays), decision)
    order = _number(edition, ranked, besides=decision)
    rank = decision.reserve_rank
    record(
        verb="decide",
        subject=fresh,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"outcome": outcome.value, **({"rank": rank} if rank else {}), **order},
    )
    return decision


def _check_seen(held: Decision | None, seen: str | None, outcome: Outcome, reason: str) -> None:
    # Two people who write the same decision are not in conflict, whatever each of them saw.
    is_another = held is not None and (held.outcome, held.reason) != (outcome, reason)
    if held and is_another and seen not in (None, mark_of(held)):
        raise DecisionMoved(held)


def _check_places(edition: Edition, seen: int | None, conflicts: Conflicts) -> None:
    """The count is of what the actor may know, as the one they saw."""
    free = queries_decisions.tally(edition, conflicts).places_left
    # Who saw no free place knew that this one is over the number: it is allowed, and told on the page.
    if seen is not None and free <= 0 < seen:
        raise PlacesTaken(queries_decisions.last_selected(edition, conflicts), free)


def _check_may_rank(conflicts: Conflicts) -> None:
    """Whoever is kept from a dossier moves none past it, and is not told where it stands by a refusal."""
    if conflicts.withholds_totals:
        raise DecisionRefused(
            _(
                "L’ordre de la liste complémentaire se décide sans vous : il peut concerner un dossier qui vous est "
                "caché."
            )
        )


def _check_may_decide(application: Application, actor: User, conflicts: Conflicts) -> None:
    if application.state not in SCORED:
        raise DecisionRefused(_("La décision de ce dossier est annoncée : elle ne change plus."))
    conflict = find_conflict(application, actor)
    if conflict == Conflict.SET_ASIDE:
        raise DecisionRefused(
            _("Vous êtes en déport sur ce dossier : une autre personne enregistre la décision.")
        )
    if conflict == Conflict.HELD:
        raise DecisionRefused(
            _("Vous tenez ou avez tenu ce dossier : une autre personne enregistre la décision.")
        )
    if conflicts.because.get(application.pk) == Interest.OWED:
        raise DecisionRefused(
            _("Envoyez d’abord votre évaluation de ce dossier, ou déportez-vous : la décision vient ensuite.")
        )


def _place(
    edition: Edition, application: Application, waiting: list[Decision], wanted: int | None, keeps_rank: bool
) -> int:
    """Where a reserve goes among the others that wait: where it stands, at the rank wanted, or by its score."""
    others = [reserve for reserve in waiting if reserve.application_id != application.pk]
    by_score = _by_score(others, application)
    stands = next(
        (at for at, reserve in enumerate(waiting) if reserve.application_id == application.pk), by_score
    )
    if keeps_rank:
        return stands
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


def _number(
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


def forget_decisions(*, edition: Edition, applications: Iterable[int], actor: Any, at: datetime) -> None:
    """Erase what was decided on dossiers that are no longer to be decided, if it was not announced.

    Side effects: the reserves below move up; an audit entry each, which says what had been decided and the order that
    results. Call it in the transaction that moves the dossiers, the table held.
    """
    decisions = Decision.objects.filter(application__in=list(applications), announced_at=None)
    for decision in decisions.exclude(application__state__in=SCORED).select_related("application"):
        outcome, dossier = decision.outcome, decision.application
        decision.delete()
        # Read again after the deletion: the ranks below have closed up.
        order = _number(edition, list(queries_decisions.reserves(edition).filter(announced_at=None)))
        record(
            verb="forget_decision",
            subject=dossier,
            actor=actor,
            at=at,
            scope=edition.scope,
            data={"outcome": outcome, **order},
        )


@transaction.atomic
def move_reserve(*, application: Application, up: bool, rank: int, actor: User, at: datetime) -> bool:
    """Exchange a reserve with the one above (``up``) or below; ``False`` at the end of the list.

    ``rank`` is the one that ``actor`` saw. Side effects: two ranks, audit entry. Raises :class:`DecisionRefused` once
    announced, for a dossier that is not on the list or has another rank by now, and to an ``actor`` from whom some
    outcomes are kept.
    """
    edition = Edition.objects.select_for_update(no_key=True).get(pk=application.call.edition_id)
    conflicts = conflicts_of(actor, edition, at)
    _check_may_rank(conflicts)
    # An announced rank was told to somebody: only those still to be announced move.
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
        _check_may_decide(reserve.application, actor, conflicts)
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


@transaction.atomic
def announce(*, edition: Edition, early_reason: str = "", actor: User, at: datetime) -> int:
    """Tell everybody the decisions. Returns how many mails were queued (0 the second time).

    Side effects: each dossier moves to its outcome, with an audit entry; a participation is offered to each selected
    project; one mail to each member of each project, with the reason and the comments that were let go, and one
    to each reviewer with what became of the dossiers they scored;
    ``announced_at`` of the decisions and, the first time, of the edition; audit entry. Two clicks are one
    announcement: the edition's row is locked. Raises :class:`DecisionRefused` while a dossier waits for its decision,
    or a comment to be read; :class:`AnnouncedTooEarly` while something it rests on is ahead and no ``early_reason``,
    kept at the audit, is given.
    """
    locked = (
        Edition.objects.select_for_update(of=("self",), no_key=True).select_related("call").get(pk=edition.pk)
    )
    waiting = queries_decisions.applications_to_decide(locked).count()
    if waiting:
        raise DecisionRefused(_("Rien n’est annoncé : des dossiers attendent encore leur décision."))
    reserves = queries_decisions.reserves(locked).filter(announced_at=None)
    order = _number(locked, list(reserves))  # whoever left the list leaves no gap
    decisions = list(
        Decision.objects.filter(application__in=queries_decisions.to_announce(locked))
        .select_related("application__project", "application__call")
        .order_by("pk")
    )
    if not decisions:
        return 0
    early_reason = " ".join(early_reason.split())
    ahead = queries_decisions.ahead_of_announcement(locked, at)
    if ahead and not early_reason:
        raise AnnouncedTooEarly(ahead)
    unread = unread_comments(locked).count()
    if unread:
        raise DecisionRefused(
            ngettext(
                "Rien n’est annoncé : %(n)s commentaire pour une personne porteuse attend d’être relu.",
                "Rien n’est annoncé : %(n)s commentaires pour les personnes porteuses attendent d’être relus.",
                unread,
            )
            % {"n": unread}
        )
    comments = list_approved_comments(decision.application_id for decision in decisions)
    members = ProjectMember.objects.present().people_by_project(
        decision.application.project_id for decision in decisions
    )
    messages: list[Message] = []
    # In the order of their keys: two acts on several dossiers take their rows in one order.
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
        # What an organiser let go, never the comment as its author wrote it.
        said = comments.get(application.pk, [])
        messages += [
            emails.decision(decision, locked, member, said)
            for member in members.get(application.project_id, [])
        ]
    read = queries_decisions.outcomes_for_reviewers(decision.application_id for decision in decisions)
    messages += [emails.outcomes(locked, reviewer, dossiers, at) for reviewer, dossiers in read.items()]
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).update(announced_at=at)
    offer(
        edition=locked,
        applications=[decision.application for decision in decisions if decision.outcome == Outcome.SELECTED],
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
        data={
            "decisions": len(decisions),
            "mails": sent,
            **order,
            **({"reason": early_reason} if ahead else {}),
        },
    )
    return sent


def offer(*, edition: Edition, applications: list[Application], at: datetime) -> None:
    """Offer a place to each of these projects. Side effects: one row each, in one statement."""
    Participation.objects.bulk_create(
        [
            Participation(project=application.project, edition=edition, offered_at=at)
            for application in applications
        ],
        # A project has one place: one offered before, by a call from the reserve list for instance, stays as it
        # is.
        ignore_conflicts=True,
    )
