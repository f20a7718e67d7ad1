"""What the pages of applying show: the steps of the form, the organiser's list, the history of a dossier."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit import verbs
from accelerator.audit.models import AuditEntry
from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Question, Section
from accelerator.registry import Registry
from accelerator.types import Context
from accelerator.web.search import places
from accelerator.web.templatetags.prose import longdate
from programmes.models import Call
from projects.application.enums import ApplicationState
from projects.conflicts.queries import pending_reviews_of
from projects.models import Application

NO_FILE = UUID(int=0)
PAGE_SIZE = 50
RULES_KEY = "rules_accepted"
BOTH_DAYS_KEY = "both_days"
"""The answer on the page that sends the dossier, beside the rules: it is in no step of the form."""
SORTS = {
    "submitted": ("-submitted_at", "-pk"),
    "-submitted": ("submitted_at", "pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
}


@dataclass(frozen=True)
class Step:
    """One page of the form: ``number`` from 1; ``missing`` required questions without an answer."""

    number: int
    section: Section
    missing: int


@dataclass(frozen=True)
class FormMap:
    """The pages of an application's form and their missing answers.

    ``total`` counts the required answers of these pages; ``elsewhere`` those on the page that sends: the rules.
    ``stock`` is what was read to know it.
    """

    application: Application
    steps: Sequence[Step]
    missing: Sequence[Question]
    total: int
    elsewhere: int
    stock: queries.Stock

    def header(self, current: int) -> list[Context]:
        """Items of ``step_header``; the last one is the sending. ``current`` past the steps is the sending itself."""
        ref = self.application.reference
        items = [
            {
                "label": step.section.title,
                "href": reverse("projects:application_form", args=[ref, step.number]),
                "state": self._find_step_state(step, current),
            }
            for step in self.steps
        ]
        sending = "current" if current > len(self.steps) else "coming"
        href = reverse("projects:application_review_and_submit", args=[ref])
        return [*items, {"label": _("Envoi"), "href": href, "state": sending}]

    @staticmethod
    def _find_step_state(step: Step, current: int) -> str:
        if step.number == current:
            return "current"
        if not step.missing:
            return "done"
        return "missing" if step.number < current else "coming"

    @property
    def gap_count(self) -> int:
        return len(self.missing)

    @property
    def answer_count(self) -> int:
        return self.total - self.gap_count

    @property
    def next_step(self) -> int:
        """The first incomplete step."""
        return next((step.number for step in self.steps if step.missing), 1)

    @property
    def absence(self) -> dict[str, str] | None:
        """The question about being there both days, as a link, when it is answered « Non »."""
        question = next(
            (question for question in self.stock.questions if question.key == BOTH_DAYS_KEY), None
        )
        answer = self.stock.answers.get(question.pk) if question else None
        if question is None or answer is None or answer.value is not False:
            return None
        step = next((step.number for step in self.steps if step.section.pk == question.section_id), 1)
        return {"label": question.label, "href": self._find_field(step, question)}

    @property
    def to_correct(self) -> list[Question]:
        """The questions of ``missing`` that have an answer, too long or too short: the form may have changed since."""
        answers = self.stock.answers
        return [
            question
            for question in self.missing
            if question.pk in answers and kinds.is_answer(question, answers[question.pk].value)
        ]

    @property
    def absent_count(self) -> int:
        return self.gap_count - len(self.to_correct)

    def gaps(self) -> list[Context]:
        """The answers that are not there, step by step, as links; the rules are accepted where one sends."""
        corrected = {item.pk for item in self.to_correct}
        return self._build_links([question for question in self.missing if question.pk not in corrected])

    def corrections(self) -> list[Context]:
        """The answers to correct, as :meth:`gaps`."""
        return self._build_links(self.to_correct)

    def _build_links(self, questions: Sequence[Question]) -> list[Context]:
        """Links to the fields of these questions, step by step."""
        by_section: dict[int, list[Question]] = {}
        for question in questions:
            by_section.setdefault(question.section_id, []).append(question)
        return [
            {
                "title": step.section.title,
                "links": [
                    {"label": item.label, "href": self._find_field(step.number, item)}
                    for item in by_section[step.section.pk]
                ],
            }
            for step in self.steps
            if step.section.pk in by_section
        ]

    def _find_field(self, number: int, question: Question) -> str:
        page = reverse("projects:application_form", args=[self.application.reference, number])
        return f"{page}#div_id_q_{question.key}"


def form_map(application: Application) -> FormMap:
    """The progress of each step of the form: two queries, however long the form."""
    stock = queries.stock(application.working_sheet)
    completeness = stock.completeness
    of_the_steps = [
        question for question in kinds.filter_questions(completeness.questions) if question.key != RULES_KEY
    ]
    missing = [question for question in completeness.missing if question.key != RULES_KEY]
    by_section = Counter(question.section_id for question in missing)
    sections = {question.section_id: question.section for question in of_the_steps}.values()
    steps = [
        Step(number, section, by_section[section.pk]) for number, section in enumerate(sections, start=1)
    ]
    elsewhere = sum(question.key == RULES_KEY for question in completeness.demanded)
    total = len(completeness.demanded) - elsewhere
    return FormMap(application, steps, missing, total=total, elsewhere=elsewhere, stock=stock)


def split_logistics(
    sections: Sequence[queries.ReadableSection],
) -> tuple[list[queries.ReadableSection], list[tuple[str, str]]]:
    """Answers apart from those that only logistics reads, which become ``(label, text)`` pairs."""
    apart: list[tuple[str, str]] = []
    readable = []
    for section in sections:
        rows = [answer for answer in section.rows if answer.question.audience != AnswerAudience.LOGISTICS]
        apart += [(answer.label, answer.text) for answer in section.rows if answer not in rows]
        if rows:
            readable.append(queries.ReadableSection(section.title, section.anchor, rows))
    return readable, apart


def mentions(
    sections: Iterable[queries.ReadableSection], values: Mapping[str, object], typed: str
) -> list[queries.ReadableAnswer]:
    """The answers with some of the searched words, as displayed or as searched: a SIRET is displayed
    in groups of digits, a choice in one language.
    """
    return [
        answer
        for section in sections
        for answer in section.rows
        if places(answer.text, typed)
        or places(kinds.join_search_texts(answer.question, values.get(answer.question.key)), typed)
    ]


def history(application: Application, reader: User) -> list[Context]:
    """What was done to the dossier, oldest first, in words: one query. Items of the ``timeline`` component.

    Entries that reveal its decision are excluded for a reader whose review is pending.
    """
    secret = [verb.name for verb in verbs.list_declared() if verb.reveals_outcome]
    entries = AuditEntry.objects.filter(
        subject_type=application._meta.label_lower, subject_id=str(application.pk)
    ).exclude(Exists(pending_reviews_of(reader).filter(application=application)), verb__in=secret)
    return [
        {
            "label": verb.step if (verb := entry.declared_verb) and verb.step else entry.verb,
            "date": longdate(entry.at),
            "state": "done",
            "text": " · ".join(filter(None, [str(entry.actor or ""), entry.data.get("reason", "")])),
        }
        for entry in entries.select_related("actor").order_by("pk")
    ]


def days_left(call: Call, at: datetime) -> int:
    """Days on the calendar of Paris until closing: 0 on the day itself."""
    return (timezone.localdate(call.closes_at) - timezone.localdate(at)).days


def build_sort_links(query: QueryDict) -> dict[str, dict[str, str]]:
    """For each sortable column, the address that sorts by it, in reverse on a second click, and its ``aria-sort``."""
    current = query.get("sort") if query.get("sort") in SORTS else "submitted"
    links = {}
    for column, order, opposite in (
        ("submitted", "descending", "ascending"),
        ("title", "ascending", "descending"),
    ):
        parameters = query.copy()
        parameters.pop("page", None)
        parameters["sort"] = f"-{column}" if current == column else column
        aria = {column: order, f"-{column}": opposite}.get(current or "", "")
        links[column] = {"href": f"?{parameters.urlencode()}", "aria": aria}
    return links


def file_url(application: Application, name: str = "projects:application_file") -> str:
    """Address of a file of the dossier, with ``__id__`` in the place of its identifier."""
    return reverse(name, args=[application.reference, NO_FILE]).replace(str(NO_FILE), "__id__")


WITHOUT_PLACE = frozenset({ApplicationState.RESERVE, ApplicationState.NOT_SELECTED})
"""States of an announced dossier whose answer is read on its own page: a place has a page of its own."""

AnswerReader = Callable[[Application, datetime], object | None]

_readers: Registry[AnswerReader] = Registry()
register_answer = _readers.add


def find_answer(application: Application, at: datetime) -> object | None:
    """The answer for the holders of this dossier; ``None`` before it is announced, and to a project with a place."""
    if application.state not in WITHOUT_PLACE:
        return None
    return next((answer for read in _readers if (answer := read(application, at))), None)
