"""What pages of completion show: which questions reopen, what was asked, what changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, QuerySet

from accelerator.accounts.models import User
from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.conditions import parse_condition
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import AnswerSheet, Attachment, Question
from projects.application.queries.applications import RULES_KEY
from projects.completion.enums import CompletionState
from projects.conflicts.mail_visibility import organisers_concerned
from projects.models import Application, CompletionItem, CompletionRequest


@dataclass(frozen=True)
class AskedItem:
    """One question asked for again, in words; ``after`` is empty until the answer is sent back."""

    question: Question
    problem: Any
    message: str
    before: str
    after: str
    changed: bool


@dataclass(frozen=True)
class AskedRequest:
    request: CompletionRequest
    items: list[AskedItem]

    @property
    def keys(self) -> list[str]:
        return [item.question.key for item in self.items]

    @property
    def tone(self) -> str:
        return {
            CompletionState.OPEN: "warning",
            CompletionState.ANSWERED: "accent",
            CompletionState.ACCEPTED: "success",
        }.get(CompletionState(self.request.state), "neutral")


def askable(sheet: AnswerSheet) -> list[Question]:
    """The questions that may be asked for again, in order, with their section: all but the rules. 1 query."""
    asked = kinds.filter_questions(queries.questions(sheet.revision_id))
    return [question for question in asked if question.key != RULES_KEY]


def with_dependents(questions: Iterable[Question], chosen: Iterable[str]) -> set[str]:
    """The keys chosen, and those of questions that their answers may show: they reopen together.

    ``questions`` are in their order.
    """
    reopened = set(chosen)
    for question in questions:
        condition = parse_condition(question)
        if condition and condition[0] in reopened:
            reopened.add(question.key)
    return reopened


def list_reopened_keys(request: CompletionRequest) -> set[str]:
    """The keys whose answers may be changed under this request. 2 queries."""
    chosen = request.items.values_list("question__key", flat=True)
    return with_dependents(queries.questions(request.sheet.revision_id), chosen)


def open_request(application: Application) -> CompletionRequest | None:
    """The request that waits for an answer. 1 query."""
    return application.completions.open().select_related("sheet", "asked_by").order_by("pk").first()


def requests_to_answer(projects: Any, at: datetime) -> QuerySet[CompletionRequest]:
    """Those about these projects, a list or a query, whose answers are taken at this instant."""
    return CompletionRequest.objects.open().filter(application__project__in=projects, due_at__gt=at)


def completion_due_dates(applications: Iterable[int]) -> dict[int, datetime]:
    """Until when each of these answers what is asked again; nothing for those asked nothing. 1 query."""
    requests = CompletionRequest.objects.open().filter(application__in=applications).order_by()
    return dict(requests.values_list("application", "due_at"))


def is_answered() -> Exists:
    """To annotate applications with: whether what was asked again has come, and waits to be read."""
    return CompletionRequest.objects.is_answered()


def organisers_of(request: CompletionRequest) -> list[User]:
    """Who hears about the request: whoever asked, and whoever follows the dossier; else the organisers who are left."""
    return organisers_concerned(request.application, request.asked_by_id, request.application.handled_by_id)


def requests_of(application: Application) -> list[AskedRequest]:
    """Every request made about a dossier, latest first, in words. 4 queries at most."""
    requests = list(
        CompletionRequest.objects.filter(application=application)
        .select_related("sheet", "asked_by")
        .order_by("-asked_at", "-pk")
    )
    if not requests:
        return []
    items = list(
        CompletionItem.objects.filter(request__in=requests)
        .select_related("question__section")
        .order_by("request", "question__section__position", "question__position")
    )
    names = _file_names(items)
    by_request: dict[int, list[AskedItem]] = {}
    for item in items:
        by_request.setdefault(item.request_id, []).append(
            AskedItem(
                item.question,
                item.get_problem_display(),
                item.message,
                _words(item.question, item.before, names),
                _words(item.question, item.after, names),
                item.before != item.after,
            )
        )
    return [AskedRequest(request, by_request.get(request.pk, [])) for request in requests]


def _file_names(items: Iterable[CompletionItem]) -> dict[str, str]:
    wanted = {
        str(identifier)
        for item in items
        if item.question.kind == QuestionKind.FILE
        for value in (item.before, item.after)
        for identifier in value or ()
    }
    if not wanted:
        return {}
    return {str(pk): name for pk, name in Attachment.objects.filter(pk__in=wanted).values_list("pk", "name")}


def _words(question: Question, value: Any, names: dict[str, str]) -> str:
    if question.kind == QuestionKind.FILE:
        return ", ".join(names[str(item)] for item in value or () if str(item) in names)
    return kinds.readable(question, value)
