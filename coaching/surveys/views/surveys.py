"""The survey by personal link, without an account, and the organiser's page that sends the links."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.questionnaires import actions as questionnaires
from accelerator.questionnaires import queries as answers
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.errors import SheetFrozen
from accelerator.questionnaires.forms import AnswerForm, answer_form
from accelerator.questionnaires.views import autosave
from accelerator.transitions import TransitionRefused
from accelerator.web.autosave import report_refused
from coaching.models import SurveyInvitation
from coaching.surveys import queries
from coaching.surveys.actions import survey as actions
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.forms import ConsentForm, SurveyDatesForm
from coaching.surveys.links import invitation_for
from coaching.surveys.reminders import DAYS_AFTER
from coaching.synthesis.enums import ReportKind
from programmes.access import edition_for
from programmes.models import Edition
from projects.models import Participation


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the invitation of the link; a link that opens nothing gets one same page, which tells nothing."""

    @wraps(view)
    @never_cache
    def wrapper(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        invitation = invitation_for(token)
        if invitation is None:
            response = render(request, "coaching/surveys/survey_unknown.html", status=404)
        else:
            request.edition = invitation.survey.edition  # type: ignore[attr-defined]
            _speak_as_recipient(request, invitation)
            response = view(request, invitation, token, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapper


def _speak_as_recipient(request: HttpRequest, invitation: SurveyInvitation) -> None:
    """The language of the person the link is for, unless the visitor chose one."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.user.is_authenticated:
        return
    translation.activate(invitation.speaks)  # type: ignore[attr-defined]
    request.LANGUAGE_CODE = translation.get_language()


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def survey(request: HttpRequest, invitation: SurveyInvitation, token: str) -> HttpResponse:
    """The whole form on one page; the button sends it."""
    if invitation.state == InvitationState.SENT:
        return redirect("coaching:survey_thanks", token)
    if request.method == "POST":
        return _send(request, invitation, token)
    if not invitation.survey.is_open(timezone.now()):
        return _render_closed_page(request, invitation, token)
    return _page(request, invitation, token, answer_form(invitation.sheet))


def _render_closed_page(
    request: HttpRequest, invitation: SurveyInvitation, token: str, status: int = 200
) -> HttpResponse:
    early = timezone.now() < invitation.survey.opens_at
    sections = answers.readable(invitation.sheet, set(AnswerAudience))
    context = {**_questions_asked(invitation, token), "not_open_yet": early, "sections": sections}
    return render(request, "coaching/surveys/survey_closed.html", context, status=status)


def _send(request: HttpRequest, invitation: SurveyInvitation, token: str) -> HttpResponse:
    """Keep what was typed whatever happens, then send if all is there."""
    at = timezone.now()
    form = answer_form(invitation.sheet, data=request.POST, files=request.FILES, enforce=True)
    form.is_valid()
    try:
        questionnaires.save_answers(
            sheet=invitation.sheet, form=form, actor=_writer(request, invitation), at=at
        )
        actions.start_response(invitation=invitation, actor=request.user, at=at)
        if not invitation.survey.is_open(at):
            return _render_closed_page(request, invitation, token, status=422)
        if form.errors:
            return _page(request, invitation, token, form, status=422)
        actions.submit_response(invitation=invitation, actor=request.user, at=at)
    except SheetFrozen:
        return redirect("coaching:survey_thanks", token)
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("coaching:survey", token)
    return redirect("coaching:survey_thanks", token)


def _writer(request: HttpRequest, invitation: SurveyInvitation) -> Any:
    """Who writes, if they may for the project; a stranger who was forwarded the link is told nobody's name."""
    writes = request.user.has_perm("projects.act_for_project", invitation.participation.project.application)
    return request.user if writes else None


def _page(
    request: HttpRequest, invitation: SurveyInvitation, token: str, form: AnswerForm, status: int = 200
) -> HttpResponse:
    answered, total = answers.progress(invitation.sheet)
    context = {**_questions_asked(invitation, token), "form": form, "answered": answered, "total": total}
    return render(request, "coaching/surveys/survey_page.html", context, status=status)


def _questions_asked(invitation: SurveyInvitation, token: str) -> dict[str, Any]:
    return {
        "invitation": invitation,
        "survey": invitation.survey,
        "token": token,
        "project": invitation.participation.project,
        "is_synthesis": invitation.survey.kind == SurveyKind.SYNTHESIS,
    }


@require_POST
@by_link
def survey_answer(request: HttpRequest, invitation: SurveyInvitation, token: str, key: str) -> HttpResponse:
    """Autosave one answer."""
    at = timezone.now()
    if not invitation.survey.is_open(at):
        return report_refused(actions.SurveyClosed().message, closed=True)
    response = autosave(request, sheet=invitation.sheet, key=key, actor=_writer(request, invitation))
    if response.status_code == 200:
        actions.start_response(invitation=invitation, actor=request.user, at=at)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def survey_thanks(request: HttpRequest, invitation: SurveyInvitation, token: str) -> HttpResponse:
    """Thank you, what comes next, the answers as they were sent, and the consents, which one may change.

    A link may have been forwarded: once the answers are sent, it opens them for a signed-in member alone.
    """
    if invitation.state != InvitationState.SENT:
        return redirect("coaching:survey", token)
    if request.user.has_perm("projects.act_for_project", invitation.participation.project.application):
        return _thanks(request, invitation, token)
    status = 200 if request.method in ("GET", "HEAD") else 403
    return render(request, "coaching/surveys/survey_sent.html", {"here": request.path}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_answers(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for a signed-in member who may write: no link that would still open once they left the project."""
    invitations = SurveyInvitation.objects.sent().filter(
        participation__in=Participation.objects.held_by(request.user),
        participation__project__slug=slug,
        survey__kind=SurveyKind.SYNTHESIS,
    )
    invitations = invitations.select_related(
        "survey__edition__call", "survey__edition__programme", "sheet", "participation__project__application"
    )
    invitation = invitations.order_by("-survey__edition__session_starts_on", "-pk").first()
    if invitation is None:
        raise Http404
    if not request.user.has_perm("projects.act_for_project", invitation.participation.project.application):
        raise PermissionDenied
    request.edition = invitation.survey.edition  # type: ignore[attr-defined]
    return _thanks(request, invitation)


def _thanks(request: HttpRequest, invitation: SurveyInvitation, token: str = "") -> HttpResponse:
    form = ConsentForm(request.POST or None, sheet=invitation.sheet)
    if request.method == "POST" and form.is_valid():
        changed = actions.change_consents(
            invitation=invitation, consents=form.consents(), actor=request.user, at=timezone.now()
        )
        if changed:
            messages.success(request, _("Vos accords sont enregistrés : ils valent dès maintenant."))
        else:
            messages.info(request, _("Vos accords étaient déjà ceux-là : rien ne change."))
        return redirect(request.path)
    sections = answers.readable(invitation.sheet, set(AnswerAudience))
    reports = invitation.participation.reports.ready().filter(kind=ReportKind.PROJECT)
    context = {
        **_questions_asked(invitation, token),
        "sections": sections,
        "form": form,
        "is_delivered": reports.exists(),
    }
    return render(
        request, "coaching/surveys/survey_thanks.html", context, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def manage_surveys(request: HttpRequest, edition: str) -> HttpResponse:
    """One survey of the edition: its dates, its links, who answered."""
    shown = edition_for(request, edition)
    kind = request.GET.get("kind") or queries.due_kind(shown, timezone.now())
    if kind not in SurveyKind:
        raise Http404
    existing = shown.surveys.filter(kind=kind).first()
    form = SurveyDatesForm(request.POST or None, survey=existing)
    if request.method == "POST" and form.is_valid():
        actions.open_survey(
            edition=shown, kind=kind, actor=request.user, at=timezone.now(), **form.cleaned_data
        )
        if existing:
            messages.success(request, _("Les dates de l’enquête sont enregistrées."))
        else:
            messages.success(
                request, _("L’enquête est ouverte. Il reste à envoyer à chaque projet son lien personnel.")
            )
        return redirect(f"{request.path}?kind={kind}")
    page = Paginator(queries.invitations_of(existing), 50).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "kind": SurveyKind(kind),
        "kinds": list(SurveyKind),
        "reminded": DAYS_AFTER[kind],
        "survey": existing,
        "counts": queries.survey_counts(shown, existing),
        "open": existing and existing.is_open(timezone.now()),
        "session_ends": shown.session_ends_on if kind == SurveyKind.SYNTHESIS and _is_early(shown) else None,
    }
    return render(
        request, "coaching/surveys/survey_manage.html", context, status=422 if form.is_bound else 200
    )


def _is_early(edition: Edition) -> bool:
    """The last day of the session has not come: nobody knows yet what it brought."""
    ends = edition.session_ends_on
    return ends is not None and timezone.localdate() < ends


@require_POST
def send_links(request: HttpRequest, edition: str, kind: str) -> HttpResponse:
    """Mail the personal links to the projects that have none."""
    shown = edition_for(request, edition)
    existing = get_object_or_404(shown.surveys, kind=kind)
    try:
        sent = actions.send_links(survey=existing, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        text = ngettext("%(count)s message part.", "%(count)s messages partent.", sent) % {"count": sent}
        messages.success(
            request, text if sent else _("Tous les projets ont déjà leur lien : aucun message ne part.")
        )
    return redirect(f"{_address(edition)}?kind={kind}")


@require_POST
def resend_link(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """Mail one link again, or replace it by a new one."""
    shown = edition_for(request, edition)
    invitation = get_object_or_404(queries.invitations_of_edition(shown), pk=pk)
    try:
        holder = actions.resend_link(
            invitation=invitation,
            actor=request.user,
            at=timezone.now(),
            renew=request.POST.get("renew") == "1",
        )
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Le lien part à %(email)s.") % {"email": holder.email})
    return redirect(f"{_address(edition)}?kind={invitation.survey.kind}")


@require_POST
def revoke_link(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """Shut the links that were sent to one project."""
    shown = edition_for(request, edition)
    invitation = get_object_or_404(queries.invitations_of_edition(shown), pk=pk)
    try:
        actions.revoke_link(invitation=invitation, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Le lien est révoqué : plus personne ne l’ouvre."))
    return redirect(f"{_address(edition)}?kind={invitation.survey.kind}")


def _address(edition: str) -> str:
    return reverse("coaching:manage_surveys", args=[edition])
