"""Who answers the conflict round, the list each of them answers, and what organisers have to resolve."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from accelerator.accounts.models import User
from accelerator.questionnaires.models import Answer
from programmes.capabilities import list_roles
from programmes.models import Edition, Role
from projects.application.enums import UNDECIDED
from projects.application.queries.dossier import JURY_READS
from projects.conflicts.models import ConflictEffect
from projects.conflicts.queries import CONCERNED
from projects.conflicts.ties import TieReason, find_ties
from projects.declarations.models import ConflictRound, LinkAnswer, LinkDeclaration
from projects.models import Application, ProjectMember, Recusal

PARTY_KEYS = ("partners", "partenaires", "competitors", "concurrents")
"""Keys of the questions that name other bodies: partners of the project, its declared competitors."""


def find_open_round(edition: Edition) -> ConflictRound | None:
    return ConflictRound.objects.open().filter(edition=edition).first()


def list_dossiers(edition: Edition) -> QuerySet[Application]:
    """The dossiers received on which nothing is announced, by reference."""
    return Application.objects.for_edition(edition).filter(state__in=UNDECIDED).order_by("reference")


def select_undeclared(dossiers: QuerySet[Application], user: User | OuterRef) -> QuerySet[Application]:
    """Those for which this person has yet to answer: no answer, no conflict recorded, never a member."""
    pair = {"application": OuterRef("pk"), "reviewer": user}
    own = ProjectMember.objects.filter(project=OuterRef("project"), user=user)
    return dossiers.filter(
        ~Exists(LinkDeclaration.objects.current().filter(**pair).order_by()),
        ~Exists(Recusal.objects.standing().filter(**pair).order_by()),
        ~Exists(own.order_by()),
    )


def count_undeclared(user: User) -> dict[str, int]:
    """Slug of each edition with an open round in which this person answers → how many answers are left. One query."""
    rows = Application.objects.filter(
        state__in=UNDECIDED,
        call__edition__in=Role.objects.editions_where(user, *CONCERNED),
        call__edition__conflict_round__closed_at=None,
        call__edition__conflict_round__isnull=False,
    )
    counts = select_undeclared(rows, user).order_by().values("call__edition__slug").annotate(left=Count("pk"))
    return dict(counts.values_list("call__edition__slug", "left"))


@dataclass(frozen=True)
class DeclarationRow:
    """A dossier as the list shows it, without its content; ``answer`` is what this person or an organiser answered.

    ``closed_because``: why there is nothing to answer, or to change.
    """

    application: Application
    people: Sequence[str]
    parties: Sequence[tuple[str, str]]
    ties: Sequence[TieReason]
    answer: LinkDeclaration | None
    recusal: Recusal | None
    is_own: bool

    @property
    def is_locked(self) -> bool:
        """A link that is recorded, or one's own dossier: only an organiser changes it."""
        return self.is_own or self.recusal is not None

    @property
    def is_hidden(self) -> bool:
        """The dossier may not be read about: its names neither, but those of one's own."""
        return self.recusal is not None and self.recusal.effect == ConflictEffect.HIDDEN

    @property
    def is_answered(self) -> bool:
        return self.is_locked or self.answer is not None

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0


def list_declarations(edition: Edition, user: User) -> list[DeclarationRow]:
    """The list of one person: 7 queries, and those of :func:`find_ties`.

    An applicant of the call does not read the partners nor the competitors of other dossiers, their rivals.
    """
    dossiers = list(
        list_dossiers(edition)
        .select_related("project__organisation")
        .prefetch_related(
            Prefetch("project__members", ProjectMember.objects.order_by("pk").select_related("user"))
        )
    )
    current = LinkDeclaration.objects.current().filter(reviewer=user, application__in=dossiers)
    answers = {row.application_id: row for row in current.select_related("author").order_by()}
    standing = Recusal.objects.standing().filter(reviewer=user, application__in=dossiers).order_by()
    recusals = {row.application_id: row for row in standing}
    own = {
        dossier.pk
        for dossier in dossiers
        if any(member.user_id == user.pk for member in dossier.project.members.all())
    }
    parties = _read_parties([dossier for dossier in dossiers if not own or dossier.pk in own])
    roles = Role.objects.active().filter(edition=edition, user=user, name__in=list_roles(*CONCERNED))
    ties = find_ties(list(roles.select_related("user", "organisation").order_by("pk")), dossiers)
    return [
        DeclarationRow(
            application=dossier,
            people=[str(member.user) for member in dossier.project.members.all() if not member.left_at],
            parties=parties.get(dossier.sheet_id, ()),
            ties=ties.get((dossier.pk, user.pk), ()),
            answer=answers.get(dossier.pk),
            recusal=recusals.get(dossier.pk),
            is_own=dossier.pk in own,
        )
        for dossier in dossiers
    ]


