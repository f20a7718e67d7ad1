"""A survey answered by personal link, without an account, and read again once it is sent."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form, Textarea, TextInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.actions import TooManyCodes, send_code
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires import actions as questionnaires, queries, queries as answers
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.errors import RevisionChanged, SheetFrozen
from accelerator.questionnaires.forms import AnswerForm, answer_form
from accelerator.questionnaires.views import autosave
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.autosave import report_refused
from accelerator.web.forms import render_form
from coaching.models import SurveyInvitation
from coaching.surveys.actions import survey as actions
from coaching.surveys.confirmable_plan import read_confirmable_plan
from coaching.surveys.enums import InvitationState, SurveyClosed, SurveyKind
from coaching.surveys.forms import ConsentForm, PlanForms, parse_key
from coaching.surveys.to_answer import find_earlier_of_project
from coaching.surveys.views.confirmations import ROW_VERBS, change_rows, save_row_field, save_rows
from coaching.surveys.views.finding import by_link, find_wave
from coaching.synthesis.enums import ReportKind
from programmes.access import set_edition
from projects.models import Participation


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def survey(request: HttpRequest, invitation: SurveyInvitation, token: str) -> HttpResponse:
    """The whole form on one page; the button sends it."""
    if invitation.state == InvitationState.SENT:
        return redirect("coaching:survey_thanks", token)
    if request.method == "POST":
        return _send(request, invitation, token)
    if not invitation.survey.is_open(timezone.now()):
        return _render_closed(request, invitation, token)
    rows = _read_rows(invitation)
    return _render_page(request, invitation, token, _read_form(invitation, rows), rows)


def _render_closed(
    request: HttpRequest,
    invitation: SurveyInvitation,
    token: str,
    typed: AnswerForm | None = None,
    rows: PlanForms | None = None,
) -> HttpResponse:
    """The closed survey: editors of the project read the saved answers; other visitors with the link, those just
    typed."""
    early = timezone.now() < invitation.survey.opens_at
    is_member = may_read_again(request, invitation)
    sections = queries.list_readable_sections(invitation.sheet, set(AnswerAudience)) if is_member else []
    context = {
        **_build_context(invitation, token),
        "about": invitation.participation.project.title,
        "not_open_yet": early,
        "is_saved": not early,
        "sign_in_to": "",
        "sections": sections,
        "typed": [*list_typed(typed), *list_typed(*(rows or ()), changed=True)] if typed else [],
        "offers_code": bool(not is_member and not early and invitation.sheet.saved_at),
    }
    return render(request, "coaching/surveys/survey_closed.html", context, status=422 if typed else 200)


def list_typed(*forms: Form, changed: bool = False) -> list[dict[str, str]]:
    """The posted texts of these forms, valid or not, with their questions; without choices. ``changed``: only those
    that differ from the page."""
    texts = (Textarea, TextInput)
    fields = [field for form in forms for field in form if isinstance(field.field.widget, texts)]
    if changed:
        fields = [field for field in fields if field.field.has_changed(field.initial, field.data)]
    return [
        {"label": str(field.label), "text": field.data}
        for field in fields
        if isinstance(field.data, str) and field.data.strip()
    ]


def may_read_again(request: HttpRequest, invitation: SurveyInvitation) -> bool:
    """Whether the signed-in user edits the project: a link alone may have been forwarded."""
    application = invitation.participation.project.application
    return bool(request.user.has_perm("projects.act_for_project", application))


def _send(request: HttpRequest, invitation: SurveyInvitation, token: str) -> HttpResponse:
    """Save the typed answers in any case, then send them if they are complete.

    Other buttons only change rows of the plan: missing answers are not reported yet.
    """
    only_rows = any(name in request.POST for name in ROW_VERBS)
    rows = _read_rows(invitation, request.POST)
    sent = {"data": request.POST, "files": request.FILES, "enforce": not only_rows}
    form = _read_form(invitation, rows, **sent)
    form.is_valid()
    try:
        _save_answers(request, invitation, form)
        if not invitation.survey.is_open(timezone.now()):
            return _render_closed(request, invitation, token, typed=form, rows=rows)
        writer = _find_writer(request, invitation)
        if rows:
            save_rows(rows, invitation, writer)
        if only_rows:
            change_rows(request, invitation, writer)
        if form.errors or (rows and rows.has_errors):
            return _render_page(request, invitation, token, form, rows, status=422)
        if only_rows:
            return redirect(f"{request.path}#plan")
        actions.submit_response(invitation=invitation, actor=request.user, at=timezone.now())
    except RevisionChanged:  # its questions were changed while the page was open
        invitation.sheet.refresh_from_db()
        return _send(request, invitation, token)
    except SheetFrozen:
        return redirect("coaching:survey_thanks", token)
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("coaching:survey", token)
    return redirect("coaching:survey_thanks", token)


def _save_answers(request: HttpRequest, invitation: SurveyInvitation, form: AnswerForm) -> None:
    at = timezone.now()
    questionnaires.save_answers(
        sheet=invitation.sheet, form=form, actor=_find_writer(request, invitation), at=at
    )
    actions.start_response(invitation=invitation, actor=request.user, at=at)


def _read_rows(
    invitation: SurveyInvitation, data: "MultiValueDict[str, str] | None" = None
) -> PlanForms | None:
    """The rows of a survey that confirms the plan; ``None`` for others."""
    if not invitation.survey.confirms_plan:
        return None
    return PlanForms(read_confirmable_plan(invitation), data)


def _read_form(invitation: SurveyInvitation, rows: PlanForms | None, **sent: Any) -> AnswerForm:
    """The questions of the survey, except those that the rows of the plan replace."""
    recorded = rows.plan.recorded_questions if rows else ()
    return answer_form(invitation.sheet, recorded=recorded, **sent)


def _find_writer(request: HttpRequest, invitation: SurveyInvitation) -> Any:
    """The signed-in user if they edit the project, else ``None``: a forwarded link shows nobody's name."""
    return request.user if may_read_again(request, invitation) else None


