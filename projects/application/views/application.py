"""From the call to a draft; then a dossier for its members: read again, check and send, withdraw."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires import queries
from accelerator.questionnaires.enums import QuestionKind
from accelerator.transitions import TransitionRefused
from accelerator.web.forms import render_form
from accelerator.web.refusals import RefusalAsMessage
from programmes.access import public_edition_for
from programmes.models import Call
from programmes.queries import admission_of
from projects.application.access import FRAME, WRITTEN, own_application
from projects.application.actions import submission
from projects.application.actions.submission import current_application, start_application
from projects.application.enums import APPLICATION, UNDECIDED, ApplicationState
from projects.application.forms import SubmitForm, WithdrawForm
from projects.application.queries.applications import days_left, find_answer, form_map
from projects.application.queries.versions import versions_of
from projects.application.views import frame
from projects.models import Application


@require_safe
def apply_page(request: HttpRequest, edition: str) -> HttpResponse:
    """What you need, how long it takes, the rules; then one button."""
    call, at = _call_of(request, edition), timezone.now()
    own = current_application(call, request.user) if request.user.is_authenticated else None
    admission = admission_of(call, request.user, at, begun_at=own.created_at if own else None)
    here, is_over = urlencode({"next": request.path}), at >= call.closes_at
    others = Call.objects.open(at).exclude(pk=call.pk).select_related("edition")
    return render(
        request,
        "projects/application/application_start.html",
        {
            "call": call,
            "is_open": bool(admission),
            "admission": admission,
            "is_over": is_over,
            "open_call": others.order_by("closes_at").first() if is_over and not admission else None,
            "has_projects": is_over and call.edition.projects.published().exists(),
            "days_left": days_left(call, at),
            "sections": call.form.sections.all() if call.form else [],
            "requires_siret": call.form is not None
            and call.form.questions.filter(kind=QuestionKind.SIRET).exists(),
            "own": own,
            "own_is_draft": own is not None and own.state == ApplicationState.DRAFT,
            "sign_in_url": f"{reverse('account_login')}?{here}",
        },
    )


@require_POST
def start(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Begin the draft, or go back to the one already begun."""
    call = _call_of(request, edition)
    with RefusalAsMessage(request):
        application = start_application(call=call, user=request.user, at=timezone.now())
        if application.state == ApplicationState.DRAFT:
            return redirect("projects:application_form", ref=application.reference, step=1)
        return redirect("projects:application", ref=application.reference)
    return redirect("projects:apply", edition=edition)


def _call_of(request: HttpRequest, slug: str) -> Call:
    call = getattr(public_edition_for(request, slug), "call", None)
    if call is None:
        raise Http404
    return call


@require_safe
def overview(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """The dossier: what to do next, then every answer."""
    application = own_application(request, ref)
    return render(
        request,
        "projects/application/application_detail.html",
        {
            **frame.read_frame(request, application),
            **frame.read_receipt(application),
            "form_map": form_map(application) if application.is_being_written else None,
            "answer": find_answer(application, timezone.now()),
            "sections": queries.readable(application.sheet, frame.OWN_AUDIENCES),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@frame.explain_end_of_dossier
def review_and_submit(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """What is missing, the rules, and the button that sends."""
    sending = request.method == "POST"
    application = own_application(request, ref, to_change=sending, frame=WRITTEN if sending else FRAME)
    if not application.is_being_written:
        name = "application_sent" if application.submitted_at else "application"
        return redirect(f"projects:{name}", ref=ref)
    if not (sending or frame.may_write(request, application)):
        return redirect("projects:application", ref=ref)
    form = SubmitForm(request.POST or None, call=application.call)
    if request.method == "POST" and form.is_valid() and _submit(request, application, form):
        return redirect("projects:application_sent", ref=ref)
    pages = form_map(application)
    context = {
        **frame.read_frame(request, application),
        "form": form,
        "form_map": pages,
        "gaps": pages.gaps(),
        "corrections": pages.corrections(),
        "steps": pages.header(len(pages.steps) + 1),
        "replaced": versions_of(application).first() if application.is_being_revised else None,
    }
    return render_form(request, "projects/application/application_submit.html", context, form)


def _submit(request: AuthenticatedRequest, application: Application, form: SubmitForm) -> bool:
    try:
        submission.submit_application(
            application=application,
            actor=request.user,
            at=timezone.now(),
            rules_version=form.cleaned_data["rules_version"],
        )
    except TransitionRefused as refusal:
        own_application(request, application.reference)  # a former member reads why, and none of it
        form.add_error(None, str(refusal.message))
        return False
    return True


@require_safe
def application_sent(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """The confirmation: reference, time, fingerprint, and what comes next."""
    application = own_application(request, ref)
    if application.submitted_at is None or application.state == ApplicationState.WITHDRAWN:
        return redirect("projects:application", ref=ref)
    at, call = timezone.now(), application.call
    starts_on = call.edition.session_starts_on
    context = {
        **frame.read_frame(request, application),
        **frame.read_receipt(application),
        "lead": application.project.find_lead(),
        "is_undecided": application.state in UNDECIDED,
        "closes_later": call.closes_at > at,
        "session_is_upcoming": starts_on is not None and starts_on > timezone.localdate(at),
    }
    return render(request, "projects/application/application_sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@frame.explain_end_of_dossier
def withdraw(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Withdraw the dossier, after a page with the consequences: the lead alone may."""
    application = own_application(request, ref, to_lead=True)
    if not APPLICATION.is_allowed("withdraw", application.state):
        messages.info(
            request, _("Ce dossier ne peut plus être retiré ici : écrivez à l’équipe qui organise.")
        )
        return redirect("projects:application", ref=ref)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            submission.withdraw_application(
                application=application,
                actor=request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except TransitionRefused as refusal:
            own_application(request, application.reference)  # a former member reads why
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("Le dossier est retiré."))
        return redirect("projects:application", ref=application.reference)
    context = {**frame.read_frame(request, application), "form": form}
    return render_form(request, "projects/application/application_withdraw.html", context, form)
