"""Send an opinion."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.edit_conflict import EditConflict
from programmes.models import Criterion
from projects.locks import lock_application
from projects.models import Review, Score
from projects.review.actions.review import (
    OTHER_WINDOW,
    TEXTS,
    ReviewRefused,
    clean_value,
    ensure_writable,
    level_value,
    read_saved_value,
)
from projects.review.actions.scores import refresh_scores
from projects.review.enums import ReviewState
from projects.review.queries.reviews import may_have_been_read
from projects.review.solver.aggregate import review_total


class NothingScored(ReviewRefused):
    """Every criterion is "not assessable": there is no opinion to count."""

    def __init__(self) -> None:
        super().__init__(_("Notez au moins un critère. Si vous ne pouvez rien évaluer, déportez-vous."))


class ReviewIncomplete(ReviewRefused):
    """Some criteria have neither a level nor the mark "not assessable": ``criteria`` lists them."""

    def __init__(self, criteria: list[Criterion]) -> None:
        super().__init__(_("Il manque des notes : choisissez un niveau, ou « non évaluable »."))
        self.criteria = criteria


@transaction.atomic
def submit_review(
    *, review: Review, actor: User, at: datetime, page_values: Mapping[str, str] | None = None
) -> bool:
    """Send the opinion: from then on it counts and no longer changes. Sending twice is sending once (``False``).

    ``page_values`` is the whole grid as the page shows it, keys as in :func:`save_field`: nothing else is sent.
    ``None`` when there is no page.

    Side effects: the review's total; ``reviews_done`` and the score of the application, under its row lock; audit
    entry (no scores in it). Raises :class:`ReviewRefused`, :class:`ReviewClosed`, :class:`ReviewIncomplete`,
    :class:`NothingScored`, and :class:`EditConflict` when another window changed a value of the grid.
    """
    application = lock_application(review.application)
    fresh = Review.objects.select_for_update().get(pk=review.pk)
    if fresh.reviewer_id != actor.pk:
        raise ReviewRefused(_("Cette évaluation n’est pas la vôtre."))
    if fresh.state == ReviewState.SUBMITTED:
        return False
    ensure_writable(application, actor, at=at)
    criteria = list(Criterion.objects.filter(edition=application.call.edition_id))
    scores = {score.criterion_id: score for score in fresh.scores.all()}
    if page_values is not None:
        _check_page_values(fresh, scores, criteria, page_values)
    missing = [criterion for criterion in criteria if level_value(scores.get(criterion.pk)) == ""]
    if missing:
        raise ReviewIncomplete(missing)
    total = review_total(
        {key: score.level for key, score in scores.items()},
        {criterion.pk: criterion.weight for criterion in criteria},
    )
    if total is None:
        raise NothingScored
    fresh.state, fresh.total, fresh.submitted_at = ReviewState.SUBMITTED, total, at
    fresh.save(update_fields=["state", "total", "submitted_at"])
    refresh_scores(application)
    record(
        verb="submit_review",
        subject=fresh,
        actor=actor,
        at=at,
        scope=application.call.edition.scope,
        data={"application": application.pk},
    )
    return True


@transaction.atomic
def take_back_review(*, review: Review, actor: User, at: datetime) -> None:
    """Undo one's sending: the review is a draft again, and does not count until it is sent anew.

    Side effects: ``reviews_done`` and the score of the application, under its row lock; audit entry. Raises
    :class:`ReviewRefused` for somebody else's, once a colleague may have read it, and when it could not be sent again.
    """
    application = lock_application(review.application)
    fresh = Review.objects.select_for_update().get(pk=review.pk)
    if fresh.reviewer_id != actor.pk:
        raise ReviewRefused(_("Cette évaluation n’est pas la vôtre."))
    if fresh.state != ReviewState.SUBMITTED:
        return
    if may_have_been_read(fresh):
        raise ReviewRefused(
            _(
                "Un autre avis est arrivé sur ce dossier, ou sa décision est prise : le vôtre a pu être lu, il reste."
            )
        )
    ensure_writable(application, actor, at=at)
    fresh.state, fresh.total, fresh.submitted_at = ReviewState.DRAFT, None, None
    # A window that still shows the review as sent gets a conflict, should it save.
    fresh.version += 1
    fresh.save(update_fields=["state", "total", "submitted_at", "version"])
    refresh_scores(application)
    record(
        verb="take_back_review",
        subject=fresh,
        actor=actor,
        at=at,
        scope=application.call.edition.scope,
        data={"application": application.pk},
    )


def _check_page_values(
    review: Review, scores: Mapping[int, Score], criteria: Iterable[Criterion], page_values: Mapping[str, str]
) -> None:
    """Raise :class:`EditConflict` where the grid differs from what a page shows of it."""
    saved = {key: read_saved_value(review, None, key) for key in TEXTS}
    for criterion in criteria:
        score = scores.get(criterion.pk)
        saved[f"level-{criterion.pk}"] = level_value(score)
        saved[f"comment-{criterion.pk}"] = score.comment if score else ""
    theirs = {
        key: value for key, value in saved.items() if value != clean_value(key, page_values.get(key, ""))
    }
    if theirs:
        raise EditConflict(theirs, review.version, OTHER_WINDOW)
