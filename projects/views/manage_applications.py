"""The organiser's dossiers: the list with its filters, one dossier, eligibility."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accelerator.questionnaires import queries
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.transitions import TransitionRefused
from accelerator.web.people import signed_in
from programmes.access import edition_for
from projects import queries_applications as reads
from projects.access import organised_application
from projects.actions import eligibility
from projects.forms.applying import ApplicationFilter, EligibleForm, IneligibleForm
from projects.models import Application
from projects.queries_duplicates import lookalikes
from projects.states import APPLICATION

TICKABLE = APPLICATION.transitions["declare_eligible"].sources
READ_AUDIENCES = set(AnswerAudience) - {AnswerAudience.LOGISTICS}


@require_safe
def applications(request: HttpRequest, edition: str) -> HttpResponse:
    """Fifty dossiers at a time, read from their columns; drafts are only counted."""
    current = edition_for(request, edition)
    call = getattr(current, "call", None)
    dossiers = Application.objects.organised_by(request.user).for_edition(current)
    form = ApplicationFilter(request.GET, departments=reads.departments_of(dossiers))
    found = reads.filtered(dossiers, form.chosen()).defer("search_text")
    page = Paginator(found, reads.PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "projects/manage_applications.html",
        {
            "edition": current,
            "call": call,
            "filter": form,
            "page": page,
            "tickable": TICKABLE,
            "can_tick": any(row.state in TICKABLE for row in page),
            "states": reads.states_of(call) if call else [],
            "sorts": reads.sort_links(request.GET),
        },
    )


@require_safe
def application(request: HttpRequest, edition: str, ref: str) -> HttpResponse:
    """One dossier: every answer, its story, and the decision on its eligibility."""
    return _show(request, organised_application(request, edition, ref), IneligibleForm())


def _show(request: HttpRequest, dossier: Application, form: IneligibleForm) -> HttpResponse:
    context = {
        "application": dossier,
        "edition": dossier.call.edition,
        "call": dossier.call,
        "form": form,
        "sections": queries.readable(dossier.sheet, READ_AUDIENCES),
        "logistics": [
            (row.label, row.text)
            for part in queries.readable(dossier.sheet, {AnswerAudience.LOGISTICS})
            for row in part.rows
        ],
        "history": reads.history(dossier),
        "lookalikes": lookalikes(dossier),
        "file_url": reads.file_url(dossier),
        "can_accept": APPLICATION.allowed("declare_eligible", dossier.state),
        "can_refuse": APPLICATION.allowed("declare_ineligible", dossier.state),
    }
    return render(request, "projects/manage_application.html", context, status=422 if form.is_bound else 200)


@require_POST
def eligible(request: HttpRequest, edition: str) -> HttpResponse:
    """Declare the ticked dossiers eligible, then go back to where they were ticked."""
    dossiers = Application.objects.organised_by(request.user).for_edition(edition_for(request, edition))
    form = EligibleForm(request.POST, applications=dossiers.select_related("call__edition", "project"))
    if form.is_valid():
        moved = eligibility.declare_eligible(
            applications=form.cleaned_data["application"],
            actor=signed_in(request),
            at=timezone.now(),
        )
        text = ngettext(
            "%(count)d dossier déclaré recevable.", "%(count)d dossiers déclarés recevables.", moved
        )
        unchanged = _("Rien n’a changé : ces dossiers n’étaient plus à vérifier.")
        messages.info(request, text % {"count": moved} if moved else unchanged)
    else:
        messages.error(request, str(form.errors["application"][0]))
    return _back(request, edition)


@require_POST
def ineligible(request: HttpRequest, edition: str, ref: str) -> HttpResponse:
    """Turn one dossier down, with the reason its holder receives."""
    dossier = organised_application(request, edition, ref)
    form = IneligibleForm(request.POST)
    if form.is_valid():
        try:
            eligibility.declare_ineligible(
                application=dossier,
                reason=form.cleaned_data["reason"],
                actor=signed_in(request),
                at=timezone.now(),
            )
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Le dossier est déclaré non recevable, sa raison part par e-mail."))
            return redirect("projects:manage_application", edition=edition, ref=ref)
    return _show(request, dossier, form)


def _back(request: HttpRequest, edition: str) -> HttpResponse:
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return redirect(target)
    return redirect("projects:manage_applications", edition=edition)
