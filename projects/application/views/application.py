"""From the call to a draft and to a sent dossier; for organisers, the dates of an open call and its form."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.form_builder.showing import describe_changes, list_losses
from accelerator.questionnaires import queries
from accelerator.questionnaires.enums import QuestionKind
from accelerator.transitions import DateRefused, TransitionRefused
from accelerator.types import Context
from accelerator.web.forms import RefusalAsMessage, render_form
from programmes.access import call_for, public_edition_for
from programmes.actions.call_form import CallQuestions
from programmes.defaults import NEEDED_KEYS, READY_QUESTIONS
from programmes.models import Call
from programmes.queries import admission_of
from programmes.views.call_form import pages
from projects.application.access import FRAME, WRITTEN, own_application
from projects.application.actions import call as actions, submission
from projects.application.actions.submission import current_application, start_application
from projects.application.enums import APPLICATION, UNDECIDED, ApplicationState
from projects.application.forms import CallDatesForm, SubmitForm, WithdrawForm
from projects.application.queries.applications import days_left, find_answer, form_map
from projects.application.queries.dossier import versions_of
from projects.application.views import frame
from projects.models import Application


@require_safe
def apply_page(request: HttpRequest, edition: str) -> HttpResponse:
    """What you need, how long it takes, the rules; then one button."""
    call, at = public_edition_for(request, edition).call, timezone.now()
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
    call = public_edition_for(request, edition).call
    with RefusalAsMessage(request):
        application = start_application(call=call, user=request.user, at=timezone.now())
        if application.state == ApplicationState.DRAFT:
            return redirect("projects:application_form", ref=application.reference, step=1)
        return redirect("projects:application", ref=application.reference)
    return redirect("projects:apply", edition=edition)


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
            "sections": queries.list_readable_sections(application.sheet, frame.OWN_AUDIENCES),
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


@require_http_methods(["GET", "HEAD", "POST"])
def extend_call(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """How many messages would leave, and the form; below, the changes already made."""
    call, at = call_for(request, edition), timezone.now()
    form = CallDatesForm(request.POST or None, call=call, at=at)
    if request.method == "POST" and form.is_valid() and _extend(request, call, form):
        return redirect("programmes:manage_call", edition)
    context = {
        "form": form,
        "call": call,
        "notified_count": actions.people_writing(call).count(),
        "extensions": call.date_changes.select_related("by")[:50],
        "is_over": at >= call.closes_at,
    }
    return render_form(request, "projects/application/call_extension.html", context, form)


def _extend(request: AuthenticatedRequest, call: Call, form: CallDatesForm) -> bool:
    at = timezone.now()
    try:
        change = actions.change_call_dates(call=call, actor=request.user, at=at, **form.changes(at))
    except TransitionRefused as refusal:
        fields: dict[type[TransitionRefused], str] = {
            actions.OpeningRefused: "opens_at",
            DateRefused: "closes_at",
        }
        form.add_error(fields.get(type(refusal)), str(refusal.message))
        return False
    message = (
        _("L’appel est prolongé.")
        if change.extends
        else _("L’appel est clos.")
        if change.new_closes_at <= at
        else _("Les dates de l’appel sont changées.")
    )
    if change.notified_count:
        left = ngettext("%(count)s message part.", "%(count)s messages partent.", change.notified_count)
        message += f" {left % {'count': change.notified_count}}"
    messages.success(request, message)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def publish_form(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What publishing changes and how many dossiers being written are concerned; the button that does it."""
    built = pages.find(request, edition=edition)
    call: Call = built.owner
    if call.draft_form is None:
        messages.info(request, _("Le formulaire publié est à jour : aucun brouillon n’est en cours."))
        return redirect("programmes:manage_form", edition)
    context = _describe(built)
    if request.method == "POST" and context["changes"] and _publish(request, call):
        return redirect("programmes:manage_form", edition)
    template = "projects/application/call_form_publish.html"
    return pages.render(request, template, built, context, 422 if request.method == "POST" else 200)


def _publish(request: AuthenticatedRequest, call: Call) -> bool:
    with RefusalAsMessage(request):
        carried = actions.publish_form(call=call, actor=request.user, at=timezone.now())
        if not carried.sheets:
            messages.success(request, _("Le formulaire est publié."))
            return True
        message = ngettext(
            "Le formulaire est publié. %(count)s dossier en cours d’écriture le suit.",
            "Le formulaire est publié. %(count)s dossiers en cours d’écriture le suivent.",
            carried.sheets,
        )
        messages.success(request, message % {"count": carried.sheets})
        return True
    return False


def _describe(built: CallQuestions) -> Context:
    changes, call = describe_changes(built), built.owner
    lost = [question.key for question, _recast in list_losses(changes["changes"])]
    return {
        **changes,
        "removed": pages.link_losses(built, changes["changes"], actions.answers_by_key(call, lost)),
        "drafts": actions.sheets_being_written(call).count(),
        "missed": [READY_QUESTIONS[key].label for key in NEEDED_KEYS if key not in changes["keys"]],
    }
