"""What a cell of a spreadsheet of dossiers says: an answer, a moment."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from accelerator.questionnaires import kinds
from accelerator.questionnaires.hygiene import clean_line
from accelerator.questionnaires.models import Question
from accelerator.spreadsheet import Cell
from accelerator.table_import import normalise_in_every_language
from programmes.enums import StructureProfile

PROFILE = "profile"
"""Its answers have shorter labels in the lists and in the exports: these are read too."""


def read_answer(question: Question, cell: Cell) -> Any:
    """The value to store, ``None`` for no answer. Raises ``AnswerRefused`` or ``ValidationError``."""
    names: dict[str, str] = {}
    for profile in StructureProfile if question.key == PROFILE else ():
        names |= dict.fromkeys(normalise_in_every_language(profile.label), profile.value)
    return kinds.from_cell(question, cell, names)


def read_moment(text: str) -> datetime | None:
    """A day without its hour is that day at noon; ``None`` for anything else."""
    for form in ("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            moment = datetime.strptime(clean_line(text), form)  # noqa: DTZ007 (the zone is added below)
        except ValueError:
            continue
        moment = moment.replace(tzinfo=timezone.get_default_timezone())
        return moment if "%H" in form else moment.replace(hour=12)
    return None
