"""The columns of a spreadsheet of dossiers: where each comes from, then a column for each question of the form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question
from accelerator.spreadsheet import Cell
from accelerator.table_import import TableColumn, normalise_in_every_language
from accelerator.text import clean_line
from accelerator.web.search import normalise
from programmes.enums import StructureProfile

REFERENCE, SUBMITTED, EMAIL, NAME = "reference", "submitted_at", "email", "name"
HOLDER = {EMAIL: "holder_email", NAME: "holder_name"}
"""What a dossier must say of its holder, and the question that says it, when the form has it."""
FIXED: dict[str, tuple["str | Promise", "str | Promise"]] = {
    REFERENCE: (
        gettext_lazy("Référence d’origine"),
        gettext_lazy("Le numéro du dossier là d’où il vient. Un même numéro n’est importé qu’une fois."),
    ),
    SUBMITTED: (
        gettext_lazy("Déposé le"),
        gettext_lazy("La date d’arrivée, par exemple 13/12/2018 ; celle de l’import si la cellule est vide."),
    ),
    EMAIL: (
        gettext_lazy("E-mail de la personne porteuse"),
        gettext_lazy("L’adresse de la personne porteuse : elle s’en sert pour se connecter."),
    ),
    NAME: (gettext_lazy("Nom de la personne porteuse"), gettext_lazy("Son nom et son prénom.")),
}
"""The label of each column that is no question, and its help."""
PROFILE = "profile"
"""Its answers have shorter labels in the lists and in the exports: these are read too."""


@dataclass(frozen=True)
class ApplicationColumn(TableColumn):
    question: Question | None = None


def list_columns(
    questions: Sequence[Question], *, incomplete_accepted: bool = False
) -> list[ApplicationColumn]:
    """In the present language; the files of a form are not among them."""
    keys = {question.key for question in questions}
    columns = [
        ApplicationColumn(
            key,
            str(label),
            frozenset(normalise_in_every_language(label)),
            required=key in (REFERENCE, EMAIL),
            absence="refused" if key in (REFERENCE, EMAIL) else "accepted",
            help=str(help_text),
        )
        for key, (label, help_text) in FIXED.items()
        if HOLDER.get(key) not in keys
    ]
    taken = {name for column in columns for name in column.names}
    for question in questions:
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
                absence=("noted" if incomplete_accepted else "refused") if required else "accepted",
                help=kinds.describe_cell(question),
                question=question,
            )
        )
    return columns


def is_imported(question: Question) -> bool:
    kind = kinds.kind_of(question)
    return kind.asks and not kind.is_file


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