def _read_parties(dossiers: Iterable[Application]) -> Mapping[int, list[tuple[str, str]]]:
    """Sheet → the answers that name other bodies, with their question. One query."""
    answers = Answer.objects.filter(
        sheet__in=[dossier.sheet_id for dossier in dossiers],
        question__key__in=PARTY_KEYS,
        question__audience__in=JURY_READS,
    )
    parties: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for answer in answers.select_related("question").order_by("question__position", "pk"):
        if isinstance(answer.value, str) and answer.value.strip():
            parties[answer.sheet_id].append((answer.question.label, answer.value.strip()))
    return parties


@dataclass(frozen=True)
class Respondent:
    """Somebody who answers the round: ``left`` is how many dossiers they have not answered for."""

    user: User
    left: int


def list_respondents(edition: Edition) -> list[Respondent]:
    """Everybody who answers, those with most left first: 5 queries."""
    roles = Role.objects.who_can(*CONCERNED).filter(edition=edition, user__is_active=True)
    users = {role.user_id: role.user for role in roles.select_related("user").order_by("user__name", "pk")}
    dossiers = dict(list_dossiers(edition).values_list("pk", "project"))
    declared = LinkDeclaration.objects.current().filter(application__in=dossiers).order_by()
    recused = Recusal.objects.standing().filter(application__in=dossiers).order_by()
    done = set(declared.values_list("reviewer", "application")) | set(
        recused.values_list("reviewer", "application")
    )
    own = ProjectMember.objects.filter(user__in=users, project__in=dossiers.values()).order_by()
    by_project = {project: pk for pk, project in dossiers.items()}
    done |= {(user, by_project[project]) for user, project in own.values_list("user", "project")}
    rows = [
        Respondent(user, sum((pk, dossier) not in done for dossier in dossiers)) for pk, user in users.items()
    ]
    return sorted(rows, key=lambda row: -row.left)


@dataclass(frozen=True)
class ConflictPair:
    """A person and a dossier with a link to resolve or recorded, and the answers that led to it, oldest first."""

    application: Application
    reviewer: User
    recusal: Recusal | None = None
    history: Sequence[LinkDeclaration] = field(default_factory=tuple)

    @property
    def key(self) -> str:
        return f"{self.application.reference}:{self.reviewer.pk}"

    @property
    def answer(self) -> LinkDeclaration | None:
        return self.history[-1] if self.history else None

    @property
    def is_unresolved(self) -> bool:
        return self.answer is not None and not self.answer.is_resolved

    @property
    def choice(self) -> str:
        """What stands: an effect, or nothing."""
        return self.recusal.effect if self.recusal else ""

    @property
    def reason(self) -> str:
        return self.recusal.reason if self.recusal else self.answer.reason if self.answer else ""


def list_pairs(edition: Edition, reader: User) -> list[ConflictPair]:
    """The links to resolve, then those recorded, latest first; not about dossiers hidden from the reader. 2 queries."""
    visible = Application.objects.for_edition(edition).not_hidden_from(reader).order_by().values("pk")
    related = ("application", "reviewer", "author")
    declared = LinkDeclaration.objects.filter(application__in=visible).order_by("version", "pk")
    answers: defaultdict[tuple[int, int], list[LinkDeclaration]] = defaultdict(list)
    for row in declared.filter(_has_link()).select_related(*related):
        answers[row.application_id, row.reviewer_id].append(row)
    standing = Recusal.objects.standing().filter(application__in=visible)
    recusals = {
        (row.application_id, row.reviewer_id): row
        for row in standing.select_related(*related).order_by("-at", "-pk")
    }
    pairs = [
        ConflictPair(row.application, row.reviewer, row, answers.get(pair, ()))
        for pair, row in recusals.items()
    ]
    pairs += [
        ConflictPair(rows[-1].application, rows[-1].reviewer, None, rows)
        for pair, rows in answers.items()
        if pair not in recusals and not rows[-1].is_resolved
    ]
    return sorted(pairs, key=lambda pair: not pair.is_unresolved)


def _has_link() -> Q:
    """Only the pairs for which something else than « no link » was ever answered: the others are most of the rows."""
    ever = LinkDeclaration.objects.filter(
        application=OuterRef("application"), reviewer=OuterRef("reviewer")
    ).exclude(answer=LinkAnswer.NONE)
    return Q(Exists(ever.order_by()))


def select_pending_roles() -> QuerySet[Role]:
    """Seats, and organisers' roles, of people who have answers left in an open round, for « À traiter »."""
    dossiers = Application.objects.filter(state__in=UNDECIDED, call__edition=OuterRef("edition")).order_by()
    undeclared = select_undeclared(dossiers, OuterRef(OuterRef("user")))
    return Role.objects.who_can(*CONCERNED).filter(
        Exists(undeclared),
        user__is_active=True,
        edition__conflict_round__isnull=False,
        edition__conflict_round__closed_at=None,
    )


def list_unresolved() -> QuerySet[LinkDeclaration]:
    """Answers of dossiers still to be decided that wait for an organiser."""
    return (
        LinkDeclaration.objects.unresolved()
        .filter(application__state__in=UNDECIDED)
        .annotate(edition_key=F("application__call__edition"))
    )