def _render_page(
    request: HttpRequest,
    invitation: SurveyInvitation,
    token: str,
    form: AnswerForm,
    rows: PlanForms | None,
    status: int = 200,
) -> HttpResponse:
    answered, total = answers.progress(invitation.sheet)
    earlier = find_earlier_of_project(invitation, request.user)
    form.earlier = earlier.arrange(form.questions)
    context = {
        **_build_context(invitation, token),
        "form": form,
        "rows": rows,
        "answered": answered,
        "total": total,
        "earlier": earlier,
        "here": request.path,
    }
    return render(request, "coaching/surveys/survey_page.html", context, status=status)


def _build_context(invitation: SurveyInvitation, token: str) -> Context:
    return {
        "invitation": invitation,
        "survey": invitation.survey,
        "token": token,
        "project": invitation.participation.project,
        "is_synthesis": invitation.survey.kind == SurveyKind.SYNTHESIS,
        "is_debrief": invitation.survey.kind == SurveyKind.DEBRIEF,
        "is_follow_up": invitation.survey.kind == SurveyKind.FOLLOW_UP,
    }


@require_POST
@by_link
def survey_answer(request: HttpRequest, invitation: SurveyInvitation, token: str, key: str) -> HttpResponse:
    """Autosave one answer."""
    at = timezone.now()
    if not invitation.survey.is_open(at):
        return report_refused(SurveyClosed().message, closed=True)
    if invitation.survey.confirms_plan and parse_key(key):
        return save_row_field(request, invitation, key, _find_writer(request, invitation))
    response = autosave(request, sheet=invitation.sheet, key=key, actor=_find_writer(request, invitation))
    if response.status_code == 200:
        actions.start_response(invitation=invitation, actor=request.user, at=at)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def survey_thanks(request: HttpRequest, invitation: SurveyInvitation, token: str) -> HttpResponse:
    """Thanks, the next steps, the sent answers, and the consents, which one may change.

    A link may have been forwarded: once the answers are sent, it opens them for a signed-in member alone.
    """
    if invitation.state != InvitationState.SENT:
        return redirect("coaching:survey", token)
    if may_read_again(request, invitation):
        return _render_thanks(request, invitation, token)
    status = 200 if request.method in ("GET", "HEAD") else 403
    context = {"here": request.path, "token": token}
    return render(request, "coaching/surveys/survey_sent.html", context, status=status)


@require_POST
@by_link
def survey_code(request: HttpRequest, invitation: SurveyInvitation, token: str) -> HttpResponse:
    """Send a code to the person of the link, who signs in by it to read the answers. No page shows the address."""
    following = reverse("coaching:survey", args=[token])
    if may_read_again(request, invitation):
        return redirect(following)
    try:
        send_code(request, email=invitation.reaches, unnamed=True)  # type: ignore[attr-defined]
    except TooManyCodes:
        messages.error(
            request, _("Plusieurs codes viennent d’être demandés. Attendez une minute, puis réessayez.")
        )
        return redirect(following)
    return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': following})}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_answers(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The answers for a signed-in editor: no link that would stay valid once they left the project.

    ``?survey=`` names one of the year; the synthesis without it.
    """
    wave = find_wave(request.GET.get("survey", SurveyKind.SYNTHESIS.value))
    if wave.kind == SurveyKind.DEBRIEF:
        raise Http404
    invitations = SurveyInvitation.objects.sent().filter(
        participation__in=Participation.objects.of_member(request.user),
        participation__project__slug=slug,
        survey__kind=wave.kind,
        survey__wave=wave.number,
    )
    invitations = invitations.select_related(
        "survey__edition__call", "survey__edition__programme", "sheet", "participation__project__application"
    )
    invitation = invitations.order_by("-survey__edition__session_starts_on", "-pk").first()
    if invitation is None:
        raise Http404
    if not request.user.has_perm("projects.act_for_project", invitation.participation.project.application):
        raise PermissionDenied
    set_edition(request, invitation.survey.edition)
    return _render_thanks(request, invitation)


def _render_thanks(request: HttpRequest, invitation: SurveyInvitation, token: str = "") -> HttpResponse:
    form = ConsentForm(request.POST or None, sheet=invitation.sheet)
    if request.method == "POST" and form.is_valid():
        changed = actions.change_consents(
            invitation=invitation, consents=form.consents(), actor=request.user, at=timezone.now()
        )
        if changed:
            messages.success(request, _("Vos accords sont enregistrés : ils valent dès maintenant."))
        else:
            messages.info(request, _("Vos accords étaient déjà ceux-là : rien ne change."))
        return redirect(request.get_full_path())
    sections = queries.list_readable_sections(invitation.sheet, set(AnswerAudience))
    reports = invitation.participation.reports.ready().filter(kind=ReportKind.PROJECT)
    context = {
        **_build_context(invitation, token),
        "sections": sections,
        "form": form,
        "is_delivered": reports.exists(),
    }
    return render_form(request, "coaching/surveys/survey_thanks.html", context, form)
