"""Check every row of a spreadsheet against a call's form, and say what is wrong where, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accelerator import spreadsheet
from accelerator.accounts.fields import AddressField
from accelerator.accounts.models import normalise_email
from accelerator.questionnaires import conditions, kinds, queries
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.hygiene import clean_line
from accelerator.questionnaires.models import Question
from accelerator.web.fields import FIRST_YEAR
from accelerator.web.search import normalise
from programmes.models import Call
from projects.conflicts.queries.seats import list_seats_without_waiver
from projects.exchange.imports import cells, layout
from projects.exchange.imports.cells import as_moment
from projects.exchange.imports.layout import EMAIL, HOLDER, NAME, REFERENCE, SUBMITTED, Heading
from projects.models import ApplicationOrigin

LONGEST_REFERENCE = 80


@dataclass(frozen=True)
class ImportProblem:
    """Something in the file; ``blocking`` if nothing is imported while it is there."""

    row: int
    column: str
    text: str
    blocking: bool = True

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "text": self.text[:1].upper() + self.text[1:]}


@dataclass(frozen=True)
class ImportRow:
    """A dossier to be: its values by question key, those that are asked, and who holds it."""

    number: int
    reference: str
    submitted_at: datetime
    email: str
    name: str
    values: Mapping[str, Any]
    asked: frozenset[str]
    answered: int
    required_total: int


@dataclass
class Checked:
    """``rows`` are those that are not dossiers yet; ``known`` counts the others."""

    questions: Sequence[Question]
    rows: list[ImportRow] = field(default_factory=list)
    known: int = 0
    problems: list[ImportProblem] = field(default_factory=list)

    @property
    def blocking(self) -> int:
        return sum(problem.blocking for problem in self.problems)


def check(content: bytes, *, call: Call, incomplete_accepted: bool, at: datetime) -> Checked:
    """Read and check the whole file. 3 queries. Raises :class:`spreadsheet.Unreadable`.

    ``incomplete_accepted``: a missing required answer is a remark, as when paper dossiers are completed later.
    """
    questions = queries.questions(call.form_id or 0)
    checked = Checked(questions)
    known = set(ApplicationOrigin.objects.filter(call=call).values_list("reference", flat=True))
    lines = spreadsheet.read(content)
    columns = _columns(next(lines, None), layout.headings(call, questions), checked, incomplete_accepted)
    if checked.blocking:
        return checked
    check_row = _RowCheck(checked, columns, incomplete_accepted, at)
    for line in lines:
        check_row(line, known)
    _warn_of_seats(call, checked)
    if not checked.rows and not checked.known and not checked.problems:
        checked.problems.append(ImportProblem(1, "", _("le tableau n’a pas de ligne sous ses titres.")))
    return checked


def _warn_of_seats(call: Call, checked: Checked) -> None:
    """A remark for each holder who sits on the committee without a waiver: the seat is what ends."""
    holders = {normalise_email(row.email) for row in checked.rows}
    sitting = list_seats_without_waiver(call.edition).filter(user__email__in=holders)
    addresses = set(sitting.order_by().values_list("user__email", flat=True)) if holders else set()
    text = _(
        "cette personne siège au comité sans dérogation : elle ne notera plus aucun dossier de cet appel. Mettez fin "
        "à son siège, ou enregistrez une dérogation à la page « Conflits d’intérêts »."
    )
    checked.problems += [
        ImportProblem(row.number, str(layout.FIXED[EMAIL]), text, blocking=False)
        for row in checked.rows
        if normalise_email(row.email) in addresses
    ]


def _columns(
    first: spreadsheet.SheetRow | None,
    headings: Sequence[Heading],
    checked: Checked,
    incomplete_accepted: bool,
) -> dict[int, Heading]:
    """Which column is where. Unknown ones are named, missing ones too."""
    by_name = {name: heading for heading in headings for name in heading.names}
    found: dict[int, Heading] = {}
    number = first.number if first else 1
    for place, cell in enumerate(first.cells if first else ()):
        text = spreadsheet.as_text(cell)
        if not text:
            continue
        heading = by_name.get(normalise(text))
        if heading is None:
            checked.problems.append(
                ImportProblem(
                    number, text[:80], _("colonne inconnue : elle est laissée de côté."), blocking=False
                )
            )
        elif heading in found.values():
            checked.problems.append(
                ImportProblem(number, heading.label, _("cette colonne est là deux fois."))
            )
        else:
            found[place] = heading
    for heading in headings:
        if heading.required and heading not in found.values():
            blocking = heading.question is None or not incomplete_accepted
            checked.problems.append(
                ImportProblem(number, heading.label, _("cette colonne manque."), blocking)
            )
    return found


class _RowCheck:
    """Checks one row after the other, and remembers the references it met."""

    def __init__(
        self, checked: Checked, columns: Mapping[int, Heading], incomplete_accepted: bool, at: datetime
    ) -> None:
        self.checked, self.columns, self.at = checked, columns, at
        self.incomplete_accepted = incomplete_accepted
        self.met: dict[str, int] = {}

    def __call__(self, line: spreadsheet.SheetRow, known: set[str]) -> None:
        given = {
            heading.key: line.cells[place]
            for place, heading in self.columns.items()
            if place < len(line.cells)
        }
        if given.get(REFERENCE) == spreadsheet.UNCOMPUTED:
            self._say(line.number, str(layout.FIXED[REFERENCE]), cells.formula_message())
            return
        reference = self._reference(line.number, given.get(REFERENCE))
        if reference in known:
            self.checked.known += 1
            return
        before = len(self.checked.problems)  # those from here on are this row's
        self._report_uncomputed_cells(line.number, given)
        values = dict(self._values(line.number, given))
        submitted_at = self._moment(line.number, given.get(SUBMITTED))
        holder = {name: self._holder(name, given, values) for name in HOLDER}
        email, told = self._email_label(), {problem.column for problem in self.checked.problems[before:]}
        if not self._is_address(holder[EMAIL]) and email not in told:
            self._say(line.number, email, _("cette adresse manque, ou n’est pas complète."))
        completeness = conditions.compute_completeness(self.checked.questions, values)
        self._not_asked(line.number, completeness, values)
        self._missing(line.number, completeness, before)
        row = ImportRow(
            number=line.number,
            reference=reference,
            submitted_at=submitted_at,
            email=holder[EMAIL],
            name=holder[NAME],
            values=values,
            asked=completeness.asked,
            answered=completeness.answer_count,
            required_total=len(completeness.demanded),
        )
        self.checked.rows.append(row)

    def _say(self, row: int, column: str, text: str, *, blocking: bool = True) -> None:
        self.checked.problems.append(ImportProblem(row, column, text, blocking))

    def _report_uncomputed_cells(self, row: int, given: dict[str, spreadsheet.Cell]) -> None:
        """Formulas without a result, in the columns that are no question."""
        for key in (SUBMITTED, EMAIL, NAME):
            if given.get(key) == spreadsheet.UNCOMPUTED:
                given[key] = None
                self._say(row, str(layout.FIXED[key]), cells.formula_message())

    def _reference(self, row: int, cell: spreadsheet.Cell) -> str:
        label, text = str(layout.FIXED[REFERENCE]), clean_line(spreadsheet.as_text(cell))
        if not text:
            self._say(
                row, label, _("cette référence manque : elle évite d’importer deux fois le même dossier.")
            )
        elif len(text) > LONGEST_REFERENCE:
            self._say(row, label, _("cette référence dépasse 80 caractères."))
        elif text in self.met:
            self._say(row, label, _("cette référence est déjà à la ligne %(row)s.") % {"row": self.met[text]})
        self.met.setdefault(text, row)
        return text

    def _values(self, row: int, given: Mapping[str, spreadsheet.Cell]) -> Iterator[tuple[str, Any]]:
        for heading in self.columns.values():
            if heading.question is None:
                continue
            try:
                answer = cells.answer(heading.question, given.get(heading.key))
            except AnswerRefused as refusal:
                self._say(row, heading.label, str(refusal.message))
                continue
            if answer is not None:
                yield heading.question.key, answer

    def _moment(self, row: int, cell: spreadsheet.Cell) -> datetime:
        """When it was sent: noon for a day without its time; the time of the import when the cell is empty."""
        if cell in (None, ""):
            return self.at
        moment = as_moment(cell)
        label = str(layout.FIXED[SUBMITTED])
        if moment is None:
            self._say(row, label, _("écrivez la date ainsi : 13/12/2018."))
        elif moment.year < FIRST_YEAR:
            self._say(row, label, _("vérifiez l’année de cette date."))
        elif moment > self.at:
            self._say(row, label, _("cette date est dans l’avenir."))
        else:
            return moment
        return self.at

    @staticmethod
    def _holder(name: str, given: Mapping[str, spreadsheet.Cell], values: Mapping[str, Any]) -> str:
        """From the answer, else from a column of its own."""
        return clean_line(str(values.get(HOLDER[name]) or spreadsheet.as_text(given.get(name))))

    def _email_label(self) -> str:
        """The column that holds the address: the form's question, else the one of its own."""
        asked = (column.label for column in self.columns.values() if column.key == f"q:{HOLDER[EMAIL]}")
        return next(asked, str(layout.FIXED[EMAIL]))

    @staticmethod
    def _is_address(text: str) -> bool:
        try:
            AddressField().clean(text)
        except ValidationError:
            return False
        return True

    def _not_asked(self, row: int, completeness: conditions.Completeness, values: Mapping[str, Any]) -> None:
        """Answers that others hide: they are kept, out of sight."""
        for heading in self.columns.values():
            if heading.question and heading.question.key in set(values) - completeness.asked:
                text = _(
                    "cette question n’est pas posée, d’après les autres réponses : celle-ci reste cachée."
                )
                self._say(row, heading.label, text, blocking=False)

    def _missing(self, row: int, completeness: conditions.Completeness, before: int) -> None:
        """Required answers that are not there; a column that is missing, or has a problem of its own, says no more."""
        columns_told = {problem.column for problem in self.checked.problems[before:]}
        labels = {
            heading.question.key: heading.label for heading in self.columns.values() if heading.question
        }
        for question in completeness.missing:
            label = labels.get(question.key, question.label)
            is_told_above = question.required and not question.show_if and question.key not in labels
            if question.kind in layout.NOT_IMPORTED or label in columns_told or is_told_above:
                continue
            is_short = question.key in completeness.given and kinds.is_answer(
                question, completeness.given[question.key]
            )
            text = (
                _("cette réponse est incomplète ou trop courte.")
                if is_short
                else _("il manque cette réponse, obligatoire.")
            )
            self._say(row, label, text, blocking=not self.incomplete_accepted)
