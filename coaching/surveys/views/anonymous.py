"""A survey answered by the link that everybody has: who answers, and when, is kept nowhere."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.questionnaires.forms import AnswerForm, loose_form
from accelerator.transitions import TransitionRefused
from accelerator.web.signed_cookie import SignedCookie
from coaching.models import Survey
from coaching.surveys.actions.anonymous import take_anonymous_response
from coaching.surveys.links import anonymous_survey_for

SENT = SignedCookie(
    name="survey_sent", salt="coaching.anonymous-survey-sent", path="/anonymous/", max_age=timedelta(days=400)
)
"""Kept by the browser alone: from which surveys it sent an answer."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def anonymous_survey(request: HttpRequest, token: str) -> HttpResponse:
    """The whole form on one page; nothing is kept before the button sends it."""
    survey = anonymous_survey_for(token)
    if survey is None:
        response = render(request, "coaching/surveys/survey_unknown.html", status=404)
    else:
        request.edition = survey.edition  # type: ignore[attr-defined]
        response = _answer(request, survey, token)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answer(request: HttpRequest, survey: Survey, token: str) -> HttpResponse:
    at = timezone.now()
    if request.method == "POST":
        return _send(request, survey, token)
    if survey.pk in _read_sent(request) and "again" not in request.GET:
        return render(request, "coaching/surveys/anonymous_thanks.html", {"survey": survey, "token": token})
    if not survey.is_open(at):
        context = {"survey": survey, "not_open_yet": at < survey.opens_at, "sections": []}
        return render(request, "coaching/surveys/wave_closed.html", context)
    return _page(request, survey, token, loose_form(survey.form, name=f"anonymous-{survey.pk}"))


def _send(request: HttpRequest, survey: Survey, token: str) -> HttpResponse:
    form = loose_form(survey.form, name=f"anonymous-{survey.pk}", data=request.POST)
    if not form.is_valid():
        return _page(request, survey, token, form, status=422)
    values = {given.question.key: given.value for given in form.list_given()}
    try:
        take_anonymous_response(survey=survey, values=values, at=timezone.now())
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, survey, token, form, status=422)
    response = redirect("coaching:anonymous_survey", token)
    SENT.give(response, [*_read_sent(request), survey.pk])
    return response


def _read_sent(request: HttpRequest) -> list[int]:
    known = SENT.read(request)
    return [pk for pk in known if isinstance(pk, int)] if isinstance(known, list) else []


def _page(
    request: HttpRequest, survey: Survey, token: str, form: AnswerForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"survey": survey, "token": token, "form": form, "response": None}
    return render(request, "coaching/surveys/wave_page.html", context, status=status)
