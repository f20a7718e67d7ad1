"""What a cell says, as an answer: people write « Oui », the words of a choice, a date, not the codes we store."""

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accelerator import spreadsheet
from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.hygiene import clean_line
from accelerator.questionnaires.models import Question
from accelerator.spreadsheet import UNCOMPUTED, Cell, as_text
from accelerator.web.search import normalise
from programmes.enums import StructureProfile

YES, NO = {"oui", "o", "yes", "y", "vrai", "true", "x", "1"}, {"non", "n", "no", "faux", "false", "0"}
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
SIRET_DIGITS = 14
PROFILE = "profile"
"""Its answers have shorter words in the lists and in the exports."""
MOST_LISTED = 5
"""Choices that a refused answer is told of."""
_CHOSEN = {QuestionKind.SINGLE, QuestionKind.MULTIPLE}
_LEVELS = {QuestionKind.SCALE, QuestionKind.RECOMMENDATION}


def answer(question: Question, cell: Cell) -> Any:
    """The value to store, ``None`` for no answer. Raises AnswerRefused with words for people."""
    if cell is None or cell == "":
        return None
    if cell == UNCOMPUTED:
        raise AnswerRefused(formula_message())
    if cell in ERRORS:
        raise AnswerRefused(_("la cellule contient une erreur de calcul."))
    return kinds.clean(question, _raw(question, cell))


def formula_message() -> str:
    """What is said of a formula whose result is not in the file."""
    return _("Cette cellule est une formule dont le fichier ne garde pas le résultat : mettez-y la valeur.")


def _raw(question: Question, cell: Cell) -> Any:
    text = as_text(cell)
    if question.kind == QuestionKind.YES_NO:
        return _yes_or_no(cell, text)
    if question.kind in _CHOSEN:
        return _choices(question, text)
    if question.kind in _LEVELS:
        return _level(question, text)
    if question.kind == QuestionKind.MATRIX:
        return _matrix(question, text)
    if question.kind == QuestionKind.SIRET and not isinstance(cell, str):
        return text.zfill(SIRET_DIGITS)  # a spreadsheet takes it for a number, and drops its zeros
    return text


def _yes_or_no(cell: Cell, text: str) -> str:
    said = normalise(text)
    if said in YES:
        return "yes"
    if said in NO:
        return "no"
    raise AnswerRefused(_("écrivez « oui » ou « non »."))


def _tokens(question: Question) -> dict[str, str]:
    """The words of each choice, in both languages, and its own token; for the profile, those of our exports too."""
    found: dict[str, str] = {}
    if question.key == PROFILE:
        for language, _name in settings.LANGUAGES:
            with override(language):
                found |= {normalise(str(item.label)): item.value for item in StructureProfile}
    for choice in question.options.get("choices", ()):
        for words in (choice.get("label_en"), choice.get("label_fr"), choice["value"]):
            if words:
                found[normalise(str(words))] = str(choice["value"])
    return found


def _choices(question: Question, text: str) -> list[Any]:
    known = _tokens(question)
    pieces = [text] if question.kind == QuestionKind.SINGLE else _pieces(text, known)
    return [known.get(normalise(piece)) or _other(question, piece) for piece in pieces]


def _pieces(text: str, known: dict[str, str]) -> list[str]:
    """The choices of a cell: split at semicolons and lines, and at commas where no choice holds one."""
    pieces: list[str] = []
    for part in text.replace("\n", ";").split(";"):
        if part.strip():
            pieces += (
                [part] if normalise(part) in known else [item for item in part.split(", ") if item.strip()]
            )
    return [piece.strip() for piece in pieces]


def _other(question: Question, words: str) -> Any:
    if not kinds.allows_other(question):
        known = [label for _token, label in kinds.kind_of(question).choices(question)]
        listed = ", ".join(f"« {label} »" for label in known[:MOST_LISTED])
        raise AnswerRefused(
            _("« %(words)s » n’est pas une des réponses proposées : %(known)s")
            % {"words": words[:80], "known": listed + (", …" if len(known) > MOST_LISTED else ".")}
        )
    for start in ("Autre :", "Autre\N{NO-BREAK SPACE}:", "Other:"):
        words = words.removeprefix(start)
    return {"other": words.strip()}


def _level(question: Question, text: str) -> str:
    if normalise(text) in {"non concerne", "not applicable", "na"}:
        return kinds.NOT_APPLICABLE
    return text.split(" ", 1)[0].split("–", 1)[0].strip()


def _matrix(question: Question, text: str) -> list[str]:
    """One « ligne : niveau » on each line of the cell."""
    rows = {
        normalise(str(words)): str(row["value"])
        for row in question.options.get("rows", ())
        for words in (row.get("label_en"), row.get("label_fr"), row["value"])
        if words
    }
    given = []
    for part in text.replace(";", "\n").splitlines():
        label, _colon, level = part.rpartition(":")
        if part.strip():
            row = rows.get(normalise(label))
            if row is None:
                raise AnswerRefused(
                    _("écrivez une « ligne : niveau » à la fois, avec les lignes de la question.")
                )
            given.append(f"{row}={_level(question, level.strip())}")
    return given


def as_moment(cell: spreadsheet.Cell) -> datetime | None:
    zone = timezone.get_default_timezone()
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=zone) if cell.time() != time.min else _noon(cell.date())
    if isinstance(cell, date):
        return _noon(cell)
    text = clean_line(spreadsheet.as_text(cell))
    for form in ("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return _noon(datetime.strptime(text, form).date())  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone())
