"""What holders read: until when they answer for a place, and the comments of reviewers."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import day
from programmes.models import Edition
from projects.application.enums import SCORED
from projects.conflicts.queries import Conflicts
from projects.models import HolderFeedback, Review

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
        words = _(
            "Votre réponse était attendue d’ici le %(day)s : la place peut être proposée au projet suivant."
        )
    else:
        words = _(
            "Répondez d’ici le %(day)s : sans réponse à cette date, la place peut être proposée au projet suivant."
        )
    return words % {"day": day(due_on)}


describe_answer = lazy(_describe_answer, str)
"""What a project reads of its answer, in the language of who reads it: a mail is rendered in its reader’s."""


def comments_to_read(edition: Edition) -> QuerySet[Any]:
    """The reviews that count, with a comment for holders, of dossiers whose decision is still to be announced.

    ``is_read`` of each: whether its present text was moderated.
    """
    current = HolderFeedback.objects.filter(review=OuterRef("pk"), original=OuterRef("holder_comment"))
    return (
        Review.objects.in_score()
        .filter(application__call__edition=edition, application__state__in=SCORED)
        .exclude(holder_comment="")
        .annotate(is_read=Exists(current))
    )


def unread_comments(edition: Edition) -> QuerySet[Any]:
    """Comments that no organiser has read yet: the announcement waits for them."""
    return comments_to_read(edition).filter(is_read=False)


class UnreadComments(NamedTuple):
    """How many comments this person has to read, and whether others have some to read on dossiers hidden from them."""

    visible: int
    has_hidden: bool


def count_unread(edition: Edition, conflicts: Conflicts) -> UnreadComments:
    """What an announcement waits for, as far as this person may know. One query."""
    applications = unread_comments(edition).order_by().values_list("application", flat=True)
    hidden = [pk in conflicts.because for pk in applications]
    return UnreadComments(hidden.count(False), any(hidden))


def readable_comments(edition: Edition, conflicts: Conflicts) -> QuerySet[Any]:
    """The comments that this organiser may read, unread ones first, dossier by dossier."""
    rows: Any = comments_to_read(edition).exclude(application__in=list(conflicts.because))
    return (
        rows.with_reviewer()
        .select_related("application", "feedback__read_by")
        .order_by("is_read", "application__reference", "pk")
    )


def _select_approved(**filters: object) -> QuerySet[Any, tuple[int, str]]:
    return (
        HolderFeedback.objects.filter(
            review__in=Review.objects.in_score().filter(**filters), original=F("review__holder_comment")
        )
        .exclude(text="")
        .order_by("review__application", "review")
        .values_list("review__application", "text")
    )


def list_comments_for_holder(application: int) -> list[str]:
    """The approved comments that the holder of this dossier receives, without names. One query."""
    return [text for _application, text in _select_approved(application=application)]


def list_approved_comments(applications: Iterable[int]) -> dict[int, list[str]]:
    """The approved comments on these dossiers, by application. One query."""
    comments: defaultdict[int, list[str]] = defaultdict(list)
    for application, text in _select_approved(application__in=list(applications)):
        comments[application].append(text)
    return dict(comments)
