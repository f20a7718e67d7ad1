"""Revise an opinion that was sent, with a reason, until the committee meets; note that somebody read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.transitions import EditConflict
from programmes.models import Criterion
from projects.audit import record_act
from projects.locks import lock_application
from projects.models import Application, Review, ReviewRevision, ReviewState, Score
from projects.review.actions import review as writing
from projects.review.actions.review import ReviewRefused, clean_value, read_saved_value
from projects.review.actions.scores import refresh_scores
from projects.review.queries.revisions import find_limit_of_revision

PRIVATE = "private_note"
"""What the committee never reads, before nor after."""


@transaction.atomic
def revise_review(
    *,
    review: Review,
    actor: User,
    values: Mapping[str, str],
    reason: str,
    base_version: int | None = None,
    at: datetime,
) -> ReviewRevision:
    """Change an opinion that is sent; it counts all along. ``values``: keys as in :func:`writing.save_field`.

    Side effects: its values and total; the score of the application, under its row lock; a :class:`ReviewRevision`
    that the committee reads; audit entry. Raises :class:`ReviewRefused` for somebody else's, one that is not sent,
    without a change or a reason, and where :func:`find_limit_of_revision` says so; :class:`ReviewIncomplete`,
    :class:`NothingScored`; :class:`EditConflict` when it was revised since ``base_version``.
    """
    application = lock_application(review.application)
    fresh = Review.objects.select_for_update().get(pk=review.pk)
    if fresh.reviewer_id != actor.pk:
        raise ReviewRefused(_("Cette évaluation n’est pas la vôtre."))
    if fresh.state != ReviewState.SUBMITTED:
        raise ReviewRefused(_("Cette évaluation n’est pas envoyée : elle se modifie sans raison à donner."))
    if fresh.set_aside_at:
        raise ReviewRefused(_("Votre évaluation ne compte plus : un déport a été enregistré après elle."))
    if limit := find_limit_of_revision(application, actor, at):
        raise ReviewRefused(limit)
    if not reason.strip():
        raise ReviewRefused(_("Indiquez la raison."))
    criteria = list(Criterion.objects.filter(edition=application.call.edition_id).order_by("position"))
    scores = {score.criterion_id: score for score in fresh.scores.all()}
    before = read_values(fresh, scores, criteria)
    after = before | {key: clean_value(key, value) for key, value in values.items() if key in before}
    changed = [key for key in before if after[key] != before[key]]
    if base_version not in (None, fresh.version) and changed:
        raise EditConflict({key: before[key] for key in changed}, fresh.version, writing.OTHER_WINDOW)
    if not changed:
        raise ReviewRefused(_("Rien n’a changé dans votre évaluation."))
    total_before = fresh.total or Decimal(0)  # the database holds that what is sent has one
    _write_values(fresh, scores, criteria, after)
    fresh.total = writing.find_total(criteria, scores)
    fresh.version += 1
    fresh.saved_at = at
    fresh.save(update_fields=["version", "saved_at", "total", *writing.TEXTS])
    visible = [key for key in changed if key != PRIVATE]
    revision = ReviewRevision.objects.create(
        review=fresh,
        at=at,
        reason=reason.strip(),
        before={key: before[key] for key in visible},
        after={key: after[key] for key in visible},
        total_before=total_before,
        total_after=fresh.total,
    )
    refresh_scores(application)
    record_act(
        fresh,
        "revise_review",
        {"application": application.pk, "reason": reason.strip()},
        actor=actor,
        at=at,
        edition=application.call.edition,
    )
    return revision


def read_values(review: Review, scores: Mapping[int, Score], criteria: list[Criterion]) -> dict[str, str]:
    """The whole grid as forms write it."""
    values = {}
    for criterion in criteria:
        score = scores.get(criterion.pk) or Score(criterion=criterion)
        for kind in ("level", "comment"):
            key = f"{kind}-{criterion.pk}"
            values[key] = read_saved_value(review, score, key)
    return values | {key: read_saved_value(review, None, key) for key in writing.TEXTS}


def _write_values(
    review: Review, scores: dict[int, Score], criteria: list[Criterion], values: Mapping[str, str]
) -> None:
    for criterion in criteria:
        score = scores.setdefault(criterion.pk, Score(review=review, criterion=criterion))
        for kind in ("level", "comment"):
            writing.set_value(review, score, f"{kind}-{criterion.pk}", values[f"{kind}-{criterion.pk}"])
    for key in writing.TEXTS:
        writing.set_value(review, None, key, values[key])
    writing.save_scores(scores.values())


def mark_reviews_read(
    *, applications: Sequence[Application] | QuerySet[Application], reader: User | None, at: datetime
) -> None:
    """Note that somebody opened the opinions on these dossiers: from then on their authors revise them with a reason.

    ``reader``: ``None`` for the whole committee. Side effects: one UPDATE, of those that are sent, of others, and that
    nobody opened before.
    """
    unread = Review.objects.in_score().filter(application__in=applications, read_at=None)
    if reader:
        unread = unread.exclude(reviewer=reader)
    unread.update(read_at=at)
