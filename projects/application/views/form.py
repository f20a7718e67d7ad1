"""Filling a dossier in: its pages, what saves itself while it is typed, what the directory of companies fills in."""

from datetime import timedelta
from functools import partial
from html import unescape

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.limits import Limit, consume
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.companies.directory import Company, LookupUnavailable, find_company
from accelerator.questionnaires import queries, views
from accelerator.questionnaires.errors import RevisionChanged
from accelerator.questionnaires.forms import AnswerForm, answer_form
from accelerator.questionnaires.siret import compact, number_of
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.autosave import report_refused
from accelerator.web.forms import render_form
from accelerator.web.templatetags.prose import typo
from projects.application import presence
from projects.application.access import SAVED, WRITTEN, own_application, report_right_lost
from projects.application.actions import answers, prefill as actions
from projects.application.actions.answers import ensure_editable
from projects.application.actions.prefill import can_prefill
from projects.application.queries.applications import RULES_KEY, FormMap, file_url, form_map
from projects.application.views.frame import OWN_AUDIENCES, explain_end_of_dossier, may_write, read_frame
from projects.models import Application


@require_safe
def resume(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Redirect to where one goes on writing: the first incomplete page, else the sending."""
    application = own_application(request, ref, frame=WRITTEN)
    if not application.is_being_written or not may_write(request, application):
        return redirect("projects:application", ref=ref)
    pages = form_map(application)
    if not pages.gap_count:
        return redirect("projects:application_review_and_submit", ref=ref)
    return redirect("projects:application_form", ref=ref, step=pages.next_step)


@require_http_methods(["GET", "HEAD", "POST"])
@explain_end_of_dossier
def form_step(request: AuthenticatedRequest, ref: str, step: int) -> HttpResponse:
    """One page of the form; its buttons save the answers and move on."""
    posted = request.method == "POST"
    application = own_application(request, ref, to_change=posted, frame=WRITTEN)
    if not application.is_being_written or not (posted or may_write(request, application)):
        return redirect("projects:application", ref=ref)
    pages = form_map(application)
    if posted:
        step = min(step, len(pages.steps))  # the form may have fewer pages since this one was opened
    if not 1 <= step <= len(pages.steps):
        raise Http404
    form = step_form(request, application, pages, step)
    try:
        if posted and save_page(request, application, form):
            targets = {"previous": step - 1, "next": step + 1, "check": len(pages.steps) + 1}
            wanted = targets.get(request.POST.get("go", ""), step)
            if wanted > len(pages.steps):
                return redirect("projects:application_review_and_submit", ref=application.reference)
            return redirect("projects:application_form", ref=application.reference, step=max(wanted, 1))
    except (
        RevisionChanged
    ):  # published anew while the files were looked at: the same answers, in the new form
        return form_step(request, ref, step)
    return render_step(request, application, step, form, form_map(application) if form.is_bound else pages)


def step_form(
    request: AuthenticatedRequest, application: Application, pages: FormMap, step: int
) -> AnswerForm:
    """The questions of one step, but for the rules: they are accepted where the dossier is sent."""
    posted = request.method == "POST"
    form = answer_form(
        application.working_sheet,
        section=pages.steps[step - 1].section,
        data=request.POST if posted else None,
        files=request.FILES if posted else None,
        stock=pages.stock,
    )
    form.questions = [question for question in form.questions if question.key != RULES_KEY]
    form.fields.pop(f"q_{RULES_KEY}", None)
    return form


def save_page(request: AuthenticatedRequest, application: Application, form: AnswerForm) -> bool:
    """Save the valid answers; true when all are valid."""
    form.is_valid()
    presence.note(application, request.user)
    try:
        answers.save_step(application=application, form=form, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        if isinstance(refusal, answers.NotAllowed):
            own_application(
                request, application.reference, to_change=True
            )  # which explains why, or that they may again
        form.add_error(None, str(refusal.message))
    return not form.errors


def render_step(
    request: AuthenticatedRequest, application: Application, step: int, form: AnswerForm, pages: FormMap
) -> HttpResponse:
    """The page of a step, for somebody who writes in the dossier, with what was typed and what is wrong (422)."""
    frame, section = read_frame(request, application, can_act=True), pages.steps[step - 1].section
    readable = (
        [] if frame["can_edit"] else queries.list_readable_sections(application.working_sheet, OWN_AUDIENCES)
    )
    context = {
        **frame,
        "can_prefill": frame["can_edit"] and can_prefill(form.questions),
        "presence": presence.words(application, request.user),
        "remove_url": file_url(application, "projects:application_file_remove"),
        "form": form,
        "form_map": pages,
        "readable": readable,
        "steps": pages.header(step),
        "step": step,
        "section": section,
        "is_first": step == 1,
        "is_last": step == len(pages.steps),
    }
    return render_form(request, "projects/application/application_form.html", context, form)


@require_POST
@explain_end_of_dossier
def answer(request: AuthenticatedRequest, ref: str, key: str) -> HttpResponse:
    """Save one answer while it is typed."""
    application, actor = own_application(request, ref, frame=SAVED), request.user
    ensure = partial(answers.ensure_writer, application, actor)
    try:
        answers.ensure_editable(application, actor=actor, at=timezone.now())
        response = views.autosave(
            request, sheet=application.working_sheet, key=key, actor=actor, ensure=ensure
        )
    except answers.NotAllowed as refusal:
        return report_right_lost(request, ref, refusal)
    except TransitionRefused as refusal:
        own_application(request, ref, to_change=True)  # a reader gets that reason, not that it is closed
        return report_refused(refusal.message, closed=True)
    presence.note(application, request.user)
    if response.status_code == 200:
        answers.refresh_after(application, key)
    return response


LOOKUPS = (Limit(30, timedelta(hours=1)),)
"""Requests of one person to a service that serves everybody."""


class CompanyNotFound(Exception):
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
        company = _find_company(request, queries.values(application.working_sheet).get(actions.SIRET_KEY))
        proposal = actions.prefill(
            application=application, company=company, actor=request.user, at=timezone.now()
        )
    except (CompanyNotFound, TransitionRefused) as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.info(request, proposal.message)
    return redirect("projects:application_form", ref=ref, step=step)


def _propose(request: AuthenticatedRequest, application: Application, form: AnswerForm) -> JsonResponse:
    """Values for the empty fields of the page: its script fills them in, and they are saved as if typed."""
    form.is_valid()
    try:
        ensure_editable(application, actor=request.user, at=timezone.now())
        company = _find_company(request, request.POST.get("q_siret"))
        proposal = actions.propose(form.questions, _read_typed_values(form), company)
    except TransitionRefused as refusal:
        return JsonResponse({"message": str(refusal.message), "filled": {}}, status=423)
    except CompanyNotFound as problem:
        return JsonResponse({"message": str(problem), "filled": {}})
    filled = {question.key: answer for question, answer in proposal.filled}
    return JsonResponse({"message": unescape(typo(proposal.message)), "filled": filled})


def _read_typed_values(form: AnswerForm) -> Context:
    """The values of the fields, including texts that their question refuses."""
    names = {question.key: f"q_{question.key}" for question in form.questions}
    return {key: form.cleaned_data.get(name, form.data.get(name)) for key, name in names.items()}


def _find_company(request: AuthenticatedRequest, answer: object) -> Company:
    """The establishment that the answer names. Raises :class:`CompanyNotFound` with words for people."""
    siret = number_of(compact(answer) if isinstance(answer, str) else "")
    if not siret:
        raise CompanyNotFound(_("Écrivez d’abord les 14 chiffres du SIRET, puis préremplissez."))
    if not consume("company look-up", request.user.pk, limits=LOOKUPS, at=timezone.now()):
        raise CompanyNotFound(
            _("Vous avez beaucoup interrogé l’annuaire : remplissez à la main, ou réessayez dans une heure.")
        )
    try:
        company = find_company(siret)
    except LookupUnavailable:
        raise CompanyNotFound(
            _(
                "L’annuaire des entreprises ne répond pas pour l’instant : remplissez à la main, rien ne manquera."
            )
        ) from None
    if company is None:
        raise CompanyNotFound(_("L’annuaire ne connaît pas ce SIRET : vérifiez-le, ou remplissez à la main."))
    return company
