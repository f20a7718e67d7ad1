"""Moderate the comments of reviewers to holders before they leave: approve, change, withhold."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.text import clean_text
from accelerator.transitions import TransitionRefused
from projects.application.enums import SCORED
from projects.audit import record_act
from projects.conflicts.queries import conflicts_of
from projects.locks import lock_application
from projects.models import HolderFeedback, Review


class FeedbackRefused(TransitionRefused):
    """This comment cannot be moderated, or no longer; ``message`` is the reason."""


def make_feedback_mark(review: Review, feedback: HolderFeedback | None) -> str:
    """Identifies one state of a comment: its review's version, and when it was last moderated."""
    return f"{review.version}:{feedback.read_at.isoformat() if feedback else ''}"


@transaction.atomic
def moderate_feedback(*, review: Review, text: str, seen: str, actor: User, at: datetime) -> HolderFeedback:
    """Let a comment leave as ``text`` with the decision; without a text, it does not leave.

    Side effects: what leaves, an audit entry (without the words). The reviewer's own comment is not changed. Raises
    :class:`FeedbackRefused` once the decision is announced, for a comment that no longer counts, for an ``actor``
    from whom the dossier is hidden, and when the comment is not as it was ``seen`` (:func:`make_feedback_mark`).
    """
    application = lock_application(review.application)
    fresh = Review.objects.in_score().select_for_update().filter(pk=review.pk).order_by().first()
    if application.state not in SCORED or fresh is None or not fresh.holder_comment:
        raise FeedbackRefused(
            _("Ce commentaire n’attend plus : sa décision est annoncée, ou il ne compte plus.")
        )
    if application.pk in conflicts_of(actor, application.call.edition, at).because:
        raise FeedbackRefused(_("Ce dossier vous est caché : une autre personne relit ce commentaire."))
    if seen != make_feedback_mark(fresh, HolderFeedback.objects.filter(review=fresh).first()):
        raise FeedbackRefused(_("Quelqu’un a réglé ce commentaire entre-temps : voici où il en est."))
    text = clean_text(text).strip()
    feedback, _created = HolderFeedback.objects.update_or_create(
        review=fresh,
        defaults={"original": fresh.holder_comment, "text": text, "read_by": actor, "read_at": at},
    )
    verb = "withhold_feedback" if feedback.is_withheld else "approve_feedback"
    record_act(
        fresh,
        verb,
        {"application": application.pk, "edited": feedback.is_edited},
        actor=actor,
        at=at,
        edition=application.call.edition,
    )
    return feedback


@transaction.atomic
def approve_all(*, reviews: Iterable[tuple[Review, str]], actor: User, at: datetime) -> int:
    """Let each of these comments leave as it was written; returns how many.

    Side effects and refusals: those of :func:`moderate_feedback`, for all or none.
    """
    approved = [
        moderate_feedback(review=review, text=review.holder_comment, seen=seen, actor=actor, at=at)
        for review, seen in reviews
    ]
    return len(approved)
