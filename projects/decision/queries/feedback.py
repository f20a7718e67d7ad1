"""What reviewers wrote for the holders of dossiers: what waits to be read, what may leave."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from programmes.models import Edition
from projects.application.states import SCORED
from projects.conflicts.queries import Conflicts
from projects.models import HolderFeedback, Review


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
    """Those that no organiser has read yet: the announcement waits for them."""
    return comments_to_read(edition).filter(is_read=False)


def readable_comments(edition: Edition, conflicts: Conflicts) -> QuerySet[Any]:
    """Those that this organiser may read, unread ones first, dossier by dossier."""
    rows: Any = comments_to_read(edition).exclude(application__in=list(conflicts.because))
    return (
        rows.with_reviewer()
        .select_related("application", "feedback__read_by")
        .order_by("is_read", "application__reference", "pk")
    )


def _list_approved(**of: object) -> QuerySet[Any, tuple[int, str]]:
    return (
        HolderFeedback.objects.filter(
            review__in=Review.objects.in_score().filter(**of), original=F("review__holder_comment")
        )
        .exclude(text="")
        .order_by("review__application", "review")
        .values_list("review__application", "text")
    )


def list_comments_for_holder(application: int) -> list[str]:
    """What leaves to the holder of this dossier, without names: one query."""
    return [text for _application, text in _list_approved(application=application)]


def list_approved_comments(applications: Iterable[int]) -> dict[int, list[str]]:
    """The same of several dossiers, by application: one query."""
    comments: defaultdict[int, list[str]] = defaultdict(list)
    for application, text in _list_approved(application__in=list(applications)):
        comments[application].append(text)
    return dict(comments)
