"""What the committee writes about a dossier before it meets, where its reviews differ most, and who reads both."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from accelerator.accounts.models import User
from programmes.capabilities import Capability
from programmes.enums import RoleName
from programmes.models import Criterion, Role
from projects.application.models import ApplicationQuerySet
from projects.conflicts.queries import conflicts_of
from projects.models import Application, CommitteeMessage, DiscussionReading, Review, Score
from projects.review.queries.ranking import RankedApplication
from projects.review.queries.reviews import compare_reviews


def list_discussed_by(user: User) -> ApplicationQuerySet:
    """Dossiers whose reviews and messages this person may read, once they have no review left to send: those they were
    given, all of the edition for who organises, chairs or writes the minutes; none hidden from them.
    """
    return Application.objects.read_by_committee(user)


@dataclass(frozen=True)
class Disagreement:
    """A criterion on which reviews differ: who gave the lowest level and who the highest, with their comments."""

    criterion: Criterion
    lowest: Sequence[tuple[Review, Score]]
    highest: Sequence[tuple[Review, Score]]

    @property
    def spread(self) -> int:
        """The distance between the extreme scores, in levels."""
        return (self.highest[0][1].level or 0) - (self.lowest[0][1].level or 0)

    @property
    def is_slight(self) -> bool:
        """Whether rounding to a level explains the difference."""
        return self.spread == 1


def find_disagreements(reviews: Sequence[Review]) -> list[Disagreement]:
    """The criteria that reviews scored differently, the widest spread first, then the heaviest. No query when the
    scores of the reviews are at hand.
    """
    disagreements = []
    for line in compare_reviews(reviews):
        criterion = line.criterion
        scored = [(review, score) for review, score in line.scores if score and score.level is not None]
        levels = {score.level for _review, score in scored if score.level is not None}
        if len(levels) > 1:
            ends = (min(levels), max(levels))
            lowest, highest = ([pair for pair in scored if pair[1].level == end] for end in ends)
            disagreements.append(Disagreement(criterion, lowest, highest))
    return sorted(
        disagreements, key=lambda item: (-item.spread, -item.criterion.weight, item.criterion.position)
    )


def list_messages(application: Application, reader: User) -> QuerySet[CommitteeMessage]:
    """The thread of a dossier, in the order it was written, those taken back among it; each with whether it
    ``is_unread`` by this reader."""
    is_unread = ExpressionWrapper(_is_unread_by(reader), BooleanField())
    messages = application.committee_messages.annotate(is_unread=is_unread)
    return messages.select_related("author").order_by("at", "pk")


def _is_unread_by(user: User) -> Q:
    later = DiscussionReading.objects.filter(
        application=OuterRef("application"), reader=user, at__gte=OuterRef("at")
    )
    return ~Q(Exists(later)) & Q(taken_back_at=None) & ~Q(author=user)


def _select_unread(user: User) -> QuerySet[CommitteeMessage]:
    return CommitteeMessage.objects.filter(_is_unread_by(user))


def count_messages(user: User, applications: Iterable[int]) -> dict[int, tuple[int, int]]:
    """By dossier with messages, how many there are and how many this person has not read. One query.

    The dossiers are those that this person may discuss.
    """
    unread = _select_unread(user).order_by().values("pk")
    rows = CommitteeMessage.objects.filter(application__in=list(applications), taken_back_at=None).order_by()
    counted = rows.values_list("application").annotate(
        Count("pk"), unread=Count("pk", filter=Q(pk__in=unread))
    )
    return {application: (number, waiting) for application, number, waiting in counted}


def set_message_counts(
    user: User, rows: Iterable[RankedApplication], readable: Collection[int] | None
) -> None:
    """Set ``message_count`` and ``unread_count`` of the ``readable`` rows of a ranking, ``None`` for all: one query."""
    discussed = {
        row.application.pk: row for row in rows if readable is None or row.application.pk in readable
    }
    for application, counts in count_messages(user, discussed).items():
        discussed[application].message_count, discussed[application].unread_count = counts


def list_unread_between(user: User, since: datetime, until: datetime) -> list[Application]:
    """The dossiers with messages written then that this person has not read and may read, by reference, each with
    ``message_count``: two queries for the dossiers of one edition.
    """
    messages = _select_unread(user).filter(at__gte=since, at__lt=until)
    rows = (
        list_discussed_by(user)
        .filter(pk__in=messages.order_by().values("application"))
        .annotate(
            unread_messages=Count(
                "committee_messages",
                filter=Q(committee_messages__in=messages.order_by().values("pk")),
                distinct=True,
            )
        )
        .select_related("call__edition")
        .order_by("reference")
    )
    applications: list[Application] = []
    for row in rows:
        row.message_count = row.unread_messages
        applications.append(row)
    owing = {
        edition.pk
        for edition in {application.call.edition for application in applications}
        if conflicts_of(user, edition, until).pending
    }
    return [application for application in applications if application.call.edition_id not in owing]


def list_discussing_people(since: datetime, until: datetime) -> QuerySet[User]:
    """People who may have something to read of what was written then: who is assigned a dossier, who chairs, who wrote
    in it.
    """
    written = CommitteeMessage.objects.filter(at__gte=since, at__lt=until, taken_back_at=None).order_by()
    editions = written.values("application__call__edition")
    applications = written.values("application")
    seats = Role.objects.who_can(Capability.SIT_ON_COMMITTEE).exclude(name=RoleName.REVIEWER)
    officers = seats.filter(edition__in=editions)
    assigned = Q(review_assignments__application__in=applications, review_assignments__withdrawn_at=None)
    wrote = Q(
        pk__in=CommitteeMessage.objects.filter(application__in=applications).order_by().values("author")
    )
    people = User.objects.filter(
        assigned | wrote | Q(pk__in=officers.order_by().values("user")), is_active=True
    )
    return people.distinct().order_by("pk")
