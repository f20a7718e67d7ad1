"""Conflicts of interest: what they hide of a selection, who may not judge which dossier, who sits with an interest.

What is hidden cannot be found by subtraction either.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone
from django.utils.translation import gettext

from accelerator.accounts.models import User
from accelerator.prepared import PreparedQuery
from programmes.capabilities import Capability, list_roles
from programmes.models import Edition, Role
from programmes.queries import RoleBook, people_who_can
from projects.anonymity.queries import hide_names, hides_names_from
from projects.application.enums import SCORED, UNDECIDED, ApplicationState
from projects.conflicts.models import RecusalQuerySet
from projects.models import (
    Application,
    Conflict,
    ConflictEffect,
    Decision,
    Interest,
    LinkDeclaration,
    ProjectMember,
    Recusal,
    Review,
    ReviewAssignment,
    SeatWaiver,
)


@dataclass(frozen=True)
class Conflicts:
    """The dossiers of an edition whose score and rank are hidden from one person, each with the reason.

    ``undisclosed``: those among them whose outcome is not announced; it is hidden too, and so is every total that
    would reveal it. ``pending``: those whose review this person may still send, once they declared their links. Empty
    for most people. ``hides_names``: they read dossiers without who applies.
    """

    because: Mapping[int, Interest] = field(default_factory=dict)
    undisclosed: frozenset[int] = frozenset()
    hides_names: bool = False
    pending: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.because)

    @property
    def withholds_totals(self) -> bool:
        return bool(self.undisclosed)

    @property
    def is_pending_only(self) -> bool:
        """Whether sending one's own reviews would show everything."""
        return all(why == Interest.REVIEW_PENDING for why in self.because.values())

    def list_closed(self) -> list[int]:
        """The dossiers that this person does not read at all, not even who is to review them."""
        return [pk for pk, why in self.because.items() if why != Interest.REVIEW_PENDING]

    def comparable(self, applications: "QuerySet[Application]") -> "QuerySet[Application]":
        """Dossiers whose score and rank this person may read; the others are listed apart, without either."""
        return applications.exclude(pk__in=list(self.because))

    def mark(self, application: Application) -> Application:
        """Add to a dossier the score its reader may see: ``visible_score`` and ``visible_interval`` (likely bounds),
        else ``hidden_because``. Templates print these, never the columns. Names are replaced where need be.
        """
        if self.hides_names:
            hide_names(application)
        low, high = application.score_low, application.score_high
        application.hidden_because = self.because.get(application.pk)
        is_visible = application.hidden_because is None
        application.visible_score = application.score if is_visible else None
        application.visible_interval = (
            (low, high) if is_visible and low is not None and high is not None else None
        )
        return application

    def mark_outcome(self, application: Application) -> Application:
        """Add to a dossier the decision its reader may see: ``visible_decision``. No query if the decision was read
        with it.
        """
        decision = getattr(application, "decision", None)
        is_visible = decision is not None and application.pk not in self.undisclosed
        application.visible_decision = self.mark_rank(decision) if decision and is_visible else None
        return application

    def mark_rank(self, decision: Decision) -> Decision:
        """Add to a decision the reserve rank its reader may see: ``visible_rank``."""
        # before the announcement a gap would reveal a hidden dossier
        is_visible = decision.announced_at is not None or not self.withholds_totals
        decision.visible_rank = decision.reserve_rank if is_visible else None
        return decision


def pending_reviews_of(user: User, at: datetime | None = None) -> "QuerySet[ReviewAssignment]":
    """The reviews that ``user`` may still send: until then the opinions of others would lead theirs."""
    return ReviewAssignment.objects.awaited_at(at or timezone.now()).filter(reviewer=user).order_by()


def _list_hidden(
    user: Any, call: Any, at: Any, *, round_is_open: bool
) -> "QuerySet[Any, tuple[int, str, str]]":
    """The dossiers of a call hidden from this person: key, state and the reason, one of :class:`Interest`."""

    def explain(rows: "QuerySet[Any, Any]", why: Interest, *columns: str) -> "QuerySet[Any, Any]":
        constants = {"why": Value(why.value), "none": Value("")}
        return rows.order_by().annotate(**constants).values_list(*columns, "why")

    dossiers = Application.objects.in_review()
    # a key and no state of those whose review is pending
    pending = pending_reviews_of(user, at).filter(application__call=call)
    parts = [explain(pending, Interest.REVIEW_PENDING, "application", "none")]
    if round_is_open:
        parts.append(explain(dossiers.undeclared_by(user, call), Interest.UNDECLARED, "pk", "state"))
    return explain(dossiers.hidden_from(user, call), Interest.CONFLICT, "pk", "state").union(*parts)


_hidden = PreparedQuery(_list_hidden, user=BigIntegerField(), call=BigIntegerField(), at=DateTimeField())


