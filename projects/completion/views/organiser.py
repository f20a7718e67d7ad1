"""Request some answers of a dossier again, and close the request: the organiser's side."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.people import current_user
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires import queries
from accelerator.transitions import TransitionRefused
from projects.application.states import APPLICATION
from projects.completion import actions as completion
from projects.completion.enums import CompletionState
from projects.completion.forms import AskForm, ExtendForm
from projects.completion.queries import askable, requests_of
from projects.models import Application, CompletionRequest
from projects.triage.access import find_organised_application
from projects.triage.views.applications import list_query, to_dossier


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """Requests and their answers; then the questions to reopen."""
    dossier = find_organised_application(request, edition, ref)
    reviews_end = dossier.call.edition.reviews_due_at
    data = request.POST if request.method == "POST" else None
    form = AskForm(
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
        "can_ask": APPLICATION.is_allowed("request_completion", dossier.state),
        "at": timezone.now(),
        "list_query": list_query(request),
    }
    return render(
        request, "projects/completion/application_ask.html", context, status=422 if form.is_bound else 200
    )


def _request(request: AuthenticatedRequest, dossier: Application, form: AskForm) -> bool:
    try:
        completion.request_completion(
            application=dossier,
            requested=form.requested_questions,
            message=form.cleaned_data["message"],
            due_at=form.cleaned_data["due_at"],
            actor=current_user(request),
            at=timezone.now(),
        )
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    messages.success(request, _("La demande est partie par e-mail ; seules ces réponses se rouvrent."))
    return True


@require_POST
def settle(request: AuthenticatedRequest, edition: str, ref: str, pk: int) -> HttpResponse:
    """Accept what came back, give more time, or give the request up."""
    dossier = find_organised_application(request, edition, ref)
    requests = CompletionRequest.objects.select_related("application__call__edition", "application__project")
    completion_request = get_object_or_404(requests, pk=pk, application=dossier)
    try:
        messages.success(request, _close(request, completion_request))
    except TransitionRefused as refusal:
        messages.error(request, str(refusal.message))
    return to_dossier(request, dossier, "request_completion")


def _close(request: AuthenticatedRequest, completion_request: CompletionRequest) -> str:
    who, at = current_user(request), timezone.now()
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
