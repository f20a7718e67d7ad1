"""The columns of a table of dossiers: what every dossier has, each question by its key, the reviews' totals."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Question
from programmes.models import Edition
from projects.application.models import ApplicationQuerySet
from projects.conflicts.queries import Conflicts
from projects.exchange.exports.reading import ExportedDossier
from projects.exchange.exports.writers import Cell
from projects.models import Application, Decision, Review, Score

COMMENTS = "review_comments"
COUNTED_REVIEWS = "counted_reviews"
"""Where a dossier keeps the reviews that :func:`with_comments` read."""
ANSWER = "q:"
"""What starts the key of a question's column."""


@dataclass(frozen=True)
class ExportColumn:
    """A column of an export. ``width`` in characters; ``read`` gives its cell, ``audience`` is that of the answer for
    a question's column.
    """

    key: str
    label: "str | Promise"
    width: int = 18
    read: Callable[[Application], Cell] | None = None
    audience: str = ""
    is_score: bool = False
    """Hidden from a reader with a conflict of interest, or who has a review to send."""

    @property
    def question(self) -> str:
        """The key of the question it shows, or nothing."""
        return self.key.removeprefix(ANSWER) if self.key.startswith(ANSWER) else ""


@dataclass(frozen=True)
class Group:
    title: "str | Promise"
    columns: Sequence[ExportColumn]


def convert_time(at: datetime | None) -> datetime | None:
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0) if at else None


def convert_number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _read_origin(application: Application, name: str) -> str:
    origin = getattr(application, "origin", None)
    return str(getattr(origin, name)()) if origin and name.startswith("get_") else getattr(origin, name, "")


IDENTITY = (
    ExportColumn("reference", _("Référence"), read=lambda item: item.reference),
    ExportColumn("state", _("État"), read=lambda item: item.get_state_display()),
    ExportColumn("submitted_at", _("Déposé le"), read=lambda item: convert_time(item.submitted_at)),
    ExportColumn("title", _("Titre"), 40, lambda item: item.title),
    ExportColumn("structure_name", _("Structure"), 30, lambda item: item.structure_name),
    ExportColumn("profile", _("Profil"), 26, lambda item: item.get_profile_display()),
    ExportColumn("department", _("Département"), read=lambda item: item.department),
    ExportColumn("holder_name", _("Personne porteuse"), 26, lambda item: item.holder_name),
    ExportColumn("source", _("Origine"), read=lambda item: _read_origin(item, "get_source_display")),
    ExportColumn(
        "source_reference", _("Référence d’origine"), read=lambda item: _read_origin(item, "reference")
    ),
)


def _format_comments(application: Application) -> str:
    """The comments of the committee, person by person, then criterion by criterion."""
    lines = []
    for review in getattr(application, COUNTED_REVIEWS, ()):
        lines.append(" : ".join(filter(None, [review.reviewer_label, review.committee_comment])))
        for score in review.scores.all():
            level = _("non évaluable") if score.level is None else f"{score.level}/4"
            lines.append(f"– {score.criterion.label} ({level}) : {score.comment}")
    return "\n".join(lines)


def _read_decision(read: Callable[[Decision], Cell]) -> Callable[[Application], Cell]:
    """What the reader of the file may see of a decision: see ``Conflicts.mark_outcome``."""
    return lambda item: read(item.visible_decision) if item.visible_decision else None


REVIEWS = (
    ExportColumn("reviews_expected", _("Évaluations attendues"), read=lambda item: item.reviews_expected),
    ExportColumn("reviews_done", _("Évaluations reçues"), read=lambda item: item.reviews_done),
    ExportColumn("score", _("Note sur 100"), read=lambda item: convert_number(item.score), is_score=True),
    ExportColumn(
        "score_low", _("Note, borne basse"), read=lambda item: convert_number(item.score_low), is_score=True
    ),
    ExportColumn(
        "score_high", _("Note, borne haute"), read=lambda item: convert_number(item.score_high), is_score=True
    ),
    ExportColumn(
        COMMENTS, _("Commentaires du comité, critère par critère"), 60, read=_format_comments, is_score=True
    ),
)
DECISIONS = (
    ExportColumn(
        "decision", _("Décision"), read=_read_decision(lambda item: str(item.get_outcome_display()))
    ),
    ExportColumn("decision_reason", _("Raison de la décision"), 60, _read_decision(lambda item: item.reason)),
    ExportColumn(
        "reserve_rank",
        _("Rang sur la liste complémentaire"),
        read=_read_decision(lambda item: item.visible_rank),
    ),
    ExportColumn(
        "decided_at", _("Décidé le"), read=_read_decision(lambda item: convert_time(item.decided_at))
    ),
)
SUGGESTED = (
    "reference",
    "state",
    "submitted_at",
    "title",
    "structure_name",
    "profile",
    "department",
    "holder_name",
)
"""The columns that are ticked when nobody chose."""