def conflicts_of(
    user: User, edition: Edition, at: datetime | None = None, roles: RoleBook | None = None
) -> Conflicts:
    """The dossiers of this edition hidden from ``user``: one query, two where it is anonymous and their ``roles`` are
    not at hand, one more without its ``conflict_round``.

    In conflict: they are recused from the dossier, or are or were a member. Undeclared: a conflict round is open, and
    they have not answered for it, or nobody has read their answer. Review pending: their own review is awaited; that
    ends when reviews close.
    """
    current_round = getattr(edition, "conflict_round", None)
    round_is_open = current_round is not None and current_round.is_open
    reasons: dict[Interest, dict[int, str]] = {why: {} for why in Interest}
    for pk, state, why in _hidden.fetch(
        user=user.pk, call=edition.call.pk, at=at or timezone.now(), round_is_open=round_is_open
    ):
        reasons[Interest(why)][pk] = state
    because: dict[int, Interest] = {}
    for why, states in reasons.items():  # in the order of the enum: the first reason stands
        because |= {pk: why for pk in states if pk not in because}
    announced = {
        pk for states in reasons.values() for pk, state in states.items() if state and state not in SCORED
    }
    pending = frozenset(reasons[Interest.REVIEW_PENDING]) - set(reasons[Interest.CONFLICT])
    return Conflicts(because, frozenset(because) - announced, hides_names_from(user, edition, roles), pending)


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
    """An expression: this person may judge the dossier at that path (never a member, nothing excludes their vote).

    The rule of ``ApplicationQuerySet.judged_by``, applied to each row of a page rather than to all dossiers.
    """
    return _build_condition_without(Recusal.objects.excluding(), user, application)


def _build_condition_without(recusals: RecusalQuerySet, user: User, application: str) -> ExpressionWrapper:
    aside = recusals.filter(reviewer=user, application=OuterRef(application))
    own = ProjectMember.objects.filter(user=user, project__application=OuterRef(application))
    there = Q(**{f"{application}__isnull": False})  # nobody judges a missing dossier
    return ExpressionWrapper(there & ~Exists(aside) & ~Exists(own), BooleanField())


def why_hidden(user: User, application: str = "application") -> dict[str, Case]:
    """An annotation, ``hidden_because``: why the dossier at that path is hidden from this person for good; ``None``
    when they see it, with or without a vote."""
    is_hidden = ~Q(_build_condition_without(Recusal.objects.hiding(), user, application))
    return {"hidden_because": Case(When(is_hidden, then=Value(Interest.CONFLICT)))}


Pairs = frozenset[tuple[int, int]]
"""``(application, person)``"""


def find_conflict(application: Application, person: User) -> Conflict | None:
    """Why this person may not judge the dossier, ``None`` when they may: one query.

    The rule of ``ApplicationQuerySet.judged_by``, with its reason.
    """
    aside = Recusal.objects.excluding().filter(application=OuterRef("pk"), reviewer=person).order_by()
    own = ProjectMember.objects.filter(project=OuterRef("project"), user=person)
    rows = Application.objects.filter(pk=application.pk).order_by().annotate(
        effect=Subquery(aside.values("effect")), is_own=Exists(own)
    )  # fmt: skip
    effect, is_own = rows.values_list("effect", "is_own").get()
    if effect is None:
        return Conflict.MEMBER if is_own else None
    return Conflict.SET_ASIDE if effect == ConflictEffect.HIDDEN else Conflict.NO_VOTE


def list_conflicting_pairs(edition: Edition) -> Pairs:
    """Every dossier of an edition with each person who neither scores it nor votes on it: one query."""
    aside = Recusal.objects.excluding().filter(application__call__edition=edition).order_by()
    own = ProjectMember.objects.filter(project__edition=edition).order_by()
    return frozenset(
        aside.values_list("application", "reviewer").union(own.values_list("project__application", "user"))
    )


def _tag(rows: "QuerySet[Any, Any]", waits: bool, *columns: str) -> "QuerySet[Any, Any]":
    names = columns or ("application", "reviewer")
    return rows.order_by().annotate(waits=Value(waits)).values_list(*names, "waits")


class ExcludedPairs(NamedTuple):
    """Who gets no dossier: ``conflicts`` neither score it nor vote on it; an answer of ``unresolved``, a link or « I
    do not know », waits for an organiser."""

    conflicts: Pairs
    unresolved: Pairs


def list_excluded_pairs(edition: Edition | None = None, applications: Iterable[int] = ()) -> ExcludedPairs:
    """The excluded pairs of an edition; or of some ``applications``, without their members. One query."""
    chosen = Q(application__call__edition=edition) if edition else Q(application__in=applications)
    answers = LinkDeclaration.objects.unresolved().filter(chosen, application__state__in=UNDECIDED)
    rows = _tag(answers, True).union(_tag(Recusal.objects.excluding().filter(chosen), False))
    if edition:
        own = ProjectMember.objects.filter(project__edition=edition)
        rows = rows.union(_tag(own, False, "project__application", "user"))
    pairs: dict[bool, set[tuple[int, int]]] = {True: set(), False: set()}
    for application, person, waits in rows:
        pairs[waits].add((application, person))
    return ExcludedPairs(frozenset(pairs[False]), frozenset(pairs[True] - pairs[False]))


def list_pairs_set_aside(applications: Iterable[int]) -> Pairs:
    """The excluded pairs of some dossiers, from recusals alone, without members. One query."""
    rows = Recusal.objects.excluding().filter(application__in=applications).order_by()
    return frozenset(rows.values_list("application", "reviewer"))


