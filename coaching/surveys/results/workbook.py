"""The responses to a survey as an XLSX file, one row each, for the organisers."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question
from accelerator.web.templatetags.prose import longdate
from coaching.models import Survey
from coaching.surveys.results.reading import Response, responses
from projects.exchange.exports import workbook
from projects.exchange.exports.cells import Cell

WIDE, NARROW = 40, 18


def write_responses(path: Path, survey: Survey, *, at: datetime) -> None:
    """Write the file: three queries. A project that may not be named is not, see :func:`responses`."""
    questions, read = responses(survey)
    about = [
        (_("Édition"), survey.edition.name),
        (_("Enquête"), survey.heading),
        (_("Établi le"), longdate(at)),
        (_("Réponses"), str(len(read))),
        (_("À savoir"), _("Ne citez que ce que la personne a accepté de voir cité, avec son nom ou sans.")),
    ]
    workbook.write(
        path,
        [_head_names(survey), *(question.label for question in questions)],
        [NARROW * 2, *(WIDE if question.max_length else NARROW for question in questions)],
        (_row(response, questions) for response in read),
        title=_("Réponses"),
        about=(_("À propos"), about),
    )


def _head_names(survey: Survey) -> str:
    only_projects = survey.asks_projects and not survey.asks_people and not survey.asks_by_name
    return _("Projet") if only_projects else _("Qui")


def _row(response: Response, questions: list[Question]) -> list[Cell]:
    cells: list[Cell] = [response.project or _("sans nom")]
    for question in questions:
        value = response.values.get(question.key)
        is_number = isinstance(value, int) and not isinstance(value, bool)
        cells.append(value if is_number else kinds.readable(question, value))
    return cells
