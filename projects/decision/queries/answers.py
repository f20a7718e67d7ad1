"""Until when a project answers for the place it is offered, in one sentence for pages and mails."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import day
from programmes.models import Edition

DAYS_TO_ANSWER = 5
"""Days that a project has at least: a reserve is often called after the last day of the others."""


def answer_due_on(edition: Edition, offered_at: datetime) -> date | None:
    """The last day on which a place offered then waits for its answer; none while the edition gives no day.

    It leaves :data:`DAYS_TO_ANSWER`, or those before the session.
    """
    if edition.answers_due_on is None:
        return None
    offered_on = timezone.localdate(offered_at)
    least = offered_on + timedelta(days=DAYS_TO_ANSWER)
    if edition.session_starts_on:
        least = min(least, edition.session_starts_on - timedelta(days=1))
    return max(edition.answers_due_on, least, offered_on)


def is_answer_late(edition: Edition, offered_at: datetime, at: datetime) -> bool:
    """Whether the last day to answer is over."""
    due_on = answer_due_on(edition, offered_at)
    return due_on is not None and due_on < timezone.localdate(at)


def _describe_answer(edition: Edition, offered_at: datetime, at: datetime) -> str:
    due_on = answer_due_on(edition, offered_at)
    if due_on is None:
        return _("Répondez dès que vous le savez.")
    if is_answer_late(edition, offered_at, at):
        words = _("Votre réponse était attendue d’ici le %(day)s : la place peut passer à la réserve.")
    else:
        words = _("Répondez d’ici le %(day)s, sinon la place passe à la réserve.")
    return words % {"day": day(due_on)}


describe_answer = lazy(_describe_answer, str)
"""What a project reads of its answer, in the language of who reads it: a mail is rendered in its reader’s."""
