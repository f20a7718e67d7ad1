"""What the meeting decides, one dossier or a block at a time; nothing of it is a ``Decision`` before the close."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from programmes.locks import lock_edition
from projects.conflicts.queries import conflicts_of
from projects.decision.actions.deliberation import mark_of
from projects.decision.actions.refusals import (
    DecisionMoved,
    PlacesTaken,
    check_may_decide,
    check_may_rank,
    check_reason,
)
from projects.decision.enums import Outcome
from projects.deliberation.actions.discussions import CurrentDossierMoved
from projects.deliberation.actions.locks import lock_meeting, update_meeting
from projects.deliberation.checks import (
    DecisionsRefused,
    DeliberationRefused,
    Obstacle,
    Refusal,
    list_refusals,
)
from projects.deliberation.enums import AgendaBlock
from projects.deliberation.queries.dossiers import MeetingDossier, arrange_agenda, list_dossiers
from projects.deliberation.queries.members import read_assembly
from projects.locks import lock_application
from projects.models import Application, Meeting, PendingDecision
from projects.review.actions.revision import mark_reviews_read

BLOCK_OUTCOMES = {AgendaBlock.ACCEPT: Outcome.SELECTED, AgendaBlock.SET_ASIDE: Outcome.NOT_SELECTED}


@transaction.atomic
def decide_in_meeting(
    *,
    meeting: Meeting,
    application: Application,
    outcome: Outcome,
    reason: str = "",
    explanation: str = "",
    reserve_rank: int | None = None,
    seen: str | None = None,
    places_seen: int | None = None,
    actor: User,
    at: datetime,
) -> PendingDecision:
    """Write, or change until the meeting closes, what it decides of its current dossier.

    Side effects: the pending decision; the opinions on the dossier count as read; screens follow. ``explanation`` is a
    sentence for the minutes. Raises as :func:`projects.decision.actions.deliberation.decide`,
    :class:`CurrentDossierMoved` when another dossier is current, and :class:`DecisionsRefused` without a quorum,
    without the sentence that a project beyond the places or before a better scored one takes, or without the reason
    that parts a tie at the line.
    """
    outcome, reason, explanation = Outcome(outcome), reason.strip(), explanation.strip()
    lock_edition(meeting.edition_id)
    dossier = lock_application(application)
    fresh = lock_meeting(meeting.pk)
    if fresh.current_id != dossier.pk:
        raise CurrentDossierMoved(fresh.current)
    conflicts = conflicts_of(actor, fresh.edition, at)
    check_may_decide(dossier, actor, conflicts)
    check_reason(outcome, reason)
    if reserve_rank is not None:
        check_may_rank(conflicts)
    standing = PendingDecision.objects.filter(meeting=fresh, application=dossier).select_related("by").first()
    if (
        standing
        and (standing.outcome, standing.reason) != (outcome, reason)
        and seen not in (None, mark_of(standing))
    ):
        raise DecisionMoved(standing)
    before = list_dossiers(fresh, conflicts)
    if outcome == Outcome.SELECTED:
        _check_last_place(fresh, before, dossier.pk, places_seen)
    after = [
        item.with_decision(outcome, reason=reason, explanation=explanation) if item.pk == dossier.pk else item
        for item in before
    ]
    _check_together(fresh, after, {dossier.pk}, compares_all=not conflicts)
    decision, _created = PendingDecision.objects.update_or_create(
        meeting=fresh,
        application=dossier,
        defaults={
            "outcome": outcome,
            "reason": reason,
            "explanation": explanation,
            "reserve_rank": reserve_rank if outcome == Outcome.RESERVE else None,
            "in_block": False,
            "by": actor,
            "at": at,
        },
    )
    mark_reviews_read(applications=[dossier], reader=None, at=at)
    update_meeting(fresh)
    return decision


def _check_last_place(
    meeting: Meeting, dossiers: Iterable[MeetingDossier], application: int, seen: int | None
) -> None:
    """Refuse the second of two people who give the last place at once, and name who took it."""
    others = [item for item in dossiers if item.is_selected and item.pk != application]
    free = meeting.edition.places - len(others)
    if seen is None or seen <= 0 or free > 0:
        return
    taken = PendingDecision.objects.filter(meeting=meeting, application__in=[item.pk for item in others])
    raise PlacesTaken(taken.select_related("application", "by").order_by("at", "pk").last(), free)


def _check_together(
    meeting: Meeting, dossiers: list[MeetingDossier], concerned: Collection[int], *, compares_all: bool
) -> None:
    """Raise if these decisions are refused; problems of other dossiers do not count."""
    refusals = list_refusals(
        dossiers, meeting.edition.places, read_assembly(meeting), compares_all=compares_all
    )
    own = [refusal for refusal in refusals if _is_about(refusal, dossiers, concerned)]
    if own:
        raise DecisionsRefused(own)


def _is_about(refusal: Refusal, dossiers: list[MeetingDossier], concerned: Collection[int]) -> bool:
    if refusal.obstacle == Obstacle.QUORUM:
        return True
    if refusal.obstacle == Obstacle.PLACES:
        # who wrote their sentence does not answer for the others
        return any(item.is_selected and not item.explanation for item in dossiers if item.pk in concerned)
    return bool(refusal.dossiers & set(concerned))


@transaction.atomic
def decide_block(
    *,
    meeting: Meeting,
    block: AgendaBlock,
    seen: Collection[int],
    reason: str = "",
    explanation: str = "",
    actor: User,
    at: datetime,
) -> int:
    """Accept the dossiers of a block, or set them aside with one reason; returns how many.

    ``seen``: those that the page listed; one that an objection pulled out meanwhile is left out. Side effects: a
    pending decision each; screens follow. Raises as :func:`decide_in_meeting`, nothing half written.
    """
    outcome, reason, explanation = BLOCK_OUTCOMES[block], reason.strip(), explanation.strip()
    check_reason(outcome, reason)
    lock_edition(meeting.edition_id)
    rows = Application.objects.for_edition(meeting.edition).filter(pk__in=seen)
    dossiers = {row.pk: lock_application(row) for row in rows.order_by("pk")}
    fresh = lock_meeting(meeting.pk)
    conflicts = conflicts_of(actor, fresh.edition, at)
    before = list_dossiers(fresh, conflicts)
    agenda = arrange_agenda(before)
    listed = agenda.to_accept if block == AgendaBlock.ACCEPT else agenda.to_set_aside
    chosen = {item.pk for item in listed if item.pk in dossiers}
    if not chosen:
        raise DeliberationRefused(_("Plus aucun dossier de ce bloc n’est à décider."))
    for pk in chosen:
        check_may_decide(dossiers[pk], actor, conflicts)
    after = [
        item.with_decision(outcome, reason=reason, explanation=explanation) if item.pk in chosen else item
        for item in before
    ]
    _check_together(fresh, after, chosen, compares_all=not conflicts)
    PendingDecision.objects.bulk_create(
        PendingDecision(
            meeting=fresh,
            application=dossiers[pk],
            outcome=outcome,
            reason=reason,
            explanation=explanation,
            in_block=True,
            by=actor,
            at=at,
        )
        for pk in sorted(chosen)
    )
    update_meeting(fresh)
    return len(chosen)
