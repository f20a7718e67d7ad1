"""What tests of reviews and decisions share: grids filled in and sent, comments passed on."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from programmes.models import Edition
from projects.decision.actions.feedback import make_feedback_mark, moderate_feedback
from projects.decision.queries.feedback import unread_comments
from projects.models import Application, Review, Score
from projects.review.actions.review import find_total, save_review, save_scores, set_value, submit_review
from projects.review.actions.scores import refresh_scores
from projects.review.enums import ReviewState


def let_leave(edition: Edition, actor: User) -> None:
    """Every comment as it was written."""
    for review in unread_comments(edition).select_related("application"):
        moderate_feedback(
            review=review,
            text=review.holder_comment,
            seen=make_feedback_mark(review, None),
            actor=actor,
            at=timezone.now(),
        )


def grid_values(edition: Edition, *levels: int | None, **texts: Any) -> dict[str, Any]:
    """A whole grid as a browser posts it: a level a criterion, in their order."""
    criteria = edition.criteria.order_by("position")
    return {f"level-{criterion.pk}": level for criterion, level in zip(criteria, levels, strict=True)} | texts


def send_review(application: Application, reviewer: User, *levels: int | str | None, **texts: Any) -> Review:
    """As a juror does it: with all that it checks and logs."""
    values = grid_values(application.call.edition, *levels, **texts)
    review = save_review(application=application, reviewer=reviewer, values=values, at=timezone.now())
    submit_review(review=review, actor=reviewer, at=timezone.now())
    review.refresh_from_db()
    return review


def sent_review(application: Application, reviewer: User, *levels: int | str, **texts: Any) -> Review:
    """The rows that :func:`send_review` leaves, written directly; nothing is checked nor logged."""
    now, scores = timezone.now(), {}
    key = {"application": application, "reviewer": reviewer}
    review = Review.objects.filter(**key).first() or Review(**key, version=0, started_at=now)
    review.state, review.version = ReviewState.SUBMITTED, review.version + 1
    review.saved_at = review.submitted_at = now
    criteria = application.call.edition.criteria.order_by("position")
    for criterion, level in zip(criteria, levels, strict=True):
        score = scores[criterion.pk] = Score(review=review, criterion=criterion)
        set_value(review, score, "level-", str(level))
        score.comment = texts.pop(f"comment-{criterion.pk}", "")
    for name, text in texts.items():
        set_value(review, None, name, text)
    review.total = find_total([score.criterion for score in scores.values()], scores)
    review.save()
    save_scores(scores.values())
    refresh_scores(application)
    return review


def plain(text: str) -> str:
    """Without the no-break spaces of French."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


def score_url(application: Application, key: str) -> str:
    return reverse("projects:review_score", args=[application.reference, key])


def page_url(application: Application) -> str:
    return reverse("projects:review", args=[application.reference])
