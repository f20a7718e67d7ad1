"""Data of the completion pages: reopened questions, requests, changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accelerator.accounts.models import User
from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.conditions import parse_condition
from accelerator.questionnaires.models import AnswerSheet, Attachment, Question
from projects.application.queries.applications import RULES_KEY
from projects.conflicts.emails import organisers_concerned
from projects.models import Application, CompletionItem, CompletionRequest, CompletionState


@dataclass(frozen=True)
class RequestedItem:
    """One reopened question, in words; ``after`` is empty until the answer is sent back."""

    question: Question
    problem: str
    message: str
    before: str
    after: str
    changed: bool


@dataclass(frozen=True)
class RequestInWords:
    request: CompletionRequest
    items: list[RequestedItem]

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
    """The questions that can be reopened, in order, with their section: all but the rules. 1 query."""
    candidates = kinds.filter_questions(queries.questions(sheet.revision_id))
    return [question for question in candidates if question.key != RULES_KEY]


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
    return application.completions.open().select_related("sheet", "requested_by").order_by("pk").first()


def requests_to_answer(projects: Any, at: datetime) -> QuerySet[CompletionRequest]:
    """Requests about these projects, a list or a query, whose answers are accepted at this instant."""
    return CompletionRequest.objects.open().filter(application__project__in=projects, due_at__gt=at)


def organisers_of(request: CompletionRequest) -> list[User]:
    """Recipients about the request: the requester and the follower of the dossier; else the remaining organisers."""
    return organisers_concerned(
        request.application, request.requested_by_id, request.application.handled_by_id
    )


def requests_of(application: Application) -> list[RequestInWords]:
    """Every request made about a dossier, latest first, in words. 4 queries at most."""
    requests = list(
        CompletionRequest.objects.filter(application=application)
        .select_related("sheet", "requested_by")
        .order_by("-requested_at", "-pk")
    )
    if not requests:
        return []
    items = list(
        CompletionItem.objects.filter(request__in=requests)
        .select_related("question__section")
        .order_by("request", "question__section__position", "question__position")
    )
    names = _map_file_names(items)
    by_request: dict[int, list[RequestedItem]] = {}
    for item in items:
        by_request.setdefault(item.request_id, []).append(
            RequestedItem(
                item.question,
                item.get_problem_display(),
                item.message,
                _describe_request(item.question, item.before, names),
                _describe_request(item.question, item.after, names),
                item.before != item.after,
            )
        )
    return [RequestInWords(request, by_request.get(request.pk, [])) for request in requests]


def _map_file_names(items: Iterable[CompletionItem]) -> dict[str, str]:
    wanted = {
        str(identifier)
        for item in items
        if kinds.kind_of(item.question).is_file
        for value in (item.before, item.after)
        for identifier in value or ()
    }
    if not wanted:
        return {}
    return {str(pk): name for pk, name in Attachment.objects.filter(pk__in=wanted).values_list("pk", "name")}


def _describe_request(question: Question, value: Any, names: dict[str, str]) -> str:
    if kinds.kind_of(question).is_file:
        return ", ".join(names[str(item)] for item in value or () if str(item) in names)
    return kinds.readable(question, value)
