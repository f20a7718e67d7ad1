"""How long the dossiers of an edition are stored; erase one, or one of its members, on request."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import RefusalAsError, render_form
from accelerator.web.merging import lock_when_posted
from programmes.access import edition_for
from programmes.models import Edition
from projects.models import Application, ErasureKind
from projects.retention import queries
from projects.retention.actions import planned
from projects.retention.actions.erasing import erase_member_on_request, erase_on_request
from projects.retention.forms import EraseForm, EraseMemberForm, PostponeForm, RetentionForm


def _find(request: AuthenticatedRequest, edition: Edition, ref: str) -> Application:
    """A dossier of this edition, drafts too, except those that the organiser has a conflict of interest with."""
    rows = Application.objects.for_edition(edition).not_hidden_from(request.user)
    frame = ("call__edition__programme", "project__participation", "project__entered", "sheet")
    return get_object_or_404(rows.select_related(*frame), reference=ref)


@require_http_methods(["GET", "HEAD", "POST"])
def erase_application(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    current_edition, at = edition_for(request, edition), timezone.now()
    application = _find(request, current_edition, ref)
    form = EraseForm(request.POST if request.method == "POST" else None, application=application)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        with RefusalAsError(form):
            erase_on_request(application=application, reason=reason, actor=request.user, at=at)
            message = _(
                "Le dossier %(reference)s est effacé. Répondez à la personne : le site n’a plus son adresse."
            )
            messages.success(request, message % {"reference": ref})
            return redirect("projects:manage_retention", edition)
        application = _find(request, current_edition, ref)
    consequences, kind = queries.read_consequences(application), ErasureKind.DRAFTS
    if application.submitted_at:
        kind = ErasureKind.SELECTED if consequences.has_place else ErasureKind.UNSELECTED
    context = {
        "application": application,
        "consequences": consequences,
        "what": kind.consequences,
        "refusal": queries.find_refusal(application, at),
        "form": form,
        "has_members": queries.list_erasable_members(application).exists(),
    }
    return render_form(request, "projects/retention/erase.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
def erase_member(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """One person of the dossier, who does not lead it."""
    current_edition, at = edition_for(request, edition), timezone.now()
    application = _find(request, current_edition, ref)
    members = queries.list_erasable_members(application)
    form = EraseMemberForm(request.POST if request.method == "POST" else None, members=members)
    if form.is_bound and form.is_valid():
        with RefusalAsError(form, "member"):
            erase_member_on_request(
                member=form.cleaned_data["member"],
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=at,
            )
            message = _(
                "Cette personne est effacée du dossier %(reference)s. Répondez-lui, et dites-le au projet."
            )
            messages.success(request, message % {"reference": ref})
            return redirect("projects:manage_application", edition, ref)
    context = {"application": application, "form": form, "has_members": members.exists()}
    return render_form(request, "projects/retention/erase_member.html", context, form)


PAGE_SIZE = 100


@require_safe
def manage_retention(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    return _render_retention(request, edition_for(request, edition), at=timezone.now())


def _render_retention(
    request: AuthenticatedRequest, edition: Edition, *, at: datetime, rule_form: RetentionForm | None = None
) -> HttpResponse:
    context = {
        "outlooks": queries.read_outlooks(edition, at=at),
        "rule_form": rule_form or RetentionForm(instance=queries.read_rule(edition)),
    }
    return render(request, "projects/retention/retention.html", context, status=422 if rule_form else 200)


@require_POST
def change_retention(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    current_edition, at = edition_for(request, edition), timezone.now()
    # the row of the terms may not exist yet: the edition is locked in its place
    with lock_when_posted(request, current_edition):
        form = RetentionForm(request.POST, instance=queries.read_rule(current_edition))
        if form.is_valid():
            planned.change_rule(rule=form.instance, actor=request.user, at=at)
            messages.success(request, _("Les durées sont enregistrées."))
            return redirect("projects:manage_retention", edition)
    return _render_retention(request, current_edition, at=at, rule_form=form)


@require_safe
def show_dossiers(request: AuthenticatedRequest, edition: str, erasure: str) -> HttpResponse:
    """The dossiers to erase, and the form that postpones it."""
    current_edition, at = edition_for(request, edition), timezone.now()
    outlook = _find_outlook(current_edition, erasure, at)
    return _render_dossiers(
        request, current_edition, outlook, PostponeForm(outlook=outlook, today=timezone.localdate(at))
    )


@require_POST
def postpone_erasure(request: AuthenticatedRequest, edition: str, erasure: str) -> HttpResponse:
    current_edition, at = edition_for(request, edition), timezone.now()
    with lock_when_posted(request, current_edition):
        outlook = _find_outlook(current_edition, erasure, at)
        form = PostponeForm(request.POST, outlook=outlook, today=timezone.localdate(at))
        if form.is_valid():
            planned.postpone(
                edition=current_edition,
                kind=erasure,
                until=form.cleaned_data["not_before"],
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=at,
            )
            messages.success(request, _("C’est repoussé. Vous serez prévenus de nouveau avant ce jour."))
            return redirect("projects:manage_retention", edition)
    return _render_dossiers(request, current_edition, _find_outlook(current_edition, erasure, at), form)


def _find_outlook(edition: Edition, kind: str, at: datetime) -> queries.Outlook:
    """Raises ``Http404`` for no kind of dossiers."""
    outlook = next((each for each in queries.read_outlooks(edition, at=at) if each.kind == kind), None)
    if outlook is None:
        raise Http404
    return outlook


def _render_dossiers(
    request: AuthenticatedRequest, edition: Edition, outlook: queries.Outlook, form: PostponeForm
) -> HttpResponse:
    reader = request.user
    rows = queries.list_visible(edition, outlook.kind, reader)
    context = {
        "outlook": outlook,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "hidden": queries.count_hidden(edition, outlook.kind, reader),
        "form": form,
    }
    return render_form(request, "projects/retention/dossiers.html", context, form)
