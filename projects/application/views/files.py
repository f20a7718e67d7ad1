"""Files of a dossier: uploaded, removed, and downloaded by its readers."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.questionnaires import views
from accelerator.questionnaires.models import Attachment
from accelerator.transitions import TransitionRefused
from accelerator.web.autosave import report_refused
from projects.application.access import own_application, report_right_lost
from projects.application.actions.answers import NotAllowed, ensure_editable, ensure_writer
from projects.application.queries.applications import file_url
from projects.application.queries.dossier import readable_files
from projects.models import Application


@require_POST
def upload(request: AuthenticatedRequest, ref: str, key: str) -> JsonResponse:
    """Save one file as soon as it is chosen."""
    application = own_application(request, ref, to_change=True)
    save = partial(views.upload, sheet=application.working_sheet, key=key, file_url=file_url(application))
    return _change(request, application, save)


@require_POST
def remove(request: AuthenticatedRequest, ref: str, pk: UUID) -> HttpResponse:
    """Take a file back: an answer for scripts, the page again for everybody else."""
    application = own_application(request, ref, to_change=True)
    attachment = get_object_or_404(Attachment, sheet=application.working_sheet, pk=pk)
    drop = partial(
        views.remove, sheet=application.working_sheet, attachment=attachment, file_url=file_url(application)
    )
    answer = _change(request, application, drop)
    if request.headers.get("X-Requested-With") == "fetch":
        return answer
    return redirect(reverse("projects:application", args=[ref]))


@require_safe
def download(request: AuthenticatedRequest, ref: str, pk: UUID) -> FileResponse:
    """The file, for those who may read both the dossier and the question it answers; nobody else learns of it."""
    application = get_object_or_404(Application.objects.visible_to(request.user), reference=ref)
    return views.download(get_object_or_404(readable_files(application, request.user), pk=pk))


def _change(
    request: AuthenticatedRequest, application: Application, act: Callable[..., JsonResponse]
) -> JsonResponse:
    actor = current_user(request)
    try:
        ensure_editable(application, actor=actor, at=timezone.now())
        return act(request, actor=actor, ensure=partial(ensure_writer, application, actor))
    except NotAllowed as refusal:
        return report_right_lost(request, application.reference, refusal)
    except TransitionRefused as refusal:
        return report_refused(refusal.message, closed=True)
