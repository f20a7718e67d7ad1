"""A world in one line: ``edition_with(applications=3, reviewers=2)``.

Factories build rows directly, for speed; what they build is what the actions would have left behind.
"""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Answer, AnswerSheet, Question, Questionnaire, Revision, Section
from programmes.actions.roles import add_holders
from programmes.enums import RoleName, StructureProfile
from programmes.expertise import split_labels
from programmes.models import (
    Call,
    CommitteeSeat,
    Criterion,
    Edition,
    ExpertiseTag,
    Organisation,
    Programme,
    Role,
    SupportScheme,
)
from projects.application.enums import ApplicationState
from projects.decision.enums import ParticipationState
from projects.models import Application, Participation, Project, ProjectMember, ReviewAssignment
from tests.support.clock import START

_count = itertools.count(1)
NOW = START
"""Noon in Caen on Monday 5 October 2026, for tests that pass ``at`` themselves."""


def user(name: str = "", **fields: Any) -> User:
    number = next(_count)
    fields.setdefault("email", f"personne{number}@exemple.test")
    return User.objects.create_user(name=name or f"Personne {number}", **fields)


def _users(number: int) -> list[User]:
    """Several people, in one statement."""
    counts = [next(_count) for _ in range(number)]
    return User.objects.bulk_create(
        User(name=f"Personne {count}", email=f"personne{count}@exemple.test", password="!")
        for count in counts
    )


def organisation(name: str = "", **fields: Any) -> Organisation:
    return Organisation.objects.create(name=name or f"Organisme {next(_count)}", **fields)


def _organisations(number: int) -> list[Organisation]:
    """Several, in one statement."""
    return Organisation.objects.bulk_create(
        Organisation(name=f"Organisme {next(_count)}") for _ in range(number)
    )


def scheme(edition: Edition, name: str = "", **fields: Any) -> SupportScheme:
    """A support scheme of its programme, which the edition proposes, verified today."""
    number = next(_count)
    fields["organisation"] = fields.get("organisation") or organisation()
    values = {"code": f"D{number}", "summary_fr": "Un appui.", "verified_on": timezone.localdate(), **fields}
    made = SupportScheme.objects.create(
        programme=edition.programme, name=name or f"Dispositif {number}", **values
    )
    edition.schemes.add(made)
    return made


def role(
    edition: Edition, name: RoleName | str, *, who: User | None = None, through: Organisation | None = None
) -> User:
    """Give a role in the edition; returns the person."""
    who = who or user()
    Role.objects.create(
        edition=edition,
        user=who,
        name=name,
        organisation=through or organisation(),
        started_at=timezone.now(),
    )
    return who


def expert(edition: Edition, juror: User, labels: str) -> None:
    """What a juror is expert in, « ergonomie, dialogue social »; tags that the edition does not have are made."""
    role = Role.objects.jurors().get(edition=edition, user=juror)
    for label in split_labels(labels):
        tag, _made = ExpertiseTag.objects.get_or_create(edition=edition, label=label)
        role.expertise.add(tag)


def published_form(*questions: dict[str, Any], name: str = "Formulaire") -> Revision:
    """A published one-section revision; each question is fields of :class:`Question` (``key``, ``kind`` at least)."""
    revision = Revision.objects.create(
        questionnaire=Questionnaire.objects.create(name=name), number=1, published_at=timezone.now()
    )
    section = Section(revision=revision, position=1, title_fr="Projet", title_en="Project")
    QuerySet(Section).bulk_create([section])  # the manager refuses: published already
    default = (
        {
            "key": "title",
            "kind": QuestionKind.SHORT_TEXT,
            "label_fr": "Titre",
            "required": True,
            "max_length": 120,
        },
    )
    QuerySet(Question).bulk_create(
        Question(
            **{
                "revision": revision,
                "section": section,
                "position": position,
                "label_fr": fields["key"].capitalize(),
                **fields,
            }
        )
        for position, fields in enumerate(questions or default, start=1)
    )
    return revision


def sheet(revision: Revision, **answers: Any) -> AnswerSheet:
    return _sheets(revision, [answers])[0]


