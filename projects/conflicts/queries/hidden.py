"""What a person with an interest in some dossiers is not shown of a selection, nor can work out by subtraction.

Every page, file and figure of the selection asks this one answer. Dossiers that are kept from a person leave no trace
in what is told of the others: ranks, ties, totals and orders are those of the others alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.prepared import Prepared
from programmes.models import Edition
from projects.application.states import READ_BY_JURY, SCORED
from projects.conflicts.enums import Interest
from projects.models import (
    Application,
    Decision,
    ProjectMember,
    Recusal,
    ReviewAssignment,
)


@dataclass(frozen=True)
class Conflicts:
    """The dossiers of an edition whose score and place one person is not shown, each with why.

    ``undisclosed``: those among them whose outcome is not announced; it is kept from them too, and so is every total
    that would tell it. Empty for most people.
    """

    because: Mapping[int, Interest] = field(default_factory=dict)
    undisclosed: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.because)

    @property
    def withholds_totals(self) -> bool:
        return bool(self.undisclosed)

    @property
    def shows_ranks(self) -> bool:
        """Whether ranks on the reserve list are shown before it is announced: a gap tells who stands in it."""
        return not self.undisclosed

    @property
    def is_owed_only(self) -> bool:
        """Whether sending one's own reviews would show everything."""
        return all(why == Interest.OWED for why in self.because.values())

    def comparable(self, applications: "QuerySet[Application]") -> "QuerySet[Application]":
        """Those whose score and place this person may read: the others are told apart, without either."""
        return applications.exclude(pk__in=list(self.because)) if self.because else applications

    def mark(self, application: Application) -> Application:
        """The same dossier, with what its reader is shown of its score: ``score_shown`` and ``interval_shown`` (its
        likely bounds), else ``hidden_because``. Templates print these, never the columns.
        """
        low, high = application.score_low, application.score_high
        application.hidden_because = self.because.get(application.pk)
        is_shown = application.hidden_because is None
        application.score_shown = application.score if is_shown else None
        application.interval_shown = (
            (low, high) if is_shown and low is not None and high is not None else None
        )
        return application

    def mark_outcome(self, application: Application) -> Application:
        """The same dossier, with what its reader is shown of its decision: ``decision_shown``. No query once the
        decision was read with it.
        """
        decision = getattr(application, "decision", None)
        is_shown = decision is not None and application.pk not in self.undisclosed
        application.decision_shown = self.mark_rank(decision) if decision and is_shown else None
        return application

    def mark_rank(self, decision: Decision) -> Decision:
        """The same decision, with the rank on the reserve list that its reader is shown: ``rank_shown``."""
        is_shown = self.shows_ranks or decision.announced_at is not None
        decision.rank_shown = decision.reserve_rank if is_shown else None
        return decision


def pending_reviews_of(user: Any, at: Any = None) -> "QuerySet[ReviewAssignment]":
    """The reviews that ``user`` may still send: until then the opinions of others would lead theirs."""
    return ReviewAssignment.objects.awaited_at(at or timezone.now()).filter(reviewer=user).order_by()


def _list_kept(user: Any, call: Any, at: Any) -> QuerySet[Any, tuple[int, str]]:
    """Key and state of the dossiers in conflict; a key and nothing of those whose review is owed."""
    kept = Application.objects.hidden_from(user, call).filter(state__in=READ_BY_JURY).order_by()
    owed = pending_reviews_of(user, at).filter(application__call=call).annotate(none=Value("", CharField()))
    return kept.values_list("pk", "state").union(owed.values_list("application", "none"))


_kept = Prepared(_list_kept, user=BigIntegerField(), call=BigIntegerField(), at=DateTimeField())


def conflicts_of(user: User, edition: Edition, at: datetime | None = None) -> Conflicts:
    """What ``user`` is not shown of this edition: one query.

    In conflict: they stepped aside from the dossier, hold it or held it. Owed: their own review of it is awaited;
    that ends when reviews close.
    """
    call = getattr(edition, "call", None)
    if call is None:
        return Conflicts()
    rows = _kept.ask(user=user.pk, call=call.pk, at=at or timezone.now())
    states = {pk: state for pk, state in rows if state}
    because = {pk: Interest.CONFLICT if pk in states else Interest.OWED for pk, _state in rows}
    return Conflicts(because, frozenset(pk for pk in because if states.get(pk) in SCORED | {None}))


@dataclass(frozen=True)
class Apart:
    """The dossiers of a list that are kept from its reader, by reference, each marked with why.

    ``is_owed_only``: sending their own reviews would show them everything.
    """

    applications: Sequence[Application] = ()
    is_owed_only: bool = True

    def __bool__(self) -> bool:
        return bool(self.applications)


def tell_apart(edition: Edition, conflicts: Conflicts, *, profile: str = "", department: str = "") -> Apart:
    """What is kept from this person: one query, none without any."""
    if not conflicts:
        return Apart()
    rows = Application.objects.filter(pk__in=list(conflicts.because)).select_related("decision")
    if profile:
        rows = rows.filter(profile=profile)
    if department:
        rows = rows.filter(department=department)
    applications = [
        conflicts.mark_outcome(conflicts.mark(application)) for application in rows.order_by("reference")
    ]
    return Apart(applications, conflicts.is_owed_only)


def without_conflict(user: User, application: str = "application") -> ExpressionWrapper:
    """Whether this person judges the dossier at the end of that path: they never held it, and did not step aside.

    The rule of ``ApplicationQuerySet.judged_by``, asked of each row of a page rather than of all dossiers.
    """
    aside = Recusal.objects.filter(reviewer=user, application=OuterRef(application))
    own = ProjectMember.objects.filter(user=user, project__application=OuterRef(application))
    there = Q(**{f"{application}__isnull": False})  # nobody judges what is not there
    return ExpressionWrapper(there & ~Exists(aside) & ~Exists(own), BooleanField())


def why_hidden(user: User, application: str = "application") -> dict[str, Any]:
    """To annotate rows with: ``hidden_because``, why the dossier at the end of that path is kept from this person for
    good, ``None`` when they judge it.
    """
    judged = When(without_conflict(user, application), then=Value(None))
    because = Case(judged, default=Value(Interest.CONFLICT), output_field=CharField())
    return {"hidden_because": because}
