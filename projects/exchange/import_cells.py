"""The answer in a cell: people write « Oui », the words of a choice, a date, not the codes that are stored."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.hygiene import clean_line
from accelerator.questionnaires.models import Question
from accelerator.spreadsheet import Cell, as_text
from accelerator.table_import import (
    ensure_computed,
    normalise_in_every_language,
    read_yes_or_no,
    split_choices,
)
from accelerator.web.search import normalise
from programmes.enums import StructureProfile

SIRET_DIGITS = 14
PROFILE = "profile"
"""Its answers have shorter labels in the lists and in the exports."""
MOST_LISTED = 5
"""Choices that are named when an answer is none of them."""


def read_answer(question: Question, cell: Cell) -> Any:
    """The value to store, ``None`` for no answer. Raises ``AnswerRefused`` or ``ValidationError``."""
    if cell is None or cell == "":
        return None
    ensure_computed(cell)
    return kinds.clean(question, _read(question, as_text(cell), is_text=isinstance(cell, str)))


def _read(question: Question, text: str, *, is_text: bool) -> Any:
    """What a browser would send for this answer."""
    match question.kind:
        case QuestionKind.YES_NO:
            return "yes" if read_yes_or_no(text) else "no"
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            names = _tokens_by_name(question)
            pieces = [text] if question.kind == QuestionKind.SINGLE else split_choices(text, names, ", ")
            return [names.get(normalise(piece)) or _read_other(question, piece) for piece in pieces]
        case QuestionKind.SCALE | QuestionKind.RECOMMENDATION:
            return _read_level(text)
        case QuestionKind.MATRIX:
            return _read_matrix(question, text)
        case QuestionKind.DATE:
            return text.partition(" ")[0]  # a spreadsheet may add an hour to it
        case QuestionKind.SIRET if not is_text:
            return text.zfill(SIRET_DIGITS)  # a spreadsheet takes it for a number, and drops its zeros
    return text


def _tokens_by_name(question: Question) -> dict[str, str]:
    """The token of each choice by its labels and by itself; for the profile, by those of our exports too."""
    tokens: dict[str, str] = {}
    for profile in StructureProfile if question.key == PROFILE else ():
        tokens |= dict.fromkeys(normalise_in_every_language(profile.label), profile.value)
    return tokens | _values_by_name(question.options.get("choices", ()))


def _values_by_name(rows: Any) -> dict[str, str]:
    return {
        normalise(str(text)): str(row["value"])
        for row in rows
        for text in (row.get("label_en"), row.get("label_fr"), row["value"])
        if text
    }


def _read_other(question: Question, text: str) -> Any:
    if not kinds.allows_other(question):
        labels = [label for _token, label in kinds.kind_of(question).choices(question)]
        listed = ", ".join(f"« {label} »" for label in labels[:MOST_LISTED])
        raise AnswerRefused(
            _("« %(words)s » n’est pas une des réponses proposées : %(known)s")
            % {"words": text[:80], "known": listed + (", …" if len(labels) > MOST_LISTED else ".")}
        )
    for start in ("Autre :", "Autre\N{NO-BREAK SPACE}:", "Other:"):
        text = text.removeprefix(start)
    return {"other": text.strip()}


def _read_level(text: str) -> str:
    if normalise(text) in {"non concerne", "not applicable", "na"}:
        return kinds.NOT_APPLICABLE
    return text.split(" ", 1)[0].split("–", 1)[0].strip()


def _read_matrix(question: Question, text: str) -> list[str]:
    """One « ligne : niveau » on each line of the cell."""
    rows, levels = _values_by_name(question.options.get("rows", ())), []
    for part in filter(str.strip, text.replace(";", "\n").splitlines()):
        label, _colon, level = part.rpartition(":")
        if normalise(label) not in rows:
            raise AnswerRefused(
                _("écrivez une « ligne : niveau » à la fois, avec les lignes de la question.")
            )
        levels.append(f"{rows[normalise(label)]}={_read_level(level.strip())}")
    return levels


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