def _sheets(revision: Revision, answered: list[dict[str, Any]]) -> list[AnswerSheet]:
    """One for each set of answers, in three statements."""
    now = timezone.now()
    made = AnswerSheet.objects.bulk_create(
        AnswerSheet(revision=revision, created_at=now, answered=len(answers)) for answers in answered
    )
    questions = {question.key: question for question in revision.questions.all()}
    Answer.objects.bulk_create(
        Answer(sheet=sheet_made, question=questions[key], value=value, saved_at=now)
        for sheet_made, answers in zip(made, answered, strict=True)
        for key, value in answers.items()
    )
    return made


def edition(**fields: Any) -> Edition:
    """An edition with an open call, a two-criterion grid (weights 60 and 40) and a form with a title."""
    number = next(_count)
    now = timezone.now()
    call_fields = {
        key: fields.pop(key) for key in ("opens_at", "closes_at", "form", "published_at") if key in fields
    }
    programme = Programme.objects.filter(slug="transformateur").first() or Programme.objects.create(
        slug="transformateur", name="Transformateur"
    )
    made = Edition.objects.create(
        **{
            "programme": programme,
            "name": f"Édition {number}",
            "slug": f"edition-{number}",
            "code": f"ED{number}-2026",
            "theme_fr": "Le numérique au travail",
            "places": 13,
            "place": "Le Dôme, Caen",
            "session_starts_on": (now + timedelta(days=60)).date(),
            "session_ends_on": (now + timedelta(days=61)).date(),
            "reviews_due_at": now + timedelta(days=25),
            **fields,
        }
    )
    Call.objects.create(
        **{
            "edition": made,
            "form": call_fields.get("form") or published_form(),
            "published_at": now - timedelta(days=20),
            "opens_at": now - timedelta(days=10),
            "closes_at": now + timedelta(days=10),
            **call_fields,
        }
    )
    Criterion.objects.bulk_create(
        Criterion(edition=made, position=position, label_fr=label, weight=weight)
        for position, (label, weight) in enumerate([("Attention au travail", 60), ("Maturité", 40)], start=1)
    )
    return made


def application(
    edition: Edition,
    *,
    state: ApplicationState = ApplicationState.SUBMITTED,
    holder: User | None = None,
    **columns: Any,
) -> Application:
    """A dossier with its project and lead; ``columns`` are columns of :class:`Application`."""
    return _applications(edition, [holder], state=state, **columns)[0]


def _applications(
    edition: Edition,
    holders: list[User | None],
    *,
    state: ApplicationState = ApplicationState.SUBMITTED,
    **columns: Any,
) -> list[Application]:
    """A dossier for each of those who lead it, in as many statements as for one. ``None``: somebody new."""
    now, number, given = timezone.now(), len(holders), columns.pop("title", None)
    if not number:
        return []
    new = iter(_users(number - sum(holder is not None for holder in holders)))
    leads = [holder or next(new) for holder in holders]
    numbers = [next(_count) for _ in leads]
    titles = [f"Atelier partagé {count}" if given is None else given for count in numbers]
    projects = Project.objects.bulk_create(
        Project(
            edition=edition,
            title=title,
            slug=f"projet-{count}",
            organisation=place,
            created_at=now,
            summary="Résumé.",
        )
        for title, count, place in zip(titles, numbers, _organisations(number), strict=True)
    )
    ProjectMember.objects.bulk_create(
        ProjectMember(project=project, user=lead, leads=True, joined_at=now)
        for project, lead in zip(projects, leads, strict=True)
    )
    add_holders(edition=edition, holders=dict.fromkeys(leads), at=now)
    first = edition.last_application_number + 1
    edition.last_application_number += number
    edition.save(update_fields=["last_application_number"])
    answered = _sheets(edition.call.form, [{"title": title} for title in titles])
    return Application.objects.bulk_create(
        Application(
            **{
                "project": project,
                "call": edition.call,
                "sheet": dossier_values,
                "state": state,
                "reference": f"{edition.code}-{place:04d}",
                "title": project.title,
                "created_at": now,
                "structure_name": str(project.organisation),
                "profile": StructureProfile.INTERNAL_PROJECT,
                "department": "Calvados",
                "holder_name": lead.name,
                "submitted_at": None if state == ApplicationState.DRAFT else now,
                **columns,
            }
        )
        for place, (project, lead, dossier_values) in enumerate(
            zip(projects, leads, answered, strict=True), start=first
        )
    )


