"""Request some answers of a sent dossier again, take them back in, and close the request."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

import accelerator.questionnaires.actions as questionnaires
from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.copying import copy_sheet, merge_answers
from accelerator.questionnaires.models import Question
from accelerator.transitions import TransitionRefused
from programmes.queries import admission_of
from projects.application.actions.answers import ensure_writer
from projects.application.actions.content import adopt_content
from projects.audit import move_application, record_act
from projects.completion import emails
from projects.completion.queries import askable, list_reopened_keys, organisers_of
from projects.locks import lock_application_with_sheets
from projects.models import AnswerProblem, Application, CompletionItem, CompletionRequest, CompletionState


class CompletionRefused(TransitionRefused):
    """The request cannot be made, or takes no answer; ``message`` is the reason."""


@dataclass(frozen=True)
class RequestedAnswer:
    """One question to reopen, by its key."""

    key: str
    problem: AnswerProblem
    message: str = ""


@transaction.atomic
def request_completion(
    *,
    application: Application,
    requested: Sequence[RequestedAnswer],
    message: str,
    due_at: datetime,
    actor: User,
    at: datetime,
) -> CompletionRequest:
    """Reopen these questions, and only these, for the members of the dossier; it waits for their answers.

    The dossier as it was sent stays whole: answers are written on a copy. A request that was answered is closed by the
    next. Side effects: the request, its items, a copy of the sheet, audit entry, a mail to each member who may edit.
    Raises :class:`CompletionRefused`, ``TransitionRefused``.
    """
    fresh = lock_application_with_sheets(application)
    if at >= due_at:
        raise CompletionRefused(_("L’échéance est déjà passée : choisissez une date à venir."))
    editors = fresh.project.members.editors().people()
    if fresh.is_being_revised and any(
        admission_of(fresh.call, editor, at, begun_at=fresh.begun_at) for editor in editors
    ):
        raise CompletionRefused(
            _("La personne porteuse modifie ce dossier en ce moment : attendez qu’elle le renvoie.")
        )
    questions = {question.key: question for question in askable(fresh.sheet)}
    chosen = {value.key: value for value in requested if value.key in questions}
    if not chosen:
        raise CompletionRefused(_("Choisissez au moins une réponse à compléter."))
    move_application(fresh, "request_completion", actor=actor, at=at)
    for read in CompletionRequest.objects.filter(application=fresh, state=CompletionState.ANSWERED):
        _close(read, CompletionState.ANSWERED, CompletionState.ACCEPTED, actor, at)
    created = CompletionRequest.objects.create(
        application=fresh,
        sheet=copy_sheet(sheet=fresh.sheet, at=at),
        message=message.strip(),
        requested_by=actor,
        requested_at=at,
        due_at=due_at,
    )
    _add_items(created, fresh, [chosen[key] for key in questions if key in chosen], questions)
    items = list(created.items.select_related("question").order_by("pk"))
    queue(*(emails.completion_requested(created, editor, items) for editor in editors), at=at)
    application.state = fresh.state
    return created


def _add_items(
    request: CompletionRequest,
    application: Application,
    chosen: Collection[RequestedAnswer],
    questions: dict[str, Question],
) -> None:
    values = queries.values(application.sheet)
    CompletionItem.objects.bulk_create(
        CompletionItem(
            request=request,
            question=questions[item.key],
            problem=item.problem,
            message=item.message.strip(),
            before=values.get(item.key),
        )
        for item in chosen
    )


def ensure_open(request: CompletionRequest, *, at: datetime) -> None:
    """Raise :class:`CompletionRefused` once the request takes no answer any more."""
    if request.state != CompletionState.OPEN:
        raise CompletionRefused(_("Cette demande est close : les réponses ne changent plus."))
    if not request.is_open(at):
        raise CompletionRefused(_("L’échéance est passée : écrivez à l’équipe qui organise."))


def ensure_reopened(request: CompletionRequest, key: str) -> None:
    """Raise :class:`CompletionRefused` for an answer that was not requested."""
    if key not in list_reopened_keys(request):
        raise CompletionRefused(
            _("Cette réponse n’est pas à compléter : elle reste comme elle a été envoyée.")
        )


@transaction.atomic
def answer_completion(*, request: CompletionRequest, reply: str, actor: User, at: datetime) -> None:
    """Send the completed answers back: they replace those that were sent, and the dossier waits for its check again.

    Changes that were begun before and not sent take these answers over, but for those they change too: when they are
    sent, after an extension, they do not undo what is answered here unknowingly. Side effects: the copy frozen and
    hashed, it becomes the dossier's sheet and a version; columns, searched words, findings, the project's
    organisation and likely duplicates follow; audit entry; a receipt to ``actor``, a mail to the requester and to the
    follower of the dossier. Raises :class:`CompletionRefused`, also when a required answer among those reopened is
    missing; ``TransitionRefused``, ``NotAllowed`` from somebody who may not write in the dossier.
    """
    fresh = lock_application_with_sheets(request.application)
    ensure_writer(fresh, actor)
    current = CompletionRequest.objects.select_related("sheet", "requested_by").get(pk=request.pk)
    ensure_open(current, at=at)
    keys = list_reopened_keys(current)
    missing = [question for question in queries.missing(current.sheet) if question.key in keys]
    if missing:
        raise CompletionRefused(
            _("Il manque encore : %(labels)s.")
            % {"labels": ", ".join(question.label for question in missing)}
        )
    content = questionnaires.freeze(sheet=current.sheet, at=at)
    if fresh.next_sheet:
        merge_answers(base=fresh.sheet, source=current.sheet, target=fresh.next_sheet, keys=keys, at=at)
    move_application(
        fresh,
        "answer_completion",
        actor=actor,
        at=at,
        changes={"sheet": current.sheet, "content_hash": content.sha256},
    )
    _note_after(current, content.values)
    current.state, current.answered_at, current.answered_by = CompletionState.ANSWERED, at, actor
    current.reply = reply.strip()
    current.save(update_fields=["state", "answered_at", "answered_by", "reply"])
    version = adopt_content(application=fresh, content=content, actor=actor, at=at)
    current.application = fresh
    queue(
        emails.completion_received(current, actor, version),
        *(emails.completion_answered(current, person) for person in organisers_of(current)),
        at=at,
    )


def list_unchanged_answers(request: CompletionRequest) -> list[CompletionItem]:
    """Items reported as wrong or out of date whose answer is unchanged on the copy. 2 queries.

    Files are left out: a copy of the same one has an identifier of its own.
    """
    values = queries.values(request.sheet)
    doubted = request.items.filter(problem__in=[AnswerProblem.WRONG, AnswerProblem.OUTDATED])
    return [
        item
        for item in doubted.select_related("question").order_by("pk")
        if item.before == values.get(item.question.key) and not kinds.kind_of(item.question).is_file
    ]


def _note_after(request: CompletionRequest, values: Mapping[str, object]) -> None:
    items = list(request.items.select_related("question").order_by("pk"))
    for item in items:
        item.after = values.get(item.question.key)
    CompletionItem.objects.bulk_update(items, ["after"])


@transaction.atomic
def accept_completion(*, request: CompletionRequest, actor: User, at: datetime) -> None:
    """Accept the answers.

    Side effects: the request, audit entry, a mail to the members who may edit.
    Raises :class:`CompletionRefused` when there is nothing to accept.
    """
    if not _close(request, CompletionState.ANSWERED, CompletionState.ACCEPTED, actor, at):
        raise CompletionRefused(_("Il n’y a pas de réponse à accepter : la situation a changé."))
    record_act(request.application, "accept_completion", actor=actor, at=at)
    editors = request.application.project.members.editors().people()
    queue(*(emails.completion_accepted(request, editor) for editor in editors), at=at)


@transaction.atomic
def extend_completion(*, request: CompletionRequest, due_at: datetime, actor: User, at: datetime) -> None:
    """Give more time. Side effects: the due date, audit entry, a mail to the members who may edit.

    Raises :class:`CompletionRefused` for a date that is past or not later, and once the request is closed.
    """
    if due_at <= at:
        raise CompletionRefused(_("L’échéance est déjà passée : choisissez une date à venir."))
    open_and_earlier = CompletionRequest.objects.open().filter(pk=request.pk, due_at__lt=due_at)
    if not open_and_earlier.update(due_at=due_at):
        raise CompletionRefused(_("Choisissez une date plus tardive que l’échéance actuelle."))
    request.due_at = due_at
    record_act(request.application, "extend_completion", {"due_at": due_at.isoformat()}, actor=actor, at=at)
    editors = request.application.project.members.editors().people()
    queue(*(emails.completion_extended(request, editor) for editor in editors), at=at)


@transaction.atomic
def cancel_completion(*, request: CompletionRequest, actor: User, at: datetime) -> None:
    """Give the request up: the dossier counts as it was sent, the typed copy stays stored aside.

    Side effects: the request, audit entry, a mail to the members who may edit. Raises ``TransitionRefused``, and
    :class:`CompletionRefused` when another request took its place.
    """
    application = request.application
    move_application(application, "cancel_completion", actor=actor, at=at)
    if not _close(request, CompletionState.OPEN, CompletionState.CANCELLED, actor, at):
        raise CompletionRefused(_("Cette demande est close : les réponses ne changent plus."))
    editors = application.project.members.editors().people()
    queue(*(emails.completion_cancelled(request, editor, at) for editor in editors), at=at)


def close_requests(*, applications: Sequence[int], actor: User, at: datetime) -> None:
    """Close the requests of dossiers that were decided or withdrawn meanwhile; ids. 2 queries."""
    for before, after in (
        (CompletionState.OPEN, CompletionState.CANCELLED),
        (CompletionState.ANSWERED, CompletionState.ACCEPTED),
    ):
        CompletionRequest.objects.filter(application__in=applications, state=before).update(
            state=after, closed_by=actor, closed_at=at
        )


def reopen_requests(*, applications: Sequence[int], closed_by: User, closed_at: datetime) -> None:
    """Take back the answers that :func:`close_requests` accepted at that instant: to be read again. 1 query."""
    CompletionRequest.objects.filter(
        application__in=applications, state=CompletionState.ACCEPTED, closed_by=closed_by, closed_at=closed_at
    ).update(state=CompletionState.ANSWERED, closed_by=None, closed_at=None)


def _close(
    request: CompletionRequest, before: CompletionState, after: CompletionState, actor: User, at: datetime
) -> int:
    """This very request, not one that came after the page was opened."""
    return CompletionRequest.objects.filter(pk=request.pk, state=before).update(
        state=after, closed_by=actor, closed_at=at
    )
