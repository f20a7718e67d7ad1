"""What tests of reviews and decisions share: grids filled in and sent, comments passed on."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from programmes.models import Edition
from projects.decision.actions.feedback import feedback_mark, moderate_feedback
from projects.decision.queries.feedback import unread_comments
from projects.models import Application, Review
from projects.review.actions.review import save_review, submit_review


def let_leave(edition: Edition, actor: User) -> None:
    """Every comment as it was written."""
    for review in unread_comments(edition).select_related("application"):
        moderate_feedback(
            review=review,
            text=review.holder_comment,
            seen=feedback_mark(review, None),
            actor=actor,
            at=timezone.now(),
        )


def grid_values(edition: Edition, *levels: int | None, **texts: Any) -> dict[str, Any]:
    """A whole grid as a browser posts it: a level a criterion, in their order."""
    criteria = edition.criteria.order_by("position")
    return {f"level-{criterion.pk}": level for criterion, level in zip(criteria, levels, strict=True)} | texts


def sent_review(application: Application, reviewer: User, *levels: int | None, **texts: Any) -> Review:
    values = grid_values(application.call.edition, *levels, **texts)
    review = save_review(application=application, reviewer=reviewer, values=values, at=timezone.now())
    submit_review(review=review, actor=reviewer, at=timezone.now())
    review.refresh_from_db()
    return review


def plain(text: str) -> str:
    """Without the no-break spaces of French."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


def score_url(application: Application, key: str) -> str:
    return reverse("projects:review_score", args=[application.reference, key])


def page_url(application: Application) -> str:
    return reverse("projects:review", args=[application.reference])
