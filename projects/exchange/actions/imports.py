"""Imports of dossiers: each row is checked as the answers to the call's form, and becomes a submitted application."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.forms import AddressField
from accelerator.accounts.models import User, normalise_email
from accelerator.jobs.broker import enqueue
from accelerator.questionnaires import conditions, kinds, queries
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.spreadsheet import Cell, SheetRow, as_text
from accelerator.table_import import CheckedTable, ensure_computed
from accelerator.text import clean_line
from accelerator.web.fields import FIRST_YEAR
from programmes.actions.table_imports import BATCH, Importer, ImportRefused
from programmes.models import Edition, TableImport
from projects.conflicts.queries import list_seats_without_waiver
from projects.exchange.actions.import_rows import ApplicationWriter, ImportRow
from projects.exchange.import_columns import (
    EMAIL,
    FIXED,
    HOLDER,
    REFERENCE,
    SUBMITTED,
    ApplicationColumn,
    is_imported,
    list_columns,
    read_answer,
    read_moment,
)
from projects.models import Application, ApplicationOrigin
from projects.triage.actions.duplicates import note_duplicates

LONGEST_REFERENCE = 80


class ApplicationImporter(Importer):
    """A reference is imported once. ``options``: ``source``; ``incomplete_accepted``, when a missing required answer is
    a remark, as when paper dossiers are completed later.
    """

    kind = TableImport.Kind.APPLICATION

    def __init__(self, edition: Edition, options: Mapping[str, Any], at: datetime) -> None:
        super().__init__(edition, options, at)
        call = getattr(edition, "call", None)
        if call is None or call.form_id is None:
            raise ImportRefused(_("L’appel n’a pas encore de formulaire : préparez-le d’abord."))
        self.call, self.questions = call, queries.questions(call.form_id)
        self.incomplete_accepted = bool(options.get("incomplete_accepted"))

    def list_columns(self) -> Sequence[ApplicationColumn]:
        return list_columns(self.questions, incomplete_accepted=self.incomplete_accepted)

    def check_rows(
        self, head: SheetRow, rows: Sequence[SheetRow], places: Mapping[int, Any], checked: CheckedTable
    ) -> None:
        """Two queries."""
        self.checked, self.places = checked, places
        self.imported = set(
            ApplicationOrigin.objects.filter(call=self.call).values_list("reference", flat=True)
        )
        self.row_of_reference: dict[str, int] = {}
        for row in rows:
            cells = {
                column.key: row.cells[place] for place, column in places.items() if place < len(row.cells)
            }
            reference = self._read_reference(row.number, cells.get(REFERENCE))
            if reference in self.imported:
                checked.same += 1
            elif reference is not None:
                checked.new.append(self._check_row(row.number, reference, cells))
        self._warn_of_seats()

    def _read_reference(self, row: int, cell: Cell) -> str | None:
        label, text = str(FIXED[REFERENCE][0]), clean_line(as_text(cell))
        try:
            ensure_computed(cell)
        except ValidationError as error:
            self.checked.add(row, label, error.message)
            return None
        if not text:
            problem = _("cette référence manque : elle évite d’importer deux fois le même dossier.")
        elif len(text) > LONGEST_REFERENCE:
            problem = _("cette référence dépasse 80 caractères.")
        elif text in self.row_of_reference:
            problem = _("cette référence est déjà à la ligne %(row)s.") % {"row": self.row_of_reference[text]}
        else:
            problem = ""
        if problem:
            self.checked.add(row, label, problem)
        self.row_of_reference.setdefault(text, row)
        return text

    def _check_row(self, number: int, reference: str, cells: Mapping[str, Cell]) -> ImportRow:
        before = len(self.checked.problems)
        values, texts = {}, {}
        for column in self.places.values():
            cell = cells.get(column.key)
            try:
                if column.question is None:
                    ensure_computed(cell)
                    texts[column.key] = clean_line(as_text(cell))
                elif (answer := read_answer(column.question, cell)) is not None:
                    values[column.question.key] = answer
            except (AnswerRefused, ValidationError) as refusal:
                self.checked.add(number, column, refusal.message)
        submitted_at = self._read_moment(number, texts.get(SUBMITTED, ""))
        email, name = (
            clean_line(str(values.get(question) or texts.get(key, ""))) for key, question in HOLDER.items()
        )
        self._check_address(number, email, before)
        completeness = conditions.compute_completeness(self.questions, values)
        self._check_completeness(number, completeness, values, before)
        return ImportRow(
            number=number,
            reference=reference,
            submitted_at=submitted_at,
            email=email,
            name=name,
            values=values,
            answers=completeness.given,
            answered=completeness.answer_count,
            required_total=len(completeness.demanded),
        )

    def _read_moment(self, row: int, text: str) -> datetime:
        """The moment of the import when the cell is empty."""
        moment = read_moment(text) if text else self.at
        if moment is None:
            problem = _("écrivez la date ainsi : 13/12/2018.")
        elif moment.year < FIRST_YEAR:
            problem = _("vérifiez l’année de cette date.")
        elif moment > self.at:
            problem = _("cette date est dans l’avenir.")
        else:
            return moment
        self.checked.add(row, str(FIXED[SUBMITTED][0]), problem)
        return self.at

    def _check_address(self, row: int, email: str, before: int) -> None:
        """In the column of the form's question, else in the one of its own; once only."""
        keys = EMAIL, f"q:{HOLDER[EMAIL]}"
        labels = (str(column.label) for column in self.places.values() if column.key in keys)
        label = next(labels, str(FIXED[EMAIL][0]))
        try:
            AddressField().clean(email)
        except ValidationError:
            if label not in self._labels_refused(before):
                self.checked.add(row, label, _("cette adresse manque, ou n’est pas complète."))

    def _labels_refused(self, before: int) -> set[str]:
        """The columns that have a problem among those added since."""
        return {problem.column for problem in self.checked.problems[before:]}

    def _check_completeness(
        self, row: int, completeness: conditions.Completeness, values: Mapping[str, Any], before: int
    ) -> None:
        """Answers that others hide are stored, out of sight. Required ones that are missing are named, unless their
        column is missing too, or has a problem of its own.
        """
        columns = {column.question.key: column for column in self.places.values() if column.question}
        refused = self._labels_refused(before)
        for key, column in columns.items():
            if key in values and key not in completeness.visible:
                text = _(
                    "cette question n’est pas posée, d’après les autres réponses : celle-ci reste cachée."
                )
                self.checked.add(row, column, text, blocking=False)
        for question in completeness.missing:
            label = str(columns[question.key].label) if question.key in columns else question.label
            is_reported_above = question.required and not question.show_if and question.key not in columns
            if not is_imported(question) or label in refused or is_reported_above:
                continue
            answer = completeness.given.get(question.key)
            text = (
                _("cette réponse est incomplète ou trop courte.")
                if answer is not None and kinds.is_answer(question, answer)
                else _("il manque cette réponse, obligatoire.")
            )
            self.checked.add(row, label, text, blocking=not self.incomplete_accepted)

    def _warn_of_seats(self) -> None:
        """A remark for each holder who sits on the committee without a waiver: the seat is what ends."""
        emails = {normalise_email(row.email) for row in self.checked.new}
        seats = list_seats_without_waiver(self.edition).filter(user__email__in=emails)
        seated = set(seats.order_by().values_list("user__email", flat=True)) if emails else set()
        text = _(
            "cette personne siège au comité sans dérogation : elle ne notera plus aucun dossier de cet appel. Mettez "
            "fin à son siège, ou enregistrez une dérogation à la page « Conflits d’intérêts »."
        )
        for row in self.checked.new:
            if normalise_email(row.email) in seated:
                self.checked.add(row.number, str(FIXED[EMAIL][0]), text, blocking=False)

    def write(self, checked: CheckedTable, stored: TableImport, actor: User) -> None:
        """For each row an account for its holder if the address had none, a project, a submitted application with its
        frozen answers, its version, its origin, an audit entry. Duplicates are looked for by a job.
        """
        ApplicationWriter(self.call, stored, actor, self.at).write(checked.new, self.questions)
        transaction.on_commit(lambda: enqueue("projects.pair_imported", stored.pk))


def pair_imported(*, import_id: int, at: datetime) -> int:
    """Look for duplicates of the dossiers of an import; returns how many were compared. May be done again.

    Side effects: those of ``note_duplicates`` for each dossier, in a transaction of its own; ``completed_at`` at the
    end.
    """
    imported = Application.objects.received().filter(origin__table_import=import_id)
    applications = list(imported.select_related("sheet").order_by("pk"))
    for application in applications:
        note_duplicates(application=application, siret=queries.values(application.sheet).get("siret"))
    TableImport.objects.filter(pk=import_id).update(completed_at=at)
    return len(applications)


def imports_to_pair(*, at: datetime) -> list[int]:
    """Imports whose duplicates were not looked for, a few minutes later: their job was lost."""
    late = TableImport.objects.filter(
        kind=ApplicationImporter.kind,
        state=TableImport.State.APPLIED,
        completed_at=None,
        applied_at__lt=at - timedelta(minutes=5),
    )
    return list(late.order_by("pk").values_list("pk", flat=True)[:BATCH])
