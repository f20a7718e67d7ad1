"""A sent dossier, changed until the deadline; and the history of what was sent."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.questionnaires import reading
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.transitions import TransitionRefused
from projects.application.access import FRAME, own_application, read_dossier
from projects.application.actions.versions import drop_revision, start_revision
from projects.application.queries.applications import file_url
from projects.application.queries.versions import changes, versions_of
from projects.application.views.lost_access import explain_end_of_dossier


@require_POST
@explain_end_of_dossier
def revise(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Open the dossier again, on a copy; go to its first step."""
    application = own_application(request, ref, to_change=True)
    try:
        start_revision(application=application, actor=current_user(request), at=timezone.now())
    except TransitionRefused as refusal:
        own_application(request, ref)  # a former member reads why
        messages.error(request, str(refusal.message))
        return redirect("projects:application", ref=ref)
    return redirect("projects:application_form", ref=ref, step=1)


@require_http_methods(["GET", "HEAD", "POST"])
@explain_end_of_dossier
def drop(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Drop the changes, after a page with the consequences."""
    application = own_application(request, ref, to_change=True)
    if application.next_sheet is None:
        return redirect("projects:application", ref=ref)
    if request.method == "POST":
        try:
            drop_revision(application=application, actor=current_user(request), at=timezone.now())
            messages.success(
                request, _("Les modifications sont abandonnées, le dossier déposé reste valable.")
            )
        except TransitionRefused as refusal:
            own_application(request, ref)
            messages.error(request, str(refusal.message))
        return redirect("projects:application", ref=ref)
    context = {"application": application, "edition": application.call.edition}
    return render(request, "projects/application/application_revision_drop.html", context)


@require_safe
def revision(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """The new version as it would be sent: what changes from the one that was sent, then every answer."""
    application = own_application(request, ref, frame=(*FRAME, "next_sheet__revision"))
    if not application.is_being_revised:
        return redirect("projects:application", ref=ref)
    audiences = set(AnswerAudience)
    context = {
        "application": application,
        "edition": application.call.edition,
        "can_act": request.user.has_perm("projects.act_for_project", application),
        "replaced": versions_of(application).first(),
        "changes": changes(application.sheet, application.working_sheet, audiences),
        "sections": reading.readable(application.working_sheet, audiences),
        "file_url": file_url(application),
    }
    return render(request, "projects/application/application_revision.html", context)


@require_safe
def history(request: AuthenticatedRequest, ref: str, number: int | None = None) -> HttpResponse:
    """Every version with its receipt, and what changed in one of them, the latest by default."""
    application, reader = read_dossier(request, ref)
    if not reader.reads_history:
        raise Http404
    versions = list(versions_of(application))
    chosen = next((version for version in versions if number in (None, version.number)), None)
    if chosen is None and number is not None:
        raise Http404
    before = next((version for version in versions if chosen and version.number == chosen.number - 1), None)
    context = {
        "application": application,
        "edition": application.call.edition,
        "home": reader.home_of(application),
        "versions": versions,
        "chosen": chosen,
        "before": before,
        "changes": changes(before.sheet, chosen.sheet, reader.audiences) if chosen and before else [],
    }
    return render(request, "projects/application/dossier_versions.html", context)
