"""Dossiers read in batches, with a bounded number of rows in memory and of queries: 2 or 3 for a hundred dossiers.

Only visible answers of a dossier are handed on: those of questions hidden by ``show_if`` are left out,
and so is what an audience may not read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import F

from accelerator.questionnaires import conditions, kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Answer, Attachment, Question
from accelerator.types import Values
from projects.application.enums import READ_BY_JURY, SCORED
from projects.application.models import ApplicationQuerySet
from projects.application.queries.dossier import with_standing_version
from projects.models import Application, ExportJob
from projects.triage.listing import filters_of

BATCH = 100
READ_BY_ORGANISERS = frozenset(AnswerAudience) - {AnswerAudience.LOGISTICS}

Forms = Mapping[int, Sequence[Question]]
"""Revision id → its questions, in order."""


class ListLost(Exception):
    """A filter of the requested list no longer exists: without it, other dossiers would come out."""


@dataclass(frozen=True, slots=True)
class ExportedDossier:
    """A dossier with the answers that an export needs. ``values`` and ``files`` by question key, for the wanted
    ``questions`` that are visible in this dossier.

    ``form`` is the same for all dossiers that answer one revision.
    """

    application: Application
    form: "Form"
    questions: Sequence[Question]
    values: Values
    files: Mapping[str, Sequence[Attachment]]


@dataclass(frozen=True)
class Form:
    """One revision as it is read: every question in order, those that are wanted, and the keys of both."""

    questions: Sequence[Question]
    wanted: Sequence[Question]
    keys: Mapping[int, str]
    conditional: bool

    @classmethod
    def of(cls, questions: Sequence[Question], wanted: Sequence[Question]) -> "Form":
        conditional = any(question.show_if for question in questions)
        needed = questions if conditional else wanted
        return cls(questions, wanted, {item.pk: item.key for item in needed}, conditional)


NO_FORM = Form((), (), {}, conditional=False)


def audiences(*, logistics: bool) -> frozenset[str]:
    """The audiences of the answers in a file; logistics only on request."""
    return READ_BY_ORGANISERS | ({AnswerAudience.LOGISTICS} if logistics else set())


def applications_of(job: ExportJob) -> ApplicationQuerySet:
    """The dossiers of a file, in the order they came: sent, in the requested state, and none from which its author
    stepped aside.

    ``query`` among the options is the query string of a filtered list: the file has the dossiers of that list,
    withdrawn ones included. Raises :class:`ListLost` when that list cannot be found again. Of a juror's dossiers, those
    that this juror may still review.
    """
    applications = Application.objects.read_by_organiser(job.requested_by).for_edition(job.edition)
    if job.kind == ExportJob.Kind.PACK:
        theirs = Application.objects.reviewed_by(job.options["reviewer"]).filter(state__in=SCORED)
        return applications.filter(pk__in=theirs.order_by().values("pk")).order_by("reference")
    if job.kind == ExportJob.Kind.JURY:
        return applications.filter(state__in=READ_BY_JURY).order_by("reference")
    state, query = job.options.get("state"), job.options.get("query")
    if query:
        listed = filters_of(job.requested_by, job.edition, applications, query)
        if listed.unknown:
            raise ListLost
        applications = Application.objects.filter(pk__in=listed.qs.order_by().values("pk"))
    else:
        applications = applications.filter(state=state) if state else applications.received()
    return applications.order_by("submitted_at", "pk")


def forms_of(applications: ApplicationQuerySet, *, readers: Collection[str]) -> Forms:
    """The questions that these dossiers answer and that ``readers`` may read, revision by revision. 1 query.

    A question of another audience stays when others depend on it; :func:`read` never hands on its answer.
    """
    revisions = applications.order_by().values("sheet__revision")
    by_revision: dict[int, list[Question]] = defaultdict(list)
    for question in (
        Question.objects.filter(revision__in=revisions)
        .select_related("section")
        .order_by("revision", "section__position", "position")
    ):
        by_revision[question.revision_id].append(question)
    return {
        revision: [
            question
            for question in questions
            if question.audience in readers or _has_dependent_questions(question, questions)
        ]
        for revision, questions in by_revision.items()
    }


def _has_dependent_questions(question: Question, questions: Sequence[Question]) -> bool:
    return any((conditions.parse_condition(candidate) or ("",))[0] == question.key for candidate in questions)


def read(
    applications: ApplicationQuerySet,
    forms: Forms,
    *,
    readers: Collection[str],
    keys: Collection[str] | None = None,
    with_files: bool = False,
    batch: int = BATCH,
) -> Iterator[ExportedDossier]:
    """The dossiers in order. ``keys``: the answers wanted, all of them by default.

    1 query for all, then 1 for each batch, 2 with files.
    """
    read_as = {
        revision: Form.of(
            questions,
            [
                question
                for question in questions
                if question.audience in readers and (keys is None or question.key in keys)
            ],
        )
        for revision, questions in forms.items()
    }
    needed = {pk for form in read_as.values() for pk in form.keys}
    with_files = with_files and any(
        kinds.kind_of(question).is_file for form in read_as.values() for question in form.wanted
    )
    rows = (
        with_standing_version(applications).annotate(revision=F("sheet__revision")).iterator(chunk_size=batch)
    )
    while together := list(islice(rows, batch)):
        sheets = [application.sheet_id for application in together]
        values = _read_values(sheets, needed) if needed else {}
        files = _read_files(sheets, needed) if with_files else {}
        for application in together:
            form = read_as.get(application.revision, NO_FORM)
            yield _build_dossier(
                application, form, values.get(application.sheet_id, {}), files.get(application.sheet_id, {})
            )


def _build_dossier(
    application: Application, form: Form, values: Mapping[int, object], files: Mapping[int, list[Attachment]]
) -> ExportedDossier:
    questions = form.wanted
    by_key = {form.keys[pk]: value for pk, value in values.items()}
    if form.conditional:
        visible = conditions.visible_keys(form.questions, by_key)
        questions = [value for value in questions if value.key in visible]
        by_key = {value.key: by_key[value.key] for value in questions if value.key in by_key}
    mine = {value.key: files[value.pk] for value in questions if value.pk in files} if files else {}
    return ExportedDossier(application, form, questions, by_key, mine)


def _read_values(sheets: Sequence[int], questions: Collection[int]) -> dict[int, dict[int, object]]:
    """Sheet → question → value."""
    by_sheet: dict[int, dict[int, object]] = {}
    rows = Answer.objects.filter(sheet__in=sheets, question__in=questions, value__isnull=False).order_by()
    for sheet, question, value in rows.values_list("sheet_id", "question_id", "value"):
        if value not in ("", []):
            by_sheet.setdefault(sheet, {})[question] = value
    return by_sheet


def _read_files(sheets: Sequence[int], questions: Collection[int]) -> dict[int, dict[int, list[Attachment]]]:
    """Sheet → question → attachments, oldest first."""
    by_sheet: dict[int, dict[int, list[Attachment]]] = {}
    rows = Attachment.objects.filter(sheet__in=sheets, question__in=questions).order_by("uploaded_at", "pk")
    for attachment in rows:
        by_sheet.setdefault(attachment.sheet_id, {}).setdefault(attachment.question_id, []).append(attachment)
    return by_sheet
