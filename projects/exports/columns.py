"""The columns of a table of dossiers: what every dossier has, each question by its key, the reviews' totals."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires import kinds, siret
from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from accelerator.questionnaires.models import Question
from programmes.models import Edition
from projects.exports.reading import Dossier
from projects.models import Application

Cell = str | int | float | date | datetime | None
ANSWER = "q:"
"""What starts the key of a question's column."""
_AS_WRITTEN = {QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT, QuestionKind.EMAIL}
_AS_NUMBERS = {QuestionKind.NUMBER, QuestionKind.SCALE, QuestionKind.RECOMMENDATION}


@dataclass(frozen=True)
class Column:
    """``width`` in characters; ``audience`` of the answer, for a question's column."""

    key: str
    label: "str | Promise"
    width: int = 18
    audience: str = ""

    @property
    def question(self) -> str:
        """The key of the question it shows, or nothing."""
        return self.key.removeprefix(ANSWER) if self.key.startswith(ANSWER) else ""


@dataclass(frozen=True)
class Group:
    title: "str | Promise"
    columns: Sequence[Column]


def _local(at: datetime | None) -> datetime | None:
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0) if at else None


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _origin(application: Application, name: str) -> str:
    origin = getattr(application, "origin", None)
    return str(getattr(origin, name)()) if origin and name.startswith("get_") else getattr(origin, name, "")


IDENTITY: Mapping[str, tuple[Column, Callable[[Application], Cell]]] = {
    "reference": (Column("reference", _("Référence")), lambda one: one.reference),
    "state": (Column("state", _("État")), lambda one: str(one.get_state_display())),
    "submitted_at": (Column("submitted_at", _("Déposé le")), lambda one: _local(one.submitted_at)),
    "title": (Column("title", _("Titre"), 40), lambda one: one.title),
    "structure_name": (Column("structure_name", _("Structure"), 30), lambda one: one.structure_name),
    "profile": (Column("profile", _("Profil"), 26), lambda one: str(one.get_profile_display())),
    "department": (Column("department", _("Département")), lambda one: one.department),
    "holder_name": (Column("holder_name", _("Personne référente"), 26), lambda one: one.holder_name),
    "source": (Column("source", _("Origine")), lambda one: _origin(one, "get_source_display")),
    "source_reference": (Column("source_reference", _("Référence d’origine")), lambda one: _origin(one, "reference")),
}
REVIEWS: Mapping[str, tuple[Column, Callable[[Application], Cell]]] = {
    "reviews_expected": (Column("reviews_expected", _("Évaluations attendues")), lambda one: one.reviews_expected),
    "reviews_done": (Column("reviews_done", _("Évaluations reçues")), lambda one: one.reviews_done),
    "score": (Column("score", _("Note sur 100")), lambda one: _number(one.score)),
    "score_low": (Column("score_low", _("Note, borne basse")), lambda one: _number(one.score_low)),
    "score_high": (Column("score_high", _("Note, borne haute")), lambda one: _number(one.score_high)),
}
SUGGESTED = ("reference", "state", "submitted_at", "title", "structure_name", "profile", "department", "holder_name")
"""The columns that are ticked when nobody chose."""


def groups_for(edition: Edition, *, logistics: bool = True) -> list[Group]:
    """Every column an organiser may choose, group by group. 1 query.

    A question is named by the last revision that asks it; those that only logistics reads have a group of their own.
    """
    questions = questions_of(edition)
    # a column already repeats these answers
    asked = [one for one in questions.values() if one.key not in IDENTITY]
    answers = [_of_question(one) for one in asked if one.audience != AnswerAudience.LOGISTICS]
    private = [_of_question(one) for one in asked if one.audience == AnswerAudience.LOGISTICS]
    groups = [
        Group(_("Le dossier"), [column for column, _read in IDENTITY.values()]),
        Group(_("Les réponses"), answers),
        Group(_("Les évaluations"), [column for column, _read in REVIEWS.values()]),
        Group(_("Logistique"), private if logistics else []),
    ]
    return [group for group in groups if group.columns]


def questions_of(edition: Edition) -> dict[str, Question]:
    """The questions of the call's form and of the forms its dossiers answered, by key, in the order of the last one."""
    call = getattr(edition, "call", None)
    if call is None:
        return {}
    revisions = Application.objects.for_call(call).order_by().values("sheet__revision")
    rows = Question.objects.filter(revision__in=[call.form_id] if call.form_id else []) | Question.objects.filter(
        revision__in=revisions
    )
    found: dict[str, Question] = {}
    for question in rows.order_by("-revision__published_at", "-revision", "section__position", "position"):
        if kinds.kind_of(question).asks:
            found.setdefault(question.key, question)
    return found


def _of_question(question: Question) -> Column:
    wide = question.kind in {QuestionKind.LONG_TEXT, QuestionKind.MATRIX, QuestionKind.MULTIPLE}
    return Column(f"{ANSWER}{question.key}", question.label, 50 if wide else 24, question.audience)


def chosen(groups: Iterable[Group], keys: Collection[str]) -> list[Column]:
    """The columns of these keys, in the order of the groups; a key that is unknown (any more) is left out."""
    return [column for group in groups for column in group.columns if column.key in keys]


class Reader:
    """Turns dossiers into rows of cells for some columns. What it learns of a choice's words, it remembers."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        known = {**IDENTITY, **REVIEWS}
        self._fixed = {column.key: known[column.key][1] for column in columns if column.key in known}
        self._words: dict[tuple[int, str], str] = {}

    def row(self, dossier: Dossier) -> list[Cell]:
        by_key = {one.key: one for one in dossier.questions}
        return [self._cell(column, dossier, by_key) for column in self.columns]

    def _cell(self, column: Column, dossier: Dossier, questions: Mapping[str, Question]) -> Cell:
        if column.key in self._fixed:
            return self._fixed[column.key](dossier.application)
        question = questions.get(column.question)
        if question is None:
            return None
        if question.kind == QuestionKind.FILE:
            return ", ".join(one.name for one in dossier.files.get(question.key, ())) or None
        value = dossier.values.get(question.key)
        return None if value is None else self._answer(question, value)

    def _answer(self, question: Question, value: Any) -> Cell:
        if question.kind in _AS_WRITTEN:
            return str(value)
        if question.kind in _AS_NUMBERS and isinstance(value, int | float):
            return value
        if question.kind == QuestionKind.SIRET and siret.number_of(value):
            return str(value)
        if question.kind == QuestionKind.DATE:
            try:
                return date.fromisoformat(value)
            except (TypeError, ValueError):
                return str(value)
        at = (question.pk, repr(value))
        if at not in self._words:
            if len(self._words) > 20_000:  # words of one's own, rows of a matrix: as many as dossiers
                self._words.clear()
            self._words[at] = kinds.readable(question, value)
        return self._words[at]
