"""A dossier seen by the people who hold it: fill in, check and send, read again, take back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.people import current_user
from accelerator.questionnaires import queries, views
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.errors import RevisionChanged
from accelerator.questionnaires.forms import AnswerForm, answer_form
from accelerator.transitions import TransitionRefused
from accelerator.web.autosave import report_refused
from programmes.queries import admission_of
from projects.application import presence
from projects.application.access import FRAME, SAVED, WRITTEN, own_application, report_right_lost
from projects.application.actions import answers, submission
from projects.application.actions.prefill import can_prefill
from projects.application.enums import ApplicationState
from projects.application.forms import SubmitForm, WithdrawForm
from projects.application.queries.applications import RULES_KEY, FormMap, days_left, file_url, form_map
from projects.application.queries.versions import standing_version, versions_of
from projects.application.states import APPLICATION
from projects.application.views.lost_access import tell_end_of_dossier
from projects.completion.enums import CompletionState
from projects.models import Application

OWN_AUDIENCES = set(AnswerAudience)


@require_safe
def overview(request: HttpRequest, ref: str) -> HttpResponse:
    """The dossier as it stands: what to do next, then every answer."""
    application = own_application(request, ref)
    return render(
        request,
        "projects/application/application_detail.html",
        {
            **_frame(request, application),
            **_receipt(application),
            "form_map": form_map(application) if application.is_being_written else None,
            "sections": queries.readable(application.sheet, OWN_AUDIENCES),
        },
    )


@require_safe
def resume(request: HttpRequest, ref: str) -> HttpResponse:
    """Where one goes on writing: the first page that lacks something, else the sending."""
    application = own_application(request, ref, frame=WRITTEN)
    if not application.is_being_written or not _writes(request, application):
        return redirect("projects:application", ref=ref)
    pages = form_map(application)
    if not pages.gap_count:
        return redirect("projects:application_review_and_submit", ref=ref)
    return redirect("projects:application_form", ref=ref, step=pages.next_step)


@require_http_methods(["GET", "HEAD", "POST"])
@tell_end_of_dossier
def form_step(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """One page of the form; its buttons keep what was typed and move on."""
    posted = request.method == "POST"
    application = own_application(request, ref, to_change=posted, frame=WRITTEN)
    if not application.is_being_written or not (posted or _writes(request, application)):
        return redirect("projects:application", ref=ref)
    pages = form_map(application)
    if posted:
        step = min(step, len(pages.steps))  # the form may have fewer pages since this one was opened
    if not 1 <= step <= len(pages.steps):
        raise Http404
    form = step_form(request, application, pages, step)
    try:
        if posted and save_page(request, application, form):
            return _next_page(request, application, pages, step)
    except (
        RevisionChanged
    ):  # published anew while the files were looked at: the same answers, in the new form
        return form_step(request, ref, step)
    return render_step(request, application, step, form, form_map(application) if form.is_bound else pages)


def _writes(request: HttpRequest, application: Application) -> bool:
    """Who may only read is not led through a form: the dossier's own page has all of it."""
    return request.user.has_perm("projects.act_for_project", application)


def step_form(request: HttpRequest, application: Application, pages: FormMap, step: int) -> AnswerForm:
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


def save_page(request: HttpRequest, application: Application, form: AnswerForm) -> bool:
    """Keep what can be kept; true when nothing on the page is wrong."""
    form.is_valid()
    presence.note(application, request.user)
    try:
        answers.save_step(application=application, form=form, actor=current_user(request), at=timezone.now())
    except TransitionRefused as refusal:
        if isinstance(refusal, answers.NotAllowed):
            own_application(
                request, application.reference, to_change=True
            )  # which says why, or that they may again
        form.add_error(None, str(refusal.message))
    return not form.errors


def _next_page(request: HttpRequest, application: Application, pages: FormMap, step: int) -> HttpResponse:
    targets = {"previous": step - 1, "next": step + 1, "check": len(pages.steps) + 1}
    wanted = targets.get(request.POST.get("go", ""), step)
    if wanted > len(pages.steps):
        return redirect("projects:application_review_and_submit", ref=application.reference)
    return redirect("projects:application_form", ref=application.reference, step=max(wanted, 1))


def render_step(
    request: HttpRequest, application: Application, step: int, form: AnswerForm, pages: FormMap
) -> HttpResponse:
    """The page of a step, for somebody who writes in the dossier, with what was typed and what is wrong (422)."""
    frame, section = _frame(request, application, can_act=True), pages.steps[step - 1].section
    readable = [] if frame["can_edit"] else queries.readable(application.working_sheet, OWN_AUDIENCES)
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
    return render(
        request, "projects/application/application_form.html", context, status=422 if form.is_bound else 200
    )


