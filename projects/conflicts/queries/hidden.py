"""What is hidden of a selection from a person with a conflict of interest, and cannot be found by subtraction.

Every page, file and figure of the selection uses this module. Hidden dossiers leave no trace in the data of the
others: ranks, ties, totals and orders are computed without them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
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
    """The dossiers of an edition whose score and rank are hidden from one person, each with the reason.

    ``undisclosed``: those among them whose outcome is not announced; it is hidden too, and so is every total that
    would reveal it. Empty for most people.
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
        """Whether ranks on the reserve list are visible before the announcement: a gap would reveal a hidden
        dossier."""
        return not self.undisclosed

    @property
    def is_pending_only(self) -> bool:
        """Whether sending one's own reviews would show everything."""
        return all(why == Interest.REVIEW_PENDING for why in self.because.values())

    def comparable(self, applications: "QuerySet[Application]") -> "QuerySet[Application]":
        """Those whose score and rank this person may read; the others are listed apart, without either."""
        return applications.exclude(pk__in=list(self.because)) if self.because else applications

    def mark(self, application: Application) -> Application:
        """The same dossier with the score its reader may see: ``visible_score`` and ``visible_interval`` (likely
        bounds), else ``hidden_because``. Templates print these, never the columns."""
        low, high = application.score_low, application.score_high
        application.hidden_because = self.because.get(application.pk)
        is_visible = application.hidden_because is None
        application.visible_score = application.score if is_visible else None
        application.visible_interval = (
            (low, high) if is_visible and low is not None and high is not None else None
        )
        return application

    def mark_outcome(self, application: Application) -> Application:
        """The same dossier with the decision its reader may see: ``visible_decision``. No query if the decision was
        read with it."""
        decision = getattr(application, "decision", None)
        is_visible = decision is not None and application.pk not in self.undisclosed
        application.visible_decision = self.mark_rank(decision) if decision and is_visible else None
        return application

    def mark_rank(self, decision: Decision) -> Decision:
        """The same decision with the reserve rank its reader may see: ``visible_rank``."""
        is_visible = self.shows_ranks or decision.announced_at is not None
        decision.visible_rank = decision.reserve_rank if is_visible else None
        return decision


def pending_reviews_of(user: User, at: datetime | None = None) -> "QuerySet[ReviewAssignment]":
    """The reviews that ``user`` may still send: until then the opinions of others would lead theirs."""
    return ReviewAssignment.objects.awaited_at(at or timezone.now()).filter(reviewer=user).order_by()


def conflicts_of(user: User, edition: Edition, at: datetime | None = None) -> Conflicts:
    """The dossiers of this edition hidden from ``user``: one query.

    In conflict: they are recused from the dossier, or are or were a member. Review pending: their own review is
    awaited; that ends when reviews close.
    """
    call = getattr(edition, "call", None)
    if call is None:
        return Conflicts()
    hidden = Application.objects.hidden_from(user, call).filter(state__in=READ_BY_JURY).order_by()
    owed = pending_reviews_of(user, at).filter(application__call=call).annotate(none=Value("", CharField()))
    # a key and no state of those whose review is owed
    rows = list(hidden.values_list("pk", "state").union(owed.values_list("application", "none")))
    states = {pk: state for pk, state in rows if state}
    because = {pk: Interest.CONFLICT if pk in states else Interest.REVIEW_PENDING for pk, _state in rows}
    return Conflicts(because, frozenset(pk for pk in because if states.get(pk) in SCORED | {None}))


@dataclass(frozen=True)
class Apart:
    """The dossiers of a list that are hidden from its reader, by reference, each marked with the reason.

    ``is_pending_only``: sending their own reviews would make them all visible.
    """

    applications: Sequence[Application] = ()
    is_pending_only: bool = True

    def __bool__(self) -> bool:
        return bool(self.applications)


def find_apart(edition: Edition, conflicts: Conflicts, *, profile: str = "", department: str = "") -> Apart:
    """The dossiers hidden from this person: one query, none without conflicts."""
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
    return Apart(applications, conflicts.is_pending_only)


def without_conflict(user: User, application: str = "application") -> ExpressionWrapper:
    """An expression: this person may judge the dossier at that path (never a member, not recused).

    The rule of ``ApplicationQuerySet.judged_by``, applied to each row of a page rather than to all dossiers.
    """
    aside = Recusal.objects.filter(reviewer=user, application=OuterRef(application))
    own = ProjectMember.objects.filter(user=user, project__application=OuterRef(application))
    there = Q(**{f"{application}__isnull": False})  # nobody judges a missing dossier
    return ExpressionWrapper(there & ~Exists(aside) & ~Exists(own), BooleanField())


def why_hidden(user: User, application: str = "application") -> dict[str, Any]:
    """An annotation, ``hidden_because``: why the dossier at that path is hidden from this person for good; ``None``
    when they may judge it."""
    may_judge = When(without_conflict(user, application), then=Value(None))
    because = Case(may_judge, default=Value(Interest.CONFLICT), output_field=CharField())
    return {"hidden_because": because}
