"""Make dossiers of the rows of a checked spreadsheet, table by table."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.text import slugify

from accelerator.accounts.models import User, normalise_email
from accelerator.audit.actions import record_many
from accelerator.questionnaires import queries
from accelerator.questionnaires.models import Answer, AnswerSheet, Question
from accelerator.questionnaires.siret import number_of
from accelerator.web.search import normalise
from programmes.enums import RoleName
from programmes.models import Call, Edition, Organisation, Role
from projects.application.actions.answers import columns_of
from projects.application.actions.search_entries import entry_of
from projects.application.enums import ApplicationState
from projects.application.queries.applications import RULES_KEY
from projects.exchange.imports.checking import Checked, ImportRow
from projects.models import (
    Application,
    ApplicationOrigin,
    ApplicationVersion,
    ImportBatch,
    Project,
    ProjectMember,
    SearchEntry,
)
from projects.triage.actions.screening import screen_applications

BATCH = 500


class Making:
    """Two thousand dossiers take a few dozen statements. To be used in a transaction, the edition's row being ours."""

    def __init__(self, edition: Edition, call: Call, batch: ImportBatch, actor: User, at: datetime) -> None:
        self.edition, self.call, self.batch, self.actor, self.at = edition, call, batch, actor, at

    def make(self, checked: Checked) -> list[Application]:
        """A submitted application for each row. Side effects: all the rows it takes, and an audit entry each."""
        rows = checked.rows
        holders = self._holders(rows)
        organisations = self._organisations(rows)
        references = self._references(len(rows))
        columns = [columns_of(_values_asked(row)) for row in rows]
        projects = self._projects(rows, references, columns, organisations)
        sheets = self._sheets(rows, {question.key: question for question in checked.questions})
        made = Application.objects.bulk_create(
            [
                Application(
                    project=project,
                    call=self.call,
                    sheet=sheet,
                    reference=reference,
                    state=ApplicationState.SUBMITTED,
                    created_at=self.at,
                    submitted_at=row.submitted_at,
                    content_hash=queries.hash_of(_values_asked(row), {}),
                    rules_version=self.call.rules_version if row.values.get(RULES_KEY) else None,
                    **{**told, "holder_name": told["holder_name"] or row.name[:150]},
                )
                for row, project, sheet, reference, told in zip(
                    rows, projects, sheets, references, columns, strict=True
                )
            ],
            batch_size=BATCH,
        )
        SearchEntry.objects.bulk_create(
            [
                entry_of(application, checked.questions, _values_asked(row))
                for row, application in zip(rows, made, strict=True)
            ],
            batch_size=BATCH,
        )
        self._members(rows, projects, holders)
        self._trace(rows, made)
        screen_applications(applications=made, call=self.call, at=self.at)
        return made

    def _references(self, count: int) -> list[str]:
        last = self.edition.last_application_number
        self.edition.last_application_number = last + count
        self.edition.save(update_fields=["last_application_number"])
        return [f"{self.edition.code}-{number:04d}" for number in range(last + 1, last + count + 1)]

    def _holders(self, rows: Sequence[ImportRow]) -> dict[str, User]:
        """The account of each address, made if there is none: its first row names it."""
        names = {normalise_email(row.email): row.name for row in reversed(rows)}
        known = set(User.objects.filter(email__in=names).values_list("email", flat=True))
        User.objects.bulk_create(
            [
                User(email=email, name=name[:150], password="!")  # noqa: S106 (nobody signs in by a password)
                for email, name in names.items()
                if email not in known
            ],
            batch_size=BATCH,
        )
        return {user.email: user for user in User.objects.filter(email__in=names).order_by("pk")}

    def _organisations(self, rows: Sequence[ImportRow]) -> dict[str, Organisation]:
        """By SIRET, and by name for structures that have none."""
        wanted: dict[str, dict[str, str]] = {}
        for row in rows:
            key, told = _structure(row), _values_asked(row)
            if key:
                details = {
                    "siret": number_of(told.get("siret")),
                    "name": str(told.get("structure_name") or "")[:200],
                    "town": str(told.get("town") or "")[:120],
                    "department": str(told.get("department") or "")[:60],
                }
                wanted.setdefault(key, details)
        sirets = [details["siret"] for details in wanted.values() if details["siret"]]
        organisations = {
            organisation.siret: organisation
            for organisation in Organisation.objects.filter(siret__in=sirets).order_by("-pk")
        }
        new = {key: Organisation(**details) for key, details in wanted.items() if key not in organisations}
        Organisation.objects.bulk_create(new.values(), batch_size=BATCH)
        return {**organisations, **new}

    def _projects(
        self,
        rows: Sequence[ImportRow],
        references: Sequence[str],
        columns: Sequence[Mapping[str, str]],
        organisations: Mapping[str, Organisation],
    ) -> list[Project]:
        taken = set(Project.objects.filter(edition=self.edition).values_list("slug", flat=True))
        projects = []
        for row, reference, told in zip(rows, references, columns, strict=True):
            slug = slugify(normalise(told["title"]))[:60].strip("-")
            if not slug or slug in taken:
                slug = f"{slug}-{slugify(reference)}".strip("-")[:80]
            taken.add(slug)
            projects.append(
                Project(
                    edition=self.edition,
                    organisation=organisations.get(_structure(row)),
                    title=told["title"],
                    slug=slug,
                    summary=str(_values_asked(row).get("summary") or ""),
                    created_at=self.at,
                )
            )
        return Project.objects.bulk_create(projects, batch_size=BATCH)

    def _sheets(self, rows: Sequence[ImportRow], questions: Mapping[str, Question]) -> list[AnswerSheet]:
        """The answers of each row, closed to any change."""
        sheets = AnswerSheet.objects.bulk_create(
            [
                AnswerSheet(
                    revision=self.call.form,
                    created_at=self.at,
                    saved_at=self.at,
                    frozen_at=self.at,
                    answered=row.answered,
                    required_total=row.required_total,
                )
                for row in rows
            ],
            batch_size=BATCH,
        )
        Answer.objects.bulk_create(
            [
                Answer(
                    sheet=sheet, question=questions[key], value=value, saved_at=self.at, saved_by=self.actor
                )
                for row, sheet in zip(rows, sheets, strict=True)
                for key, value in row.values.items()
            ],
            batch_size=5000,
        )
        return sheets

    def _members(
        self, rows: Sequence[ImportRow], projects: Sequence[Project], holders: Mapping[str, User]
    ) -> None:
        """Each holder leads their project, and holds one in the edition from now on."""
        ProjectMember.objects.bulk_create(
            [
                ProjectMember(
                    project=project, user=holders[normalise_email(row.email)], leads=True, joined_at=self.at
                )
                for row, project in zip(rows, projects, strict=True)
            ],
            batch_size=BATCH,
        )
        roles = Role.objects.active().filter(edition=self.edition, name=RoleName.HOLDER)
        holding = set(roles.values_list("user_id", flat=True))
        through = {
            normalise_email(row.email): project.organisation
            for row, project in zip(reversed(rows), reversed(projects), strict=True)
        }
        Role.objects.bulk_create(
            [
                Role(
                    edition=self.edition,
                    user=user,
                    name=RoleName.HOLDER,
                    organisation=through.get(email),
                    started_at=self.at,
                )
                for email, user in holders.items()
                if user.pk not in holding
            ],
            batch_size=BATCH,
        )

    def _trace(self, rows: Sequence[ImportRow], made: Sequence[Application]) -> None:
        """The version, the origin and the first line of the history of each dossier."""
        ApplicationVersion.objects.bulk_create(
            [
                ApplicationVersion(
                    application=application,
                    number=1,
                    submitted_at=row.submitted_at,
                    rules_version=application.rules_version,
                    content_hash=application.content_hash,
                    sheet=application.sheet,
                    snapshot={"answers": _values_asked(row), "files": {}},
                )
                for row, application in zip(rows, made, strict=True)
            ],
            batch_size=BATCH,
        )
        ApplicationOrigin.objects.bulk_create(
            [
                ApplicationOrigin(
                    application=application,
                    call=self.call,
                    source=self.batch.source,
                    reference=row.reference,
                    batch=self.batch,
                )
                for row, application in zip(rows, made, strict=True)
            ],
            batch_size=BATCH,
        )
        record_many(
            verb="import",
            model=Application,
            data={row.pk: {"source": self.batch.source, "batch": self.batch.pk} for row in made},
            actor=self.actor,
            at=self.at,
            scope=self.edition.scope,
        )


def _values_asked(row: ImportRow) -> dict[str, Any]:
    """What the dossier says: a value of a question that is not asked of it is kept, and not told."""
    return {key: value for key, value in row.values.items() if key in row.asked}


def _structure(row: ImportRow) -> str:
    """What a structure is known by: its SIRET, else its name."""
    values = _values_asked(row)
    return number_of(values.get("siret")) or str(values.get("structure_name") or "")[:200]
