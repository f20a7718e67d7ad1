"""« Préremplir »: the directory of companies fills in what is empty, by a script in place or by sending the page."""

from datetime import timedelta
from html import unescape

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.accounts.limits import Limit, consume
from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.companies.directory import Company, LookupUnavailable, find_company
from accelerator.questionnaires import queries
from accelerator.questionnaires.forms import AnswerForm
from accelerator.questionnaires.siret import compact, number_of
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.templatetags.prose import typo
from projects.application.access import WRITTEN, own_application
from projects.application.actions import prefill as actions
from projects.application.actions.answers import ensure_editable
from projects.application.queries.applications import form_map
from projects.application.views.form import render_step, save_page, step_form
from projects.models import Application

LOOKUPS = (Limit(30, timedelta(hours=1)),)
"""Requests of one person to a service that serves everybody."""


class NotFound(Exception):
    """Nothing to fill in; the message is the reason, and that one goes on by hand."""


@require_POST
def prefill(request: AuthenticatedRequest, ref: str, step: int) -> HttpResponse:
    """Save the page as typed, query the directory for its SIRET, fill the empty answers."""
    application = own_application(request, ref, to_change=True, frame=WRITTEN)
    pages = form_map(application)
    if not application.is_being_written or not 1 <= step <= len(pages.steps):
        raise Http404
    form = step_form(request, application, pages, step)
    if request.headers.get("X-Requested-With") == "fetch":
        return _propose(request, application, form)
    if not save_page(request, application, form):
        return render_step(request, application, step, form, form_map(application))
    try:
        company = _company(request, queries.values(application.working_sheet).get(actions.SIRET_KEY))
        proposal = actions.prefill(
            application=application, company=company, actor=current_user(request), at=timezone.now()
        )
    except (NotFound, TransitionRefused) as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.info(request, proposal.message)
    return redirect("projects:application_form", ref=ref, step=step)


def _propose(request: AuthenticatedRequest, application: Application, form: AnswerForm) -> JsonResponse:
    """Values for the empty fields of the page: its script fills them in, and they are saved as if typed."""
    form.is_valid()
    try:
        ensure_editable(application, actor=request.user, at=timezone.now())
        company = _company(request, request.POST.get("q_siret"))
        proposal = actions.propose(form.questions, _read_typed_values(form), company)
    except TransitionRefused as refusal:
        return JsonResponse({"message": str(refusal.message), "filled": {}}, status=423)
    except NotFound as problem:
        return JsonResponse({"message": str(problem), "filled": {}})
    filled = {question.key: answer for question, answer in proposal.filled}
    return JsonResponse({"message": unescape(typo(proposal.message)), "filled": filled})


def _read_typed_values(form: AnswerForm) -> Context:
    """The values of the fields, including texts that their question refuses."""
    names = {question.key: f"q_{question.key}" for question in form.questions}
    return {key: form.cleaned_data.get(name, form.data.get(name)) for key, name in names.items()}


def _company(request: AuthenticatedRequest, answer: object) -> Company:
    """The establishment that the answer names. Raises :class:`NotFound` with words for people."""
    siret = number_of(compact(answer) if isinstance(answer, str) else "")
    if not siret:
        raise NotFound(_("Écrivez d’abord les 14 chiffres du SIRET, puis préremplissez."))
    if not consume("company look-up", current_user(request).pk, limits=LOOKUPS, at=timezone.now()):
        raise NotFound(
            _("Vous avez beaucoup interrogé l’annuaire : remplissez à la main, ou réessayez dans une heure.")
        )
    try:
        company = find_company(siret)
    except LookupUnavailable:
        raise NotFound(
            _(
                "L’annuaire des entreprises ne répond pas pour l’instant : remplissez à la main, rien ne manquera."
            )
        ) from None
    if company is None:
        raise NotFound(_("L’annuaire ne connaît pas ce SIRET : vérifiez-le, ou remplissez à la main."))
    return company