NO_RIVAL = {ApplicationState.WITHDRAWN, ApplicationState.INELIGIBLE}
"""States in which a dossier no longer competes."""


def applicants(edition: Edition, at: datetime) -> QuerySet[User]:
    """Members, present or former, of a dossier that competes in this edition, or of a draft that may still be sent."""
    competes = Q(project__application__submitted_at__isnull=False)
    if at < edition.call.closes_at:
        competes |= Q(project__application__state=ApplicationState.DRAFT)
    memberships = ProjectMember.objects.filter(competes, project__edition=edition).exclude(
        project__application__state__in=NO_RIVAL
    )
    return User.objects.filter(pk__in=memberships.order_by().values("user"))


def list_barred_people(edition: Edition, at: datetime) -> QuerySet[User]:
    """The applicants who may not sit on the committee: nobody decided in writing that they may."""
    waiver = SeatWaiver.objects.filter(edition=edition, user=OuterRef("pk"))
    return applicants(edition, at).filter(~Exists(waiver))


def why_not_seated(edition: Edition, role: str, addresses: Collection[str], at: datetime) -> dict[str, str]:
    """The rule of :mod:`programmes.extensions`: an applicant does not judge their rivals. One query at most."""
    if role not in list_roles(Capability.SIT_ON_COMMITTEE):
        return {}
    why = gettext(
        "Cette personne tient un dossier de cet appel : elle jugerait ses concurrents. Si vous l’acceptez, enregistrez "
        "d’abord une dérogation à la page « Conflits d’intérêts »."
    )
    barred = list_barred_people(edition, at).filter(email__in=addresses).order_by()
    return dict.fromkeys(barred.values_list("email", flat=True), why)


def list_seats_without_waiver(edition: Edition) -> QuerySet[Role]:
    """The seats of those whom nobody allowed in writing to apply too."""
    allowed = SeatWaiver.objects.filter(edition=edition).values("user")
    return Role.objects.jurors().filter(edition=edition).exclude(user__in=allowed)


def is_barred(edition: Edition, at: datetime) -> Exists:
    """Whether the person of the role outside applies to this edition without a waiver, to annotate it with."""
    return Exists(list_barred_people(edition, at).filter(pk=OuterRef("user")).order_by())


def list_recusals(edition: Edition, reader: User) -> list[Recusal]:
    """The recusals of the edition with their reasons, lifted ones too, latest first; not those of dossiers that are
    hidden from the reader. One query."""
    visible = Application.objects.for_edition(edition).not_hidden_from(reader).order_by().values("pk")
    rows = Recusal.objects.filter(application__in=visible)
    rows = rows.select_related("application", "reviewer", "author", "lifted_by")
    return list(rows.order_by("-at", "-pk"))


def has_anybody_aside() -> Exists:
    """Whether anybody stepped aside from the application outside, to annotate it with."""
    return Exists(Recusal.objects.standing().filter(application=OuterRef("pk")))


def list_people_aside(application: Application) -> list[Recusal]:
    """Whose conflict with this dossier stands, why and with which effect: they are named in the minutes.

    No query where ``has_anybody_aside`` was annotated and nobody did.
    """
    if not getattr(application, "has_anybody_aside", True):
        return []
    standing = Recusal.objects.standing().filter(application=application)
    return list(standing.select_related("reviewer").order_by("pk"))


CONCERNED = (Capability.REVIEW, Capability.READ_SELECTION, Capability.MANAGE_APPLICATIONS)
"""Those whose conflicts matter: jurors, who reads the selection with them, and organisers, who decide."""


def members_who_may_recuse(application: Application) -> QuerySet[User]:
    """Members of the committee, organisers, and those whose review counts although they left, who have not stepped
    aside from this dossier; each with ``has_left``, whether their review is all that remains of them.
    """
    members = people_who_can(
        application.call.edition_id, Capability.SIT_ON_COMMITTEE, Capability.MANAGE_APPLICATIONS
    )
    former = Review.objects.in_score().filter(application=application).order_by().values("reviewer")
    concerned = User.objects.filter(Q(pk__in=members.order_by().values("pk")) | Q(pk__in=former))
    aside = Recusal.objects.standing().filter(application=application).order_by().values("reviewer")
    present = Exists(members.filter(pk=OuterRef("pk")).order_by())
    return concerned.exclude(pk__in=aside).annotate(has_left=~present).order_by("name", "pk")


def has_other_organiser(edition: Edition, user: User) -> bool:
    """Whether somebody else decides of the dossiers: nobody lifts a conflict of their own. One query."""
    others = people_who_can(edition, Capability.MANAGE_APPLICATIONS).exclude(pk=user.pk)
    return others.exists()


def find_exclusions_of(applications: Iterable[int], reviewer: User) -> dict[int, Recusal]:
    """The act by which ``reviewer`` neither scores nor votes, by application: one query."""
    rows = Recusal.objects.excluding().filter(application__in=applications, reviewer=reviewer).order_by()
    return {recusal.application_id: recusal for recusal in rows}