@require_POST
@tell_end_of_dossier
def answer(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """Keep one answer while it is typed."""
    application, actor = own_application(request, ref, frame=SAVED), current_user(request)
    ensure = partial(answers.ensure_writer, application, actor)
    try:
        answers.ensure_editable(application, actor=actor, at=timezone.now())
        response = views.autosave(
            request, sheet=application.working_sheet, key=key, actor=actor, ensure=ensure
        )
    except answers.NotAllowed as refusal:
        return report_right_lost(request, ref, refusal)
    except TransitionRefused as refusal:
        own_application(request, ref, to_change=True)  # who may only read is told so, not that it is closed
        return report_refused(refusal.message, closed=True)
    presence.note(application, request.user)
    if response.status_code == 200:
        answers.refresh_after(application, key)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@tell_end_of_dossier
def review_and_submit(request: HttpRequest, ref: str) -> HttpResponse:
    """What is missing, the rules, and the button that sends."""
    sending = request.method == "POST"
    application = own_application(request, ref, to_change=sending, frame=WRITTEN if sending else FRAME)
    if not application.is_being_written:
        name = "application_sent" if application.submitted_at else "application"
        return redirect(f"projects:{name}", ref=ref)
    if not (sending or _writes(request, application)):
        return redirect("projects:application", ref=ref)
    form = SubmitForm(request.POST or None, call=application.call)
    if request.method == "POST" and form.is_valid() and _submit(request, application, form):
        return redirect("projects:application_sent", ref=ref)
    pages = form_map(application)
    context = {
        **_frame(request, application),
        "form": form,
        "form_map": pages,
        "gaps": pages.gaps(),
        "corrections": pages.corrections(),
        "steps": pages.header(len(pages.steps) + 1),
        "replaced": versions_of(application).first() if application.is_being_revised else None,
    }
    return render(
        request, "projects/application/application_submit.html", context, status=422 if form.is_bound else 200
    )


def _submit(request: HttpRequest, application: Application, form: SubmitForm) -> bool:
    try:
        submission.submit_application(
            application=application,
            actor=current_user(request),
            at=timezone.now(),
            rules_version=form.cleaned_data["rules_version"],
        )
    except TransitionRefused as refusal:
        own_application(request, application.reference)  # who holds it no more reads why, and none of it
        form.add_error(None, str(refusal.message))
        return False
    return True


AWAITING_ANSWER = {
    ApplicationState.SUBMITTED,
    ApplicationState.COMPLETION_REQUESTED,
    ApplicationState.ELIGIBLE,
    ApplicationState.UNDER_REVIEW,
}


@require_safe
def application_sent(request: HttpRequest, ref: str) -> HttpResponse:
    """The confirmation: reference, time, fingerprint, and what comes next."""
    application = own_application(request, ref)
    if application.submitted_at is None or application.state == ApplicationState.WITHDRAWN:
        return redirect("projects:application", ref=ref)
    at, call = timezone.now(), application.call
    starts_on = call.edition.session_starts_on
    context = {
        **_frame(request, application),
        **_receipt(application),
        "lead": application.project.find_lead(),
        "awaits_answer": application.state in AWAITING_ANSWER,
        "closes_later": call.closes_at > at,
        "session_ahead": starts_on is not None and starts_on > timezone.localdate(at),
    }
    return render(request, "projects/application/application_sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@tell_end_of_dossier
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the dossier back, after saying what that does: the lead alone may."""
    application = own_application(request, ref, to_lead=True)
    if not APPLICATION.is_allowed("withdraw", application.state):
        messages.info(
            request, _("Ce dossier ne peut plus être retiré ici : écrivez à l’équipe qui organise.")
        )
        return redirect("projects:application", ref=ref)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _withdrawn(request, application, form)
    context = {**_frame(request, application), "form": form}
    return render(
        request,
        "projects/application/application_withdraw.html",
        context,
        status=422 if form.is_bound else 200,
    )


def _withdrawn(request: HttpRequest, application: Application, form: WithdrawForm) -> HttpResponse:
    try:
        submission.withdraw_application(
            application=application,
            actor=current_user(request),
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
        )
    except TransitionRefused as refusal:
        own_application(request, application.reference)  # who holds it no more reads why
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Le dossier est retiré."))
    return redirect("projects:application", ref=application.reference)


def _receipt(application: Application) -> dict[str, Any]:
    """Which version counts and when it came; its fingerprint is the application's."""
    number, at = standing_version(application) if application.submitted_at else (0, None)
    return {"version_number": number, "received_at": at or application.submitted_at}


def _frame(request: HttpRequest, application: Application, *, can_act: bool | None = None) -> dict[str, Any]:
    """What every page of a dossier says: state, closing, rights; ``can_act`` where it has just been asked."""
    at, call = timezone.now(), application.call
    admission = admission_of(call, request.user, at, begun_at=application.begun_at)
    state = ApplicationState(application.state)
    if can_act is None:
        can_act = _writes(request, application)
    return {
        "application": application,
        "call": call,
        "edition": call.edition,
        "state_label": state.label_for_holder,
        "is_draft": state == ApplicationState.DRAFT,
        "is_open": bool(admission),
        "admission": admission,
        "days_left": days_left(call, at),
        "can_act": can_act,
        "is_being_revised": application.is_being_revised,
        "can_edit": can_act and application.is_being_written and bool(admission),
        "can_revise": can_act
        and bool(admission)
        and not application.next_sheet_id
        and APPLICATION.is_allowed("resubmit", state),
        "file_url": file_url(application),
        "has_completed": lambda: application.completions.filter(state=CompletionState.ANSWERED).exists(),
        # asked of the database by the pages that show it, not by those of the form
        "can_withdraw": lambda: (
            can_act
            and APPLICATION.is_allowed("withdraw", state)
            and request.user.has_perm("projects.lead_project", application.project)
        ),
        "can_publish": can_act and state in (ApplicationState.SELECTED, ApplicationState.CONFIRMED),
    }
