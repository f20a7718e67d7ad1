"""The organiser's page of the surveys: dates, answers, links, one by one or all at once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context, Values
from accelerator.web.forms import RefusalAsError, render_form
from coaching.models import PersonalResponse, Survey, SurveyInvitation
from coaching.surveys import queries
from coaching.surveys.actions import invitations, survey as actions
from coaching.surveys.audiences import group_by_audience
from coaching.surveys.enums import SurveyKind, Wave
from coaching.surveys.forms import SurveyDatesForm
from coaching.surveys.progress import read_survey_progress
from coaching.surveys.views.finding import act, find_survey, find_wave, make_survey_address
from programmes.access import edition_for
from programmes.models import Edition

NEW = "free"
"""The name in the address of the page while a free survey is not created."""


@require_http_methods(["GET", "HEAD", "POST"])
def manage_surveys(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """One survey of the edition: its dates, audiences, links and missing answers."""
    current_edition, at = edition_for(request, edition), timezone.now()
    surveys = list(current_edition.surveys.select_related("form").order_by("opens_at", "pk"))
    slug = request.GET.get("kind") or queries.find_due_wave(current_edition, surveys, at).slug
    wave = Wave(SurveyKind.FREE) if slug == NEW else find_wave(slug)
    choices = queries.list_choices(surveys)
    existing = next((choice.survey for choice in choices if choice.wave == wave), None)
    if wave.number and wave.kind == SurveyKind.FREE and existing is None:
        raise Http404
    form = SurveyDatesForm(
        request.POST or None,
        survey=existing,
        wave=wave,
        starts_on=queries.propose_day(current_edition, wave, timezone.localdate(at)),
    )
    if request.method == "POST" and form.is_valid():
        with RefusalAsError(form):
            return _save(request, current_edition, wave, existing, form)
    if existing:
        existing.edition = current_edition
    context = {
        "form": form,
        "wave": wave,
        "survey": existing,
        "choices": choices,
        "proposed_from": current_edition.session_ends_on,
    }
    context |= _find_progress(current_edition, wave, existing, request, at)
    return render_form(request, "coaching/surveys/survey_manage.html", context, form)


def _save(
    request: AuthenticatedRequest,
    edition: Edition,
    wave: Wave,
    existing: Survey | None,
    form: SurveyDatesForm,
) -> HttpResponse:
    survey = actions.open_survey(
        edition=edition, kind=wave.kind, wave=wave.number, actor=request.user, at=timezone.now(),
        **form.cleaned_data,
    )  # fmt: skip
    if existing:
        messages.success(request, _("Les dates de l’enquête sont enregistrées."))
    elif survey.sends_itself:
        messages.success(request, _("L’enquête est prête : les liens partiront à l’ouverture."))
    else:
        messages.success(request, _("L’enquête est prête. Il reste à envoyer les liens."))
    return redirect(make_survey_address(edition.slug, survey.slug))


def _find_progress(
    edition: Edition, wave: Wave, survey: Survey | None, request: AuthenticatedRequest, at: datetime
) -> Context:
    """The invitations, answers and reminders of a survey."""
    only_awaited = request.GET.get("show") == "awaited"
    progress = read_survey_progress(survey, at)
    counts = progress.counts
    board: Any = (
        []
        if survey is None or survey.anonymous
        else queries.CompletionBoard(survey, counts, only_awaited=only_awaited)
    )
    # before the last day of the session nobody knows yet what it brought
    ends = edition.session_ends_on
    is_early = wave.kind == SurveyKind.SYNTHESIS and ends is not None and timezone.localdate() < ends
    is_coming = survey is not None and survey.sent_out_at is None
    return {
        "page": Paginator(board, 50).get_page(request.GET.get("page")),
        "only_awaited": only_awaited,
        "progress": progress,
        "counts": counts,
        "room": counts.room,
        "open": survey is not None and survey.is_open(at),
        "has_draft": survey is not None and survey.draft_form_id is not None and at < survey.closes_at,
        "recipients": group_by_audience(progress.recipients, survey.audiences)
        if survey and is_coming
        else [],
        "session_ends": ends if is_early else None,
    }


def _mail_links(
    request: AuthenticatedRequest, edition: str, kind: str, send: Callable[..., int], none_left: str
) -> HttpResponse:
    """Send, and report how many mails are sent, or why none is."""

    def describe(sent: int) -> str:
        mails = ngettext("%(count)s message part.", "%(count)s messages partent.", sent)
        return mails % {"count": sent} if sent else none_left

    survey = find_survey(request, edition, kind)
    return act(request, send, describe, survey=survey, back=make_survey_address(edition, kind))


@require_POST
def send_links(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """Mail the links to those who have none."""
    none_left = _("Chacun a déjà son lien : aucun message ne part.")
    return _mail_links(request, edition, kind, actions.send_links, none_left)


@require_POST
def remind(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """Remind those who did not answer."""
    survey = find_survey(request, edition, kind)

    def describe(sent: int) -> str:
        if survey.room_opened_at:
            return _("Les relances partent à qui n’a répondu ni dans la salle ni par son lien.")
        message = ngettext("%(count)s relance part.", "%(count)s relances partent.", sent) % {"count": sent}
        return message if sent else _("Chacun a déjà été relancé aujourd’hui.")

    return act(
        request, invitations.remind_now, describe, survey=survey, back=make_survey_address(edition, kind)
    )


@require_POST
def revoke_links(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """Shut the links of every project."""

    def describe(shut: int) -> str:
        text = ngettext(
            "%(count)s lien est révoqué : plus personne ne l’ouvre.",
            "%(count)s liens sont révoqués : plus personne ne les ouvre.",
            shut,
        )
        return text % {"count": shut}

    survey = find_survey(request, edition, kind)
    return act(
        request, invitations.revoke_links, describe, survey=survey, back=make_survey_address(edition, kind)
    )


@require_POST
def renew_links(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """Send a new link to those who have not answered."""
    none_left = _("Personne n’attend de nouveau lien : aucun message ne part.")
    return _mail_links(request, edition, kind, invitations.renew_links, none_left)


def _find_link(request: AuthenticatedRequest, edition: str, pk: int, of: str) -> tuple[Values, str]:
    """A link under the name of its parameter in the actions (``of``: ``invitation`` or ``response``), and its page.
    Raises ``Http404``."""
    current_edition = edition_for(request, edition)
    responses = PersonalResponse.objects.filter(survey__edition=current_edition)
    row: SurveyInvitation | PersonalResponse = (
        get_object_or_404(queries.list_invitations(current_edition), pk=pk)
        if of == "invitation"
        else get_object_or_404(responses.select_related("survey__edition"), pk=pk)
    )
    return {of: row}, make_survey_address(edition, row.survey.slug)


@require_POST
def resend_link(request: AuthenticatedRequest, edition: str, pk: int, of: str) -> HttpResponse:
    """Mail the link of a project or of a person again; that of a project may be replaced by a new one."""
    link, back = _find_link(request, edition, pk, of)

    def describe(recipient: User) -> str:
        return _("Le lien part à %(email)s.") % {"email": recipient.email}

    if of == "response":
        return act(request, invitations.resend_personal_link, describe, back=back, **link)
    renew = request.POST.get("renew") == "1"
    return act(request, actions.resend_link, describe, back=back, renew=renew, **link)


@require_POST
def revoke_link(request: AuthenticatedRequest, edition: str, pk: int, of: str) -> HttpResponse:
    """Shut the links that were sent to one project, or to one person."""
    link, back = _find_link(request, edition, pk, of)
    revoke = actions.revoke_link if of == "invitation" else invitations.revoke_personal_link
    message = _("Le lien est révoqué : plus personne ne l’ouvre.")
    return act(request, revoke, lambda _nothing: message, back=back, **link)
