"""Who answers the conflict round, the list each of them answers, and what organisers have to resolve."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.questionnaires.models import Answer
from accelerator.web.search import normalise
from programmes.capabilities import list_roles
from programmes.defaults import ROLES
from programmes.models import Edition, Role
from projects.anonymity.queries import hides_names_from, is_identifying
from projects.application.enums import UNDECIDED
from projects.application.queries.dossier import JURY_READS
from projects.conflicts.models import ConflictEffect
from projects.conflicts.queries import CONCERNED
from projects.conflicts.ties import TieReason, find_ties
from projects.declarations.models import ConflictRound, LinkAnswer, LinkDeclaration
from projects.models import Application, ProjectMember, Recusal


def find_open_round(edition: Edition) -> ConflictRound | None:
    return ConflictRound.objects.open().filter(edition=edition).first()


def list_dossiers(edition: Edition) -> QuerySet[Application]:
    """The dossiers received on which nothing is announced, by reference."""
    return Application.objects.for_edition(edition).filter(state__in=UNDECIDED).order_by("reference")


def select_undeclared(dossiers: QuerySet[Application], user: User | OuterRef) -> QuerySet[Application]:
    """Dossiers for which this person has yet to answer: no answer, no conflict recorded, never a member."""
    pair = {"application": OuterRef("pk"), "reviewer": user}
    own = ProjectMember.objects.filter(project=OuterRef("project"), user=user)
    return dossiers.filter(
        ~Exists(LinkDeclaration.objects.current().filter(**pair).order_by()),
        ~Exists(Recusal.objects.standing().filter(**pair).order_by()),
        ~Exists(own.order_by()),
    )


class OwnRound(NamedTuple):
    """A round, open or closed, as the home of a person says it: ``left`` answers, and dossiers with a ``links``."""

    slug: str
    name: str
    left: int
    links: int


def list_own_rounds(user: User, editions: Collection[int]) -> list[OwnRound]:
    """The rounds of these editions in which this person has an answer left or a link recorded, by edition. One query,
    none without an edition."""
    if not editions:
        return []
    rounds = ConflictRound.objects.filter(edition__in=editions).order_by().values("edition")
    rows = Application.objects.filter(state__in=UNDECIDED, call__edition__in=rounds)
    undeclared = select_undeclared(rows.filter(call__edition__conflict_round__closed_at=None), user)
    linked = rows.filter(
        Exists(Recusal.objects.excluding().filter(application=OuterRef("pk"), reviewer=user))
    )
    counts = (
        rows.order_by()
        .values("call__edition__slug", "call__edition__name")
        .annotate(
            left=Count("pk", filter=Q(pk__in=undeclared.order_by().values("pk"))),
            links=Count("pk", filter=Q(pk__in=linked.order_by().values("pk"))),
        )
    )
    columns = ("call__edition__slug", "call__edition__name", "left", "links")
    listed = counts.filter(Q(left__gt=0) | Q(links__gt=0)).order_by("call__edition__slug")
    return [OwnRound(*row) for row in listed.values_list(*columns)]


@dataclass(frozen=True)
class OwnAnswer:
    """What a person answered, or typed, for a dossier of a round that is closed, which is named in one way alone."""

    name: str
    answer: str
    reason: str


def list_own_answers(edition: Edition, user: User) -> list[OwnAnswer]:
    """The links that this person declared, that are recorded for them, or of which they did not know. Two queries.

    Where dossiers are read without who applies, by structure, as they were declared: beside a reference, the reason
    would name it. A recusal from the page of a dossier is left out there: its number is known, its structure is not.
    """
    dossiers = {"application__call__edition": edition, "reviewer": user}
    hides_references = hides_names_from(user, edition)

    def name(dossier: Application) -> str:
        return dossier.structure_name if hides_references else dossier.reference

    declared = LinkDeclaration.objects.current().filter(**dossiers).exclude(answer=LinkAnswer.NONE)
    recusals = Recusal.objects.standing().filter(**dossiers).select_related("application")
    if hides_references:
        recusals = recusals.filter(application__in=declared.order_by().values("application"))
    answers = {
        row.application_id: OwnAnswer(name(row.application), row.get_effect_display(), row.reason)
        for row in recusals.order_by("pk")
    }
    for row in declared.select_related("application").order_by("pk"):
        answers.setdefault(
            row.application_id, OwnAnswer(name(row.application), row.get_answer_display(), row.reason)
        )
    return sorted(answers.values(), key=lambda answer: answer.name)


@dataclass(frozen=True)
class DeclarationRow:
    """A dossier as the list shows it, without its content; ``answer`` is what this person or an organiser answered.

    ``key`` calls it in the form: its reference; where dossiers are read without who applies, a code that leads this
    person to no dossier.
    """

    application: Application
    people: Sequence[str]
    parties: Sequence[tuple[str, str]]
    ties: Sequence[TieReason]
    answer: LinkDeclaration | None
    recusal: Recusal | None
    is_own: bool
    key: str

    @property
    def shows_reference(self) -> bool:
        return self.key == self.application.reference

    @property
    def label(self) -> str:
        """How its error is announced: by its reference where that is shown."""
        return self.key if self.shows_reference else self.name

    @property
    def name(self) -> str:
        """How the list calls it: its names are not read beside its conflict, but where they are all there is."""
        if self.is_hidden and self.shows_reference:
            return self.key
        return self.application.structure_name or (self.key if self.shows_reference else "")

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


JOINED: tuple[str, ...] = ("own_answer__author", "own_recusal")
"""What ``_join_answers`` adds to each dossier."""


def _join_answers(dossiers: QuerySet[Application], user: User) -> QuerySet[Application]:
    """Each dossier with the answer of this person that stands, ``own_answer``, and their conflict, ``own_recusal``."""
    # One of each stands at most (``declaration_current_once``, ``recusal_once``), so the joins repeat no row.
    answer = Q(declarations__reviewer=user, declarations__replaced_at=None)
    recusal = Q(recusals__reviewer=user, recusals__lifted_at=None)
    return dossiers.annotate(
        own_answer=FilteredRelation("declarations", condition=answer),
        own_recusal=FilteredRelation("recusals", condition=recusal),
    )


def list_declarations(edition: Edition, user: User) -> list[DeclarationRow]:
    """The list of one person: 4 queries, and those of :func:`find_ties`.

    An applicant of the call does not read the partners nor the competitors of other dossiers, their rivals. Where
    dossiers are read without who applies, the list is in the order of structures, without references nor any answer
    that the dossier shows.
    """
    members = ProjectMember.objects.order_by("pk").select_related("user")
    dossiers = list(
        _join_answers(list_dossiers(edition), user)
        .select_related("project__organisation", *JOINED)
        .prefetch_related(Prefetch("project__members", members))
    )
    own = {
        dossier.pk
        for dossier in dossiers
        if any(member.user_id == user.pk for member in dossier.project.members.all())
    }
    hides_references = hides_names_from(user, edition)
    parties = _read_parties(
        [dossier for dossier in dossiers if not own or dossier.pk in own],
        masked=edition.identifying_questions if hides_references else None,
    )
    roles = Role.objects.active().filter(edition=edition, user=user, name__in=list_roles(*CONCERNED))
    seats = list(roles.select_related("user", "organisation").order_by("pk"))
    bodies = {
        name
        for seat in seats
        if seat.organisation
        for name in map(normalise, (seat.organisation.name, seat.organisation.short_name))
        if name
    }
    ties = find_ties(seats, dossiers)
    if hides_references:
        dossiers.sort(key=lambda dossier: (normalise(dossier.structure_name), _make_code(dossier, user)))
    return [
        DeclarationRow(
            application=dossier,
            people=[str(member.user) for member in dossier.project.members.all() if not member.left_at],
            parties=parties.get(dossier.sheet_id, ()),
            ties=[
                *ties.get((dossier.pk, user.pk), ()),
                *([NAMED] if _names_body(parties.get(dossier.sheet_id, ()), bodies) else ()),
            ],
            answer=getattr(dossier, "own_answer", None),
            recusal=getattr(dossier, "own_recusal", None),
            is_own=dossier.pk in own,
            key=_make_code(dossier, user) if hides_references else dossier.reference,
        )
        for dossier in dossiers
    ]


def _make_code(dossier: Application, user: User) -> str:
    return salted_hmac("projects.declarations", f"{user.pk}:{dossier.pk}").hexdigest()[:16]


NAMED = TieReason(_("votre organisme est nommé"), _("Son organisme est nommé dans ce dossier."))


def _names_body(parties: Iterable[tuple[str, str]], names: Iterable[str]) -> bool:
    """Whether one of these answers has one of these names in it, as whole words."""
    texts = [f" {' '.join(re.findall(r'[a-z0-9]+', normalise(text)))} " for _label, text in parties]
    words = [f" {' '.join(re.findall(r'[a-z0-9]+', name))} " for name in names]
    return any(name in text for text in texts for name in words if name.strip())


def _read_parties(
    dossiers: Iterable[Application], *, masked: Mapping[str, bool] | None
) -> Mapping[int, list[tuple[str, str]]]:
    """Sheet → the answers that name other bodies, with their question. One query.

    ``masked``: what organisers chose of the questions, where only answers that no dossier shows are wanted.
    """
    answers = Answer.objects.filter(
        sheet__in=[dossier.sheet_id for dossier in dossiers],
        question__role__in=ROLES,
        question__audience__in=JURY_READS,
    )
    parties: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for answer in answers.select_related("question").order_by("question__position", "pk"):
        if masked is not None and not is_identifying(answer.question, masked):
            continue
        if isinstance(answer.value, str) and answer.value.strip():
            parties[answer.sheet_id].append((answer.question.label, answer.value.strip()))
    return parties


@dataclass(frozen=True)
class Respondent:
    """Somebody who answers the round: ``left`` is how many dossiers they have not answered for."""

    user: User
    left: int


def select_concerned_roles(edition: Edition) -> QuerySet[Role]:
    """The roles of those who answer, with their person and body, by name.

    ``left``: how many dossiers are left to answer for; ``has_conflict``: of one, they do not decide.
    """
    undeclared = select_undeclared(list_dossiers(edition), OuterRef(OuterRef("user"))).order_by()
    count = undeclared.annotate(left=Func("pk", function="COUNT")).values("left")
    roles = Role.objects.who_can(*CONCERNED).filter(edition=edition, user__is_active=True)
    conflict = Recusal.objects.excluding().filter(
        application__in=list_dossiers(edition).order_by(), reviewer=OuterRef("user")
    )
    counted = roles.annotate(left=Subquery(count), has_conflict=Exists(conflict.order_by()))
    return counted.select_related("user", "organisation").order_by("user__name", "pk")


def list_respondents(roles: Iterable[Any]) -> list[Respondent]:
    """The people of :func:`select_concerned_roles`, each once, those with most left first."""
    people = {role.user: Respondent(role.user, role.left) for role in roles}
    return sorted(people.values(), key=lambda row: -row.left)


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
    def anchor(self) -> str:
        """The anchor of the pair in the page."""
        return f"pair-{self.application.reference}-{self.reviewer.pk}"

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


def list_pairs(edition: Edition, reader: User, recusals: Iterable[Recusal]) -> list[ConflictPair]:
    """The links to resolve, then those recorded, latest first; not about dossiers hidden from the reader.

    ``recusals``: those that stand, latest first, of ``list_recusals``. One query.
    """
    visible = Application.objects.for_edition(edition).not_hidden_from(reader).order_by().values("pk")
    declared = LinkDeclaration.objects.filter(application__in=visible).order_by("version", "pk")
    answers: defaultdict[tuple[int, int], list[LinkDeclaration]] = defaultdict(list)
    for row in declared.filter(_has_link()).select_related("application", "reviewer", "author"):
        answers[row.application_id, row.reviewer_id].append(row)
    standing = {(row.application_id, row.reviewer_id): row for row in recusals}
    pairs = [
        ConflictPair(row.application, row.reviewer, row, answers.get(pair, ()))
        for pair, row in standing.items()
    ]
    pairs += [
        ConflictPair(rows[-1].application, rows[-1].reviewer, None, rows)
        for pair, rows in answers.items()
        if pair not in standing and not rows[-1].is_resolved
    ]
    return sorted(pairs, key=lambda pair: not pair.is_unresolved)


def _has_link() -> Q:
    """Condition on a pair: a conflict, or another answer than « no link » at any time. The other pairs are most of the
    rows.
    """
    pair = {"application": OuterRef("application"), "reviewer": OuterRef("reviewer")}
    ever = LinkDeclaration.objects.filter(**pair).exclude(answer=LinkAnswer.NONE)
    standing = Recusal.objects.standing().filter(**pair)
    return Q(Exists(ever.order_by())) | Q(Exists(standing.order_by()))


def select_pending_roles() -> QuerySet[Role]:
    """Seats, and organisers' roles, of people who have answers left in an open round, for « À traiter »."""
    dossiers = Application.objects.filter(state__in=UNDECIDED, call__edition=OuterRef("edition")).order_by()
    return Role.objects.who_can(*CONCERNED).filter(
        Exists(select_undeclared(dossiers, OuterRef(OuterRef("user")))),
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
