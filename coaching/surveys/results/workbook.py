"""The responses to a survey as an XLSX file, one row each, for the organisers."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question
from accelerator.web.templatetags.prose import longdate
from coaching.models import Survey
from coaching.surveys.results.responses import Response, read_responses
from projects.exchange.exports.writers import Cell, write_xlsx

WIDE, NARROW = 40, 18


def write_responses(path: Path, survey: Survey, *, at: datetime) -> None:
    """Write the file: three queries. Projects that may not be named have no name, see :func:`read_responses`."""
    questions, read = read_responses(survey)
    columns = [column for question in questions for column in _list_columns(question)]
    about = [
        (_("Édition"), survey.edition.name),
        (_("Enquête"), survey.heading),
        (_("Établi le"), longdate(at)),
        (_("Réponses"), str(len(read))),
        (_("À savoir"), _("Ne citez que ce que la personne a accepté de voir cité, avec son nom ou sans.")),
    ]
    write_xlsx(
        path,
        [_format_head(survey), *(column.label for column in columns)],
        [NARROW * 2, *(WIDE if column.question.max_length else NARROW for column in columns)],
        (
            [response.project or _("sans nom"), *(column.read(response) for column in columns)]
            for response in read
        ),
        title=_("Réponses"),
        about=about,
    )


def _format_head(survey: Survey) -> str:
    only_projects = survey.invites_projects and not survey.invites_people and not survey.includes_attendees
    return _("Projet") if only_projects else _("Qui")


@dataclass(frozen=True)
class FileColumn:
    """A question, or one ``row`` of a grid."""

    question: Question
    label: str
    row: str = ""

    def read(self, response: Response) -> Cell:
        """A level is a number."""
        value = response.values.get(self.question.key)
        if self.row:
            kind = kinds.kind_of(self.question)
            value = value.get(self.row) if isinstance(value, dict) else None
            return value if isinstance(value, int) else dict(kind.choices(self.question)).get(str(value), "")
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return value if is_number else kinds.readable(self.question, value)


def _list_columns(question: Question) -> list[FileColumn]:
    kind = kinds.kind_of(question)
    if not kind.has_rows:
        return [FileColumn(question, question.label)]
    return [FileColumn(question, f"{question.label} – {label}", row) for row, label in kind.rows(question)]
