"""Create the dossiers of a checked spreadsheet, model by model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import slugify

from accelerator.accounts.models import User, normalise_email
from accelerator.audit.actions import record_many
from accelerator.questionnaires import queries
from accelerator.questionnaires.conditions import Completeness
from accelerator.questionnaires.models import Answer, AnswerSheet, Question
from accelerator.questionnaires.siret import number_of
from accelerator.web.search import normalise
from programmes.actions.roles import add_holders
from programmes.models import Call, Organisation, TableImport
from projects.application.actions.answers import columns_of
from projects.application.actions.content import entry_of
from projects.application.enums import ApplicationState
from projects.application.queries.applications import RULES_KEY
from projects.models import (
    Application,
    ApplicationOrigin,
    ApplicationVersion,
    Project,
    ProjectMember,
)
from projects.triage.actions.screening import screen_applications


@dataclass(frozen=True)
class ImportRow:
    """A dossier to create: its ``values`` by question key, and the ``answers`` among them that its form displays."""

    number: int
    reference: str
    submitted_at: datetime
    email: str
    name: str
    values: Mapping[str, Any]
    completeness: Completeness

    @property
    def answers(self) -> Mapping[str, Any]:
        return self.completeness.values

    @property
    def structure(self) -> str:
        """What identifies a structure: its SIRET, else its name."""
        return number_of(self.answers.get("siret")) or self.text("structure_name", 200)

    def text(self, key: str, longest: int | None = None) -> str:
        return str(self.answers.get(key) or "")[:longest]


def _create(rows: list[Any]) -> list[Any]:
    """Rows of one model."""
    return type(rows[0]).objects.bulk_create(rows, batch_size=500) if rows else []


class ApplicationWriter:
    """Two thousand dossiers take a few dozen statements. To be used while the edition is locked."""

    def __init__(self, call: Call, stored: TableImport, actor: User, at: datetime) -> None:
        self.call, self.edition, self.stored, self.actor, self.at = call, call.edition, stored, actor, at

    def write(self, rows: Sequence[ImportRow], questions: Sequence[Question]) -> None:
        """A submitted application for each row. Side effects: all the rows it takes, and an audit entry each."""
        references = self._reserve_references(len(rows))
        columns = [columns_of(row.answers) for row in rows]
        projects = self._create_projects(rows, references, columns)
        sheets = self._create_sheets(rows, {question.key: question for question in questions})
        lines = zip(rows, projects, sheets, references, columns, strict=True)
        applications = _create(
            [
                Application(
                    project=project,
                    call=self.call,
                    sheet=sheet,
                    reference=reference,
                    state=ApplicationState.SUBMITTED,
                    created_at=self.at,
                    submitted_at=row.submitted_at,
                    content_hash=queries.hash_of(row.answers, {}),
                    rules_version=self.call.rules_version if row.values.get(RULES_KEY) else None,
                    **{**values, "holder_name": values["holder_name"] or row.name[:150]},
                )
                for row, project, sheet, reference, values in lines
            ]
        )
        pairs = list(zip(rows, applications, strict=True))
        _create([entry_of(item, questions, row.answers) for row, item in pairs])
        self._create_members(rows, projects)
        self._create_history(pairs)
        screen_applications(applications=applications, call=self.call, at=self.at)

    def _reserve_references(self, count: int) -> list[str]:
        last = self.edition.last_application_number
        self.edition.last_application_number = last + count
        self.edition.save(update_fields=["last_application_number"])
        return [f"{self.edition.code}-{number:04d}" for number in range(last + 1, last + count + 1)]

    def _create_projects(
        self, rows: Sequence[ImportRow], references: Sequence[str], columns: Sequence[Mapping[str, str]]
    ) -> list[Project]:
        organisations = self._find_organisations(rows)
        taken = set(Project.objects.filter(edition=self.edition).values_list("slug", flat=True))
        projects = []
        for row, reference, values in zip(rows, references, columns, strict=True):
            slug = slugify(normalise(values["title"]))[:60].strip("-")
            if not slug or slug in taken:
                slug = f"{slug}-{slugify(reference)}".strip("-")[:80]
            taken.add(slug)
            projects.append(
                Project(
                    edition=self.edition,
                    organisation=organisations.get(row.structure),
                    title=values["title"],
                    slug=slug,
                    summary=row.text("summary"),
                    created_at=self.at,
                )
            )
        return _create(projects)

    def _find_organisations(self, rows: Sequence[ImportRow]) -> dict[str, Organisation]:
        """Organisations by SIRET, or by name for those without one; created unless their SIRET exists."""
        organisations = {
            row.structure: Organisation(
                siret=number_of(row.answers.get("siret")),
                name=row.text("structure_name", 200),
                town=row.text("town", 120),
                department=row.text("department", 60),
            )
            for row in reversed(rows)
            if row.structure
        }
        sirets = [organisation.siret for organisation in organisations.values() if organisation.siret]
        existing = Organisation.objects.filter(siret__in=sirets).order_by("-pk")
        organisations |= {organisation.siret: organisation for organisation in existing}
        _create([item for item in organisations.values() if not item.pk])
        return organisations

    def _create_sheets(
        self, rows: Sequence[ImportRow], questions: Mapping[str, Question]
    ) -> list[AnswerSheet]:
        """The answers of each row, closed to any change."""
        now = {"created_at": self.at, "saved_at": self.at, "frozen_at": self.at}
        sheets = _create(
            [
                AnswerSheet(
                    revision=self.call.form,
                    answered=row.completeness.answer_count,
                    required_total=len(row.completeness.demanded),
                    **now,
                )
                for row in rows
            ]
        )
        saved = {"saved_at": self.at, "saved_by": self.actor}
        answers = (
            Answer(sheet=sheet, question=questions[key], value=value, **saved)
            for row, sheet in zip(rows, sheets, strict=True)
            for key, value in row.values.items()
        )
        Answer.objects.bulk_create(answers, batch_size=5000)
        return sheets

    def _create_members(self, rows: Sequence[ImportRow], projects: Sequence[Project]) -> None:
        """Each holder leads their project, and has the role of holder in the edition from now on."""
        pairs = list(zip(rows, projects, strict=True))
        first = {normalise_email(row.email): (row, project) for row, project in reversed(pairs)}
        existing = set(User.objects.filter(email__in=first).values_list("email", flat=True))
        new = {email: row.name[:150] for email, (row, _project) in first.items() if email not in existing}
        # nobody signs in by a password
        _create([User(email=email, name=name, password="!") for email, name in new.items()])  # noqa: S106
        holders = {user.email: user for user in User.objects.filter(email__in=first).order_by("pk")}
        leads = [(project, holders[normalise_email(row.email)]) for row, project in pairs]
        _create([ProjectMember(project=p, user=u, leads=True, joined_at=self.at) for p, u in leads])
        organisations = {user: first[email][1].organisation for email, user in holders.items()}
        add_holders(edition=self.edition, holders=organisations, at=self.at)

    def _create_history(self, pairs: Sequence[tuple[ImportRow, Application]]) -> None:
        """The version, the origin and the first audit entry of each dossier."""
        _create(
            [
                ApplicationVersion(
                    application=application,
                    number=1,
                    submitted_at=row.submitted_at,
                    rules_version=application.rules_version,
                    content_hash=application.content_hash,
                    sheet=application.sheet,
                    snapshot={"answers": dict(row.answers), "files": {}},
                )
                for row, application in pairs
            ]
        )
        source = self.stored.options["source"]
        origin = {"call": self.call, "source": source, "table_import": self.stored}
        _create(
            [ApplicationOrigin(application=item, reference=row.reference, **origin) for row, item in pairs]
        )
        data = {"source": source, "import": self.stored.pk}
        record_many(
            verb="import",
            model=Application,
            data={application.pk: data for _row, application in pairs},
            actor=self.actor,
            at=self.at,
            scope=self.edition.scope,
        )
