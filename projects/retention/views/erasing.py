"""Erase a dossier, or one of its members, on request: the consequences, then « Effacer »."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.people import current_user
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from programmes.access import edition_for
from programmes.models import Edition
from projects.models import Application
from projects.retention.actions.members import erase_member_on_request
from projects.retention.actions.requests import erase_on_request
from projects.retention.cards import describe_erasure
from projects.retention.forms import EraseForm, EraseMemberForm
from projects.retention.queries.dossiers import find_refusal, read_consequences
from projects.retention.queries.members import list_erasable_members


def _find(request: AuthenticatedRequest, edition: Edition, ref: str) -> Application:
    """A dossier of this edition, drafts too, except those that the organiser has a conflict of interest with."""
    rows = Application.objects.for_edition(edition).judged_by(request.user)
    frame = ("call__edition", "project__participation", "project__entered", "sheet")
    return get_object_or_404(rows.select_related(*frame), reference=ref)


@require_http_methods(["GET", "HEAD", "POST"])
def erase_application(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    current_edition, at = edition_for(request, edition), timezone.now()
    application = _find(request, current_edition, ref)
    form = EraseForm(request.POST if request.method == "POST" else None, application=application)
    if request.method == "POST" and form.is_valid():
        try:
            erase_on_request(
                application=application,
                reason=form.cleaned_data["reason"],
                actor=current_user(request),
                at=at,
            )
        except TransitionRefused as refused:
            form.add_error(None, str(refused.message))
            application = _find(request, current_edition, ref)
        else:
            message = _(
                "Le dossier %(reference)s est effacé. Répondez à la personne : le site n’a plus son adresse."
            )
            messages.success(request, message % {"reference": ref})
            return redirect("projects:manage_retention", edition)
    consequences = read_consequences(application)
    context = {
        "application": application,
        "consequences": consequences,
        "what": describe_erasure(application, has_place=consequences.has_place),
        "refusal": find_refusal(application, at),
        "form": form,
        "has_members": list_erasable_members(application).exists(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "projects/retention/erase.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def erase_member(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """One person of the dossier, who does not lead it."""
    current_edition, at = edition_for(request, edition), timezone.now()
    application = _find(request, current_edition, ref)
    members = list_erasable_members(application)
    form = EraseMemberForm(request.POST if request.method == "POST" else None, members=members)
    if form.is_bound and form.is_valid():
        try:
            erase_member_on_request(
                member=form.cleaned_data["member"],
                reason=form.cleaned_data["reason"],
                actor=current_user(request),
                at=at,
            )
        except TransitionRefused as refused:
            form.add_error("member", str(refused.message))
        else:
            message = _(
                "Cette personne est effacée du dossier %(reference)s. Répondez-lui, et dites-le au projet."
            )
            messages.success(request, message % {"reference": ref})
            return redirect("projects:manage_application", edition, ref)
    context = {"application": application, "form": form, "has_members": members.exists()}
    return render(
        request, "projects/retention/erase_member.html", context, status=422 if form.is_bound else 200
    )
