"""Imports of dossiers: each row is checked as the answers to the call's form, and becomes a submitted application."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.accounts.forms import AddressField
from accelerator.accounts.models import User, normalise_email
from accelerator.jobs.broker import enqueue
from accelerator.questionnaires import conditions, kinds, queries
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.models import Question
from accelerator.spreadsheet import Cell, SheetRow, as_text
from accelerator.table_import import CheckedTable, TableColumn, ensure_computed, normalise_in_every_language
from accelerator.text import clean_line
from accelerator.transitions import TransitionRefused
from accelerator.web.forms import FIRST_YEAR
from accelerator.web.search import normalise
from programmes.actions.table_imports import BATCH, Importer
from programmes.enums import StructureProfile
from programmes.models import Edition, TableImport
from projects.conflicts.queries import list_seats_without_waiver
from projects.exchange.actions.import_rows import ApplicationWriter, ImportRow
from projects.models import Application, ApplicationOrigin
from projects.triage.actions.screening import note_duplicates

REFERENCE, SUBMITTED, EMAIL, NAME = "reference", "submitted_at", "email", "name"
HOLDER = {EMAIL: "holder_email", NAME: "holder_name"}
"""What a dossier must say of its holder, and the question that says it, when the form has it."""
FIXED = {
    REFERENCE: gettext_lazy("Référence d’origine"),
    SUBMITTED: gettext_lazy("Déposé le"),
    EMAIL: gettext_lazy("E-mail de la personne porteuse"),
    NAME: gettext_lazy("Nom de la personne porteuse"),
}
"""The label of each column that is no question."""
HELP = {
    REFERENCE: gettext_lazy(
        "Le numéro du dossier là d’où il vient. Un même numéro n’est importé qu’une fois."
    ),
    SUBMITTED: gettext_lazy(
        "La date d’arrivée, par exemple 13/12/2018 ; celle de l’import si la cellule est vide."
    ),
    EMAIL: gettext_lazy("L’adresse de la personne porteuse : elle s’en sert pour se connecter."),
    NAME: gettext_lazy("Son nom et son prénom."),
}
LONGEST_REFERENCE = 80
PROFILE = "profile"
"""Its answers have shorter labels in the lists and in the exports: these are read too."""


@dataclass(frozen=True)
class ApplicationColumn(TableColumn):
    question: Question | None = None


def is_imported(question: Question) -> bool:
    kind = kinds.kind_of(question)
    return kind.asks and not kind.is_file


def read_answer(question: Question, cell: Cell) -> Any:
    """The value to store, ``None`` for no answer. Raises ``AnswerRefused`` or ``ValidationError``."""
    names: dict[str, str] = {}
    for profile in StructureProfile if question.key == PROFILE else ():
        names |= dict.fromkeys(normalise_in_every_language(profile.label), profile.value)
    return kinds.from_cell(question, cell, names)


def read_moment(text: str, now: datetime) -> datetime:
    """A day without its hour is that day at noon; ``now`` for an empty text. Raises ``ValidationError``."""
    if not text:
        return now
    forms = "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"
    for form, whole in product(forms, (text, f"{text} 12:00")):
        with suppress(ValueError):
            moment = timezone.make_aware(datetime.strptime(whole, form))  # noqa: DTZ007 (the zone is added)
            break
    else:
        raise ValidationError(_("écrivez la date ainsi : 13/12/2018."))
    if moment.year < FIRST_YEAR:
        raise ValidationError(_("vérifiez l’année de cette date."))
    if moment > now:
        raise ValidationError(_("cette date est dans l’avenir."))
    return moment


class ApplicationImporter(Importer):
    """A reference is imported once. ``options``: ``source``; ``incomplete_accepted``, when a missing required answer is
    a remark, as when paper dossiers are completed later.
    """

    kind = TableImport.Kind.APPLICATION

    def __init__(self, edition: Edition, options: Mapping[str, Any], at: datetime) -> None:
        super().__init__(edition, options, at)
        self.call = edition.call
        if self.call.form_id is None:
            raise TransitionRefused(_("L’appel n’a pas encore de formulaire : préparez-le d’abord."))
        self.questions = queries.questions(self.call.form_id)
        self.incomplete_accepted = bool(options.get("incomplete_accepted"))

    def list_columns(self) -> Sequence[ApplicationColumn]:
        """The columns in the present language, without questions that take files."""
        keys = {question.key for question in self.questions}
        columns = [
            ApplicationColumn(
                key,
                str(label),
                frozenset(normalise_in_every_language(label)),
                required=key in (REFERENCE, EMAIL),
                absence="refused" if key in (REFERENCE, EMAIL) else "accepted",
                help=str(HELP[key]),
            )
            for key, label in FIXED.items()
            if HOLDER.get(key) not in keys
        ]
        taken = {name for column in columns for name in column.names}
        for question in self.questions:
            if not is_imported(question):
                continue
            label = question.label
            if normalise(label) in taken:
                label = f"{label} ({question.key})"
            texts = (label, question.label_fr, question.label_en, question.key)
            names = {normalise(text) for text in texts if text} - taken
            taken |= names
            required = question.required and not question.show_if
            columns.append(
                ApplicationColumn(
                    f"q:{question.key}",
                    label,
                    frozenset(names),
                    required=required,
                    absence=("noted" if self.incomplete_accepted else "refused") if required else "accepted",
                    help=kinds.describe_cell(question),
                    question=question,
                )
            )
        return columns

    def check_rows(self, head: SheetRow, rows: Sequence[SheetRow]) -> None:
        """Check the rows of a table. Two queries."""
        origins = ApplicationOrigin.objects.filter(call=self.call)
        imported = set(origins.values_list("reference", flat=True))
        self.row_of_reference: dict[str, int] = {}
        for row in rows:
            last = len(row.cells)
            cells = {column.key: row.cells[place] for place, column in self.places.items() if place < last}
            reference = self._read_reference(row.number, cells.get(REFERENCE))
            if reference in imported:
                self.checked.same += 1
            elif reference is not None:
                self.checked.new.append(self._check_row(row.number, reference, cells))
        self._warn_of_seats()

    def _read_reference(self, row: int, cell: Cell) -> str | None:
        label, text = str(FIXED[REFERENCE]), clean_line(as_text(cell))
        try:
            ensure_computed(cell)
        except ValidationError as error:
            self.checked.add(row, label, error.message)
            return None
        if not text:
            problem = _("cette référence manque : elle évite d’importer deux fois le même dossier.")
            self.checked.add(row, label, problem)
        elif len(text) > LONGEST_REFERENCE:
            self.checked.add(row, label, _("cette référence dépasse 80 caractères."))
        elif text in self.row_of_reference:
            problem = _("cette référence est déjà à la ligne %(row)s.") % {"row": self.row_of_reference[text]}
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
        submitted_at = self.at
        try:
            submitted_at = read_moment(texts.get(SUBMITTED, ""), self.at)
        except ValidationError as refusal:
            self.checked.add(number, str(FIXED[SUBMITTED]), refusal.message)
        email, name = (
            clean_line(str(values.get(question) or texts.get(key, ""))) for key, question in HOLDER.items()
        )
        refused = {problem.column for problem in self.checked.problems[before:]}
        self._check_address(number, email, refused)
        completeness = conditions.compute_completeness(self.questions, values)
        self._check_completeness(number, completeness, values, refused)
        return ImportRow(number, reference, submitted_at, email, name, values, completeness)

    def _check_address(self, row: int, email: str, refused: set[str]) -> None:
        """Check the address in the column of the form's question, else in its own, unless it is ``refused`` already."""
        keys = EMAIL, f"q:{HOLDER[EMAIL]}"
        labels = (str(column.label) for column in self.places.values() if column.key in keys)
        label = next(labels, str(FIXED[EMAIL]))
        try:
            AddressField().clean(email)
        except ValidationError:
            if label not in refused:
                self.checked.add(row, label, _("cette adresse manque, ou n’est pas complète."))
                refused.add(label)

    def _check_completeness(
        self, row: int, completeness: conditions.Completeness, values: Mapping[str, Any], refused: set[str]
    ) -> None:
        """Answers that others hide are stored, out of sight. Required ones that are missing are named, unless their
        column is missing too, or has a problem of its own.
        """
        columns = {column.question.key: column for column in self.places.values() if column.question}
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
            answer = completeness.values.get(question.key)
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
                self.checked.add(row.number, str(FIXED[EMAIL]), text, blocking=False)

    def write(self, checked: CheckedTable, stored: TableImport, actor: User) -> None:
        """Create for each row an account for its holder if the address had none, a project, a submitted application
        with its frozen answers, its version, its origin, an audit entry. A job looks for duplicates.
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
