"""A survey that somebody answers as themselves, by their own link."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.questionnaires import actions as questionnaires
from accelerator.questionnaires import queries as answers
from accelerator.questionnaires import reading
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.errors import RevisionChanged, SheetFrozen
from accelerator.questionnaires.forms import AnswerForm, answer_form
from accelerator.questionnaires.views import autosave
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.autosave import report_refused
from coaching.models import PersonalResponse
from coaching.surveys.actions import people as actions
from coaching.surveys.counting import QUOTE
from coaching.surveys.earlier import find_earlier_of_person
from coaching.surveys.errors import SurveyClosed
from coaching.surveys.forms import ConsentForm
from coaching.surveys.views.answering import list_typed
from coaching.surveys.views.finding import by_personal_link


@require_http_methods(["GET", "HEAD", "POST"])
@by_personal_link
def personal_survey(request: HttpRequest, response: PersonalResponse, token: str) -> HttpResponse:
    """The whole form on one page; the button sends it."""
    if response.is_sent:
        return _thanks(request, response, token)
    if request.method == "POST":
        return _send(request, response, token)
    if not response.survey.is_open(timezone.now()):
        return _render_closed_page(request, response, token)
    return _page(request, response, token, answer_form(response.sheet))


def _send(request: HttpRequest, response: PersonalResponse, token: str) -> HttpResponse:
    """Save what was typed whatever happens, then send if all is there."""
    at, writer = timezone.now(), _writer(request, response)
    form = answer_form(response.sheet, data=request.POST, files=request.FILES, enforce=True)
    form.is_valid()
    try:
        questionnaires.save_answers(sheet=response.sheet, form=form, actor=writer, at=at)
        actions.start_personal_response(response=response, actor=writer, at=at)
        if not response.survey.is_open(at):
            return _render_closed_page(request, response, token, typed=form)
        if form.errors:
            return _page(request, response, token, form, status=422)
        actions.send_personal_response(response=response, actor=writer, at=at)
    except RevisionChanged:
        response.sheet.refresh_from_db()
        return _send(request, response, token)
    except SheetFrozen:
        pass
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    return redirect("coaching:personal_survey", token)


def _writer(request: HttpRequest, response: PersonalResponse) -> Any:
    """The signed-in user if it is the person invited, else ``None``: a link may have been forwarded."""
    return request.user if request.user == response.person else None


def _page(
    request: HttpRequest, response: PersonalResponse, token: str, form: AnswerForm, status: int = 200
) -> HttpResponse:
    answered, total = answers.progress(response.sheet)
    earlier = find_earlier_of_person(response, request.user)
    form.earlier = earlier.answers
    context = {
        **_about(response, token),
        "form": form,
        "answered": answered,
        "total": total,
        "saved_at": response.sheet.saved_at,
        "earlier": earlier,
        "here": request.path,
    }
    return render(request, "coaching/surveys/wave_page.html", context, status=status)


def _render_closed_page(
    request: HttpRequest, response: PersonalResponse, token: str, typed: AnswerForm | None = None
) -> HttpResponse:
    """The person themselves reads what they had written; other visitors with the link, what they just typed."""
    is_theirs = request.user == response.person
    written = bool(response.sheet.saved_at)
    context = {
        **_about(response, token),
        "not_open_yet": timezone.now() < response.survey.opens_at,
        "sections": reading.readable(response.sheet) if written and is_theirs else [],
        "typed": list_typed(typed) if typed else [],
        "about": response.survey.heading,
        "is_saved": written,
        "sign_in_to": request.path if written and not is_theirs else "",
        "offers_code": False,
    }
    return render(request, "coaching/surveys/survey_closed.html", context, status=422 if typed else 200)


def _about(response: PersonalResponse, token: str) -> Context:
    return {"survey": response.survey, "response": response, "token": token}


@require_POST
@by_personal_link
def personal_survey_answer(
    request: HttpRequest, response: PersonalResponse, token: str, key: str
) -> HttpResponse:
    """Autosave one answer."""
    at, writer = timezone.now(), _writer(request, response)
    if response.is_sent or not response.survey.is_open(at):  # a link that was forwarded reads nothing again
        return report_refused(SurveyClosed().message, closed=True)
    saved = autosave(request, sheet=response.sheet, key=key, actor=writer)
    if saved.status_code == 200:
        actions.start_personal_response(response=response, actor=writer, at=at)
    return saved


def _thanks(request: HttpRequest, response: PersonalResponse, token: str) -> HttpResponse:
    """Thank you; a link may have been forwarded, so the answers are read by the person signed in alone."""
    if request.user != response.person:
        status = 200 if request.method in ("GET", "HEAD") else 403
        return render(request, "coaching/surveys/wave_sent.html", {"here": request.path}, status=status)
    form = ConsentForm(request.POST or None, sheet=response.sheet)
    if request.method == "POST" and form.fields and form.is_valid():
        changed = actions.change_personal_consent(
            response=response, quote=form.consents()[QUOTE], actor=request.user, at=timezone.now()
        )
        message = (
            _("Votre accord est enregistré : il vaut dès maintenant.") if changed else _("Rien ne change.")
        )
        messages.success(request, message)
        return redirect("coaching:personal_survey", token)
    context = {
        **_about(response, token),
        "form": form,
        "sections": reading.readable(response.sheet, set(AnswerAudience)),
    }
    return render(request, "coaching/surveys/wave_thanks.html", context, status=422 if form.is_bound else 200)