def participation(
    edition: Edition, *, state: ParticipationState = ParticipationState.CONFIRMED, **columns: Any
) -> Participation:
    """A project admitted to the edition, its application selected or confirmed accordingly."""
    return _participations(edition, [columns.pop("holder", None)], state=state, **columns)[0]


def _participations(
    edition: Edition,
    holders: list[User | None],
    *,
    state: ParticipationState = ParticipationState.CONFIRMED,
    **columns: Any,
) -> list[Participation]:
    """A project admitted for each of those who lead it, as in :func:`_applications`."""
    app_state = (
        ApplicationState.CONFIRMED if state == ParticipationState.CONFIRMED else ApplicationState.SELECTED
    )
    made = _applications(edition, holders, state=app_state, **columns)
    now = timezone.now()
    return Participation.objects.bulk_create(
        Participation(
            project=application.project,
            edition=edition,
            state=state,
            offered_at=now,
            answered_at=None if state == ParticipationState.OFFERED else now,
        )
        for application in made
    )


@dataclass
class World:
    """What :func:`edition_with` made, by name."""

    edition: Edition
    organisers: list[User] = field(default_factory=list)
    reviewers: list[User] = field(default_factory=list)
    mentors: list[User] = field(default_factory=list)
    facilitators: list[User] = field(default_factory=list)
    partners: list[User] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    participations: list[Participation] = field(default_factory=list)

    @property
    def organiser(self) -> User:
        return self.organisers[0]

    @property
    def reviewer(self) -> User:
        return self.reviewers[0]

    @property
    def holder(self) -> User:
        """The lead of the first application, else of the first participation."""
        projects = [a.project for a in self.applications] or [p.project for p in self.participations]
        return projects[0].members.get(leads=True).user


def edition_with(
    *,
    organisers: int = 1,
    reviewers: int = 0,
    mentors: int = 0,
    facilitators: int = 0,
    partners: int = 0,
    applications: int = 0,
    state: ApplicationState = ApplicationState.UNDER_REVIEW,
    participations: int = 0,
    assigned: bool = True,
    **fields: Any,
) -> World:
    """An edition with so many of each; every reviewer is assigned every application unless ``assigned=False``."""
    world = World(edition(**fields))
    people = [
        ("organisers", organisers, RoleName.ORGANISER),
        ("reviewers", reviewers, RoleName.REVIEWER),
        ("mentors", mentors, RoleName.MENTOR),
        ("facilitators", facilitators, RoleName.FACILITATOR),
        ("partners", partners, RoleName.PARTNER),
    ]
    cast = [(attribute, name) for attribute, count, name in people for _ in range(count)]
    now = timezone.now()
    roles = Role.objects.bulk_create(
        Role(edition=world.edition, user=who, name=name, organisation=place, started_at=now)
        for (_attribute, name), who, place in zip(
            cast, _users(len(cast)), _organisations(len(cast)), strict=True
        )
    )
    for (attribute, _name), role in zip(cast, roles, strict=True):
        getattr(world, attribute).append(role.user)
    CommitteeSeat.objects.bulk_create(
        CommitteeSeat(edition=world.edition, organisation=role.organisation, position=position)
        for position, role in enumerate((role for role in roles if role.name == RoleName.REVIEWER), start=1)
    )
    world.applications = _applications(world.edition, [None] * applications, state=state)
    if assigned and reviewers:
        ReviewAssignment.objects.bulk_create(
            ReviewAssignment(application=candidate, reviewer=reviewer, assigned_at=now)
            for candidate in world.applications
            for reviewer in world.reviewers
        )
        Application.objects.filter(pk__in=[candidate.pk for candidate in world.applications]).update(
            reviews_expected=reviewers
        )
        for candidate in world.applications:
            candidate.reviews_expected = reviewers
    world.participations = _participations(world.edition, [None] * participations)
    return world


def nonce() -> str:
    return secrets.token_hex(8)