def groups_for(edition: Edition, *, logistics: bool = True) -> list[Group]:
    """Every column an organiser may choose, group by group. 1 query.

    A question is named by the last revision that asks it; those that only logistics reads have a group of their own.
    """
    questions = questions_of(edition)
    # a column already repeats these answers
    columns = {column.key for column in IDENTITY}
    answered = [question for question in questions.values() if question.key not in columns]
    answers = [_build_column(value) for value in answered if value.audience != AnswerAudience.LOGISTICS]
    private = [_build_column(value) for value in answered if value.audience == AnswerAudience.LOGISTICS]
    groups = [
        Group(_("Le dossier"), IDENTITY),
        Group(_("Les réponses"), answers),
        Group(_("Les évaluations"), REVIEWS),
        Group(_("La décision"), DECISIONS),
        Group(_("Logistique"), private if logistics else []),
    ]
    return [group for group in groups if group.columns]


def questions_of(edition: Edition) -> dict[str, Question]:
    """The questions of the call's form and of the forms its dossiers answered, by key, in the order of the last one."""
    call = edition.call
    revisions = Application.objects.for_call(call).order_by().values("sheet__revision")
    rows = Question.objects.filter(
        revision__in=[call.form_id] if call.form_id else []
    ) | Question.objects.filter(revision__in=revisions)
    questions_by_key: dict[str, Question] = {}
    for question in rows.order_by("-revision__published_at", "-revision", "section__position", "position"):
        if kinds.kind_of(question).asks:
            questions_by_key.setdefault(question.key, question)
    return questions_by_key


def _build_column(question: Question) -> ExportColumn:
    width = 50 if kinds.kind_of(question).is_wide else 24
    return ExportColumn(f"{ANSWER}{question.key}", question.label, width, audience=question.audience)


def find_columns(groups: Iterable[Group], keys: Collection[str]) -> list[ExportColumn]:
    """The columns of these keys, in the order of the groups; a key that is unknown (any more) is left out."""
    return [column for group in groups for column in group.columns if column.key in keys]


def with_comments(applications: ApplicationQuerySet) -> ApplicationQuerySet:
    """Prefetch the reviews that count and the scores that have a comment: three queries for each batch."""
    reviews = Review.objects.in_score().with_reviewer().order_by("reviewer__name", "pk")
    commented = Score.objects.exclude(comment="").order_by("criterion__position")
    scores = Prefetch("scores", commented.prefetch_related("criterion"))
    return applications.prefetch_related(
        Prefetch("reviews", reviews.prefetch_related(scores), to_attr=COUNTED_REVIEWS)
    )


class DossierRows:
    """Turns dossiers into rows of cells for some columns.

    Cells of a score, of a decision or of a rank are empty where ``conflicts`` hide it from
    the person who requested the file.
    Dossiers come with their decision.
    """

    def __init__(self, columns: Sequence[ExportColumn], conflicts: Conflicts) -> None:
        self._columns, self._conflicts = columns, conflicts

    def row(self, dossier: ExportedDossier) -> list[Cell]:
        values, application = dossier.values, dossier.application
        questions = {question.key: question for question in dossier.questions}
        self._conflicts.mark_outcome(application)
        row: list[Cell] = []
        for column in self._columns:
            key = column.question
            if column.read is not None:
                is_hidden = column.is_score and application.pk in self._conflicts.because
                row.append(None if is_hidden else column.read(application))
            elif key in dossier.files:
                row.append(", ".join(file.name for file in dossier.files[key]))
            elif key in values and key in questions:
                row.append(kinds.to_cell(questions[key], values[key]))
            else:
                row.append(None)
        return row
