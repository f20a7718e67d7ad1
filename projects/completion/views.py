"""Request a completion of a dossier, and complete it."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

import accelerator.questionnaires.actions as questionnaires
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires import queries, views
from accelerator.questionnaires.errors import SheetFrozen
from accelerator.questionnaires.forms import AnswerForm
from accelerator.questionnaires.models import Attachment
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.autosave import report_refused
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from projects.application.access import own_application, report_right_lost
from projects.application.actions.answers import NotAllowed, ensure_writer
from projects.application.enums import APPLICATION
from projects.application.queries.applications import file_url
from projects.completion import actions as completion
from projects.completion.forms import CompletionRequestForm, ExtendForm, ReplyForm, build_reopened_form
from projects.completion.queries import RequestInWords, askable, open_request, requests_of
from projects.models import Application, CompletionItem, CompletionRequest, CompletionState
from projects.triage.views.applications import find_organised_application, list_query, to_dossier

SENDS = ("send", "send_same")
"""Labels of the buttons that send back; the second one when an answer is left unchanged on purpose."""


@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """The request, its questions, and the button that sends them back.

    A closed request stays readable.
    """
    application = own_application(request, ref, to_change=request.method == "POST")
    requests = requests_of(application)
    if not requests:
        raise Http404
    waiting = next((request for request in requests if request.request.state == CompletionState.OPEN), None)
    if request.method == "POST":
        return _save_and_send(request, application, requests, waiting)
    form = build_reopened_form(waiting.request, waiting.keys) if waiting else None
    return _render_page(request, application, requests, form, ReplyForm())


def _save_and_send(
    request: AuthenticatedRequest,
    application: Application,
    requests: list[RequestInWords],
    waiting: RequestInWords | None,
) -> HttpResponse:
    """Save the page and, with its last button, send it back."""
    if waiting is None:
        messages.info(request, _("Plus rien n’est à compléter dans ce dossier."))
        return redirect("projects:application", ref=application.reference)
    form = build_reopened_form(waiting.request, waiting.keys, data=request.POST, files=request.FILES)
    reply = ReplyForm(request.POST)
    if not _save(request, waiting.request, form, reply):
        return _render_page(request, application, requests, form, reply)
    if request.POST.get("go") == "send" and (same := completion.list_unchanged_answers(waiting.request)):
        return _render_page(request, application, requests, form, reply, same=same)
    if request.POST.get("go") in SENDS:
        try:
            completion.answer_completion(
                request=waiting.request,
                reply=reply.cleaned_data["reply"],
                actor=request.user,
                at=timezone.now(),
            )
        except (TransitionRefused, SheetFrozen) as refusal:
            form.add_error(None, str(refusal.message))
            return _render_page(request, application, requests, form, reply)
        messages.success(request, _("Vos réponses sont renvoyées : l’équipe est avertie."))
        return redirect("projects:application", ref=application.reference)
    messages.success(request, _("Vos réponses sont enregistrées."))
    return redirect("projects:completion", ref=application.reference)


def _save(
    request: AuthenticatedRequest, open_request: CompletionRequest, form: AnswerForm, reply: ReplyForm
) -> bool:
    at = timezone.now()
    form.is_valid()
    try:
        completion.ensure_open(open_request, at=at)
        actor = request.user
        ensure = partial(ensure_writer, open_request.application, actor)
        questionnaires.save_answers(sheet=open_request.sheet, form=form, actor=actor, at=at, ensure=ensure)
    except (TransitionRefused, SheetFrozen) as refusal:
        if isinstance(refusal, NotAllowed):
            own_application(request, open_request.application.reference, to_change=True)
        form.add_error(None, str(refusal.message))
    return reply.is_valid() and not form.errors


def _render_page(
    request: AuthenticatedRequest,
    application: Application,
    requests: list[RequestInWords],
    form: AnswerForm | None,
    reply: ReplyForm,
    *,
    same: Sequence[CompletionItem] = (),
) -> HttpResponse:
    open_request = next(
        (request.request for request in requests if request.request.state == CompletionState.OPEN), None
    )
    can_act = request.user.has_perm("projects.act_for_project", application)
    context: Context = {
        "application": application,
        "edition": application.call.edition,
        "call": application.call,
        "open_request": open_request,
        "requests": requests,
        "form": form,
        "reply_form": reply,
        "same": same,
        "can_edit": can_act and open_request is not None and open_request.is_open(timezone.now()),
        "can_act": can_act,
        "remove_url": file_url(application, "projects:completion_file_remove"),
    }
    bound = form is not None and form.is_bound
    return render(
        request, "projects/completion/application_complete.html", context, status=422 if bound else 200
    )


@require_POST
def answer(request: AuthenticatedRequest, ref: str, key: str) -> JsonResponse:
    """Save one answer while it is typed; one that was not requested is refused."""
    return _change(request, ref, key, partial(views.autosave, key=key))


@require_POST
def upload(request: AuthenticatedRequest, ref: str, key: str) -> JsonResponse:
    """Save one file as soon as it is chosen."""
    return _change(request, ref, key, partial(views.upload, key=key))


@require_POST
def remove(request: AuthenticatedRequest, ref: str, pk: UUID) -> HttpResponse:
    """Take a file back: an answer for scripts, the page again for everybody else."""
    application = own_application(request, ref, to_change=True)
    request_open = open_request(application)
    if request_open is None:
        raise Http404
    attachments = Attachment.objects.select_related("question")
    attachment = get_object_or_404(attachments, sheet=request_open.sheet, pk=pk)
    drop = partial(views.remove, attachment=attachment)
    response = _change(request, ref, attachment.question.key, drop)
    if request.headers.get("X-Requested-With") == "fetch":
        return response
    return redirect("projects:completion", ref=ref)


def _change(
    request: AuthenticatedRequest, ref: str, key: str, act: Callable[..., JsonResponse]
) -> JsonResponse:
    """Change this answer under its request, or respond with the reason why not."""
    application, actor = own_application(request, ref, to_change=True), request.user
    request_open = open_request(application)
    if request_open is None:
        raise Http404
    try:
        completion.ensure_open(request_open, at=timezone.now())
    except TransitionRefused as refusal:
        return report_refused(refusal.message, closed=True)
    try:
        completion.ensure_reopened(request_open, key)
        return act(
            request, sheet=request_open.sheet, actor=actor, ensure=partial(ensure_writer, application, actor)
        )
    except NotAllowed as refusal:
        return report_right_lost(request, ref, refusal)
    except TransitionRefused as refusal:
        return report_refused(refusal.message)


@require_http_methods(["GET", "HEAD", "POST"])
def request_completion(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """Requests and their answers; then the questions to reopen."""
    dossier = find_organised_application(request, edition, ref)
    reviews_end = dossier.call.edition.reviews_due_at
    data = request.POST if request.method == "POST" else None
    form = CompletionRequestForm(
        data,
        questions=askable(dossier.sheet),
        values=queries.values(dossier.sheet),
        files=queries.attachments(dossier.sheet),
        at=timezone.now(),
        reviews_end=reviews_end,
    )
    if form.is_bound and form.is_valid() and _request(request, dossier, form):
        return to_dossier(request, dossier, "request_completion")
    requests = requests_of(dossier)
    waiting = next((value.request for value in requests if value.request.state == CompletionState.OPEN), None)
    context = {
        "application": dossier,
        "edition": dossier.call.edition,
        "requests": requests,
        "form": form,
        "extend_form": ExtendForm(request=waiting, reviews_end=reviews_end),
        "can_request_completion": APPLICATION.is_allowed("request_completion", dossier.state),
        "at": timezone.now(),
        "list_query": list_query(request),
    }
    return render_form(request, "projects/completion/application_ask.html", context, form)


def _request(request: AuthenticatedRequest, dossier: Application, form: CompletionRequestForm) -> bool:
    with RefusalAsError(form):
        completion.request_completion(
            application=dossier,
            requested=form.requested_questions,
            message=form.cleaned_data["message"],
            due_at=form.cleaned_data["due_at"],
            actor=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("La demande est partie par e-mail ; seules ces réponses se rouvrent."))
        return True
    return False


@require_POST
def close_completion(request: AuthenticatedRequest, edition: str, ref: str, pk: int) -> HttpResponse:
    """Accept what came back, give more time, or give the request up."""
    dossier = find_organised_application(request, edition, ref)
    requests = CompletionRequest.objects.select_related("application__call__edition", "application__project")
    completion_request = get_object_or_404(requests, pk=pk, application=dossier)
    with RefusalAsMessage(request):
        messages.success(request, _close(request, completion_request))
    return to_dossier(request, dossier, "request_completion")


def _close(request: AuthenticatedRequest, completion_request: CompletionRequest) -> str:
    who, at = request.user, timezone.now()
    if request.POST.get("go") == "accept":
        completion.accept_completion(request=completion_request, actor=who, at=at)
        return _("Le complément est accepté, la personne porteuse en est avertie.")
    if request.POST.get("go") == "extend":
        form = ExtendForm(request.POST)
        if not form.is_valid():
            raise TransitionRefused(_("Indiquez la nouvelle échéance."))
        completion.extend_completion(
            request=completion_request, due_at=form.cleaned_data["due_at"], actor=who, at=at
        )
        return _("L’échéance est repoussée, la personne porteuse en est avertie.")
    if request.POST.get("go") == "cancel":
        completion.cancel_completion(request=completion_request, actor=who, at=at)
        return _("La demande est close : le dossier compte tel qu’il a été déposé.")
    raise TransitionRefused
