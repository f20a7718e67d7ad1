"""Eligibility: the checklist and the rules of a call, and their findings on one dossier."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest, current_user
from programmes.access import edition_for
from programmes.models import Call
from projects.models import Finding
from projects.triage.access import find_organised_application
from projects.triage.actions import checklist, screening
from projects.triage.forms import ChecklistForm, EligibilityForm, ReasonForm
from projects.triage.queries import check_items
from projects.triage.queries import checklist as points_of
from projects.triage.views.applications import show, to_dossier


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What the team verifies, and what the rules set aside."""
    current = edition_for(request, edition)
    call = getattr(current, "call", None)
    if call is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = EligibilityForm(data, call=call, items=check_items(call))
    if form.is_bound and form.is_valid():
        _save(request, form, call)
        return redirect("projects:manage_eligibility", edition=edition)
    context = {"edition": current, "call": call, "form": form}
    return render(
        request, "projects/triage/manage_eligibility.html", context, status=422 if form.is_bound else 200
    )


@transaction.atomic
def _save(request: AuthenticatedRequest, form: EligibilityForm, call: Call) -> None:
    who, at = current_user(request), timezone.now()
    checklist.set_items(call=call, labels=form.cleaned_data["points"], actor=who, at=at)
    aside = screening.set_rules(call=call, accepted=form.values_by_subject, actor=who, at=at)
    text = ngettext(
        "Enregistré : les règles écartent %(count)d dossier.",
        "Enregistré : les règles écartent %(count)d dossiers.",
        aside,
    )
    messages.success(request, text % {"count": aside})


@require_POST
def check(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """Note what was verified on a dossier."""
    dossier = find_organised_application(request, edition, ref)
    form = ChecklistForm(request.POST, points=points_of(dossier))
    if not form.is_valid():
        return show(request, dossier, checklist=form)
    checklist.tick(application=dossier, ticks=form.ticks(), actor=current_user(request), at=timezone.now())
    messages.success(request, _("La vérification est enregistrée."))
    return to_dossier(request, dossier)


@require_POST
def overrule(request: AuthenticatedRequest, edition: str, ref: str, pk: int) -> HttpResponse:
    """Pass over a rule for one dossier, with a reason; or let it stand again."""
    dossier = find_organised_application(request, edition, ref)
    findings = Finding.objects.select_related("rule", "application__call__edition")
    finding = get_object_or_404(findings, pk=pk, application=dossier)
    if request.POST.get("go") == "reinstate":
        screening.reinstate(finding=finding, actor=current_user(request), at=timezone.now())
        messages.success(request, _("La règle s’applique de nouveau à ce dossier."))
        return to_dossier(request, dossier)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, dossier, reason_form=form, reason_for=finding.pk)
    reason = form.cleaned_data["reason"]
    screening.overrule(finding=finding, reason=reason, actor=current_user(request), at=timezone.now())
    messages.success(request, _("La règle est levée pour ce dossier ; sa raison est gardée."))
    return to_dossier(request, dossier)
