"""An anonymous survey, answered by the link that everybody has: neither who answers nor when is stored."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accelerator.questionnaires.errors import RevisionChanged
from accelerator.questionnaires.forms import AnswerForm, loose_form
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.signed_cookie import SignedCookie
from coaching.models import Survey
from coaching.surveys.actions.anonymous import take_anonymous_response
from coaching.surveys.results.questions import list_questions
from coaching.surveys.views.finding import by_anonymous_link

SENT = SignedCookie(
    name="survey_sent", salt="coaching.anonymous-survey-sent", path="/anonymous/", max_age=timedelta(days=400)
)
"""Kept by the browser alone: from which surveys it sent an answer."""


@require_http_methods(["GET", "HEAD", "POST"])
@by_anonymous_link
def anonymous_survey(request: HttpRequest, survey: Survey, token: str) -> HttpResponse:
    """The whole form on one page; nothing is stored before the button sends it."""
    at = timezone.now()
    if request.method == "POST":
        return _send(request, survey, token)
    if survey.pk in _read_sent(request) and "again" not in request.GET:
        return render(request, "coaching/surveys/anonymous_thanks.html", {"survey": survey, "token": token})
    if not survey.is_open(at):
        context: Context = {"survey": survey, "about": survey.heading}
        context |= dict.fromkeys(("is_saved", "sign_in_to", "offers_code", "sections", "typed"))
        context["not_open_yet"] = at < survey.opens_at
        return render(request, "coaching/surveys/survey_closed.html", context)
    return _page(request, survey, token, loose_form(survey.form, name=f"anonymous-{survey.pk}"))


def _send(request: HttpRequest, survey: Survey, token: str) -> HttpResponse:
    form = loose_form(survey.form, name=f"anonymous-{survey.pk}", data=request.POST)
    gone = form.list_unknown_answers()
    if not form.is_valid() or gone:
        return _page(request, survey, token, form, gone=gone, status=422)
    values = {given.question.key: given.value for given in form.list_given()}
    try:
        take_anonymous_response(survey=survey, values=values, revision_id=form.revision_id, at=timezone.now())
    except RevisionChanged:  # between the reading of the questions and now
        survey.refresh_from_db(fields=["form"])
        return _send(request, survey, token)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, survey, token, form, status=422)
    response = redirect("coaching:anonymous_survey", token)
    SENT.give(response, [*_read_sent(request), survey.pk])
    return response


def list_typed_to_former(survey: Survey, gone: Sequence[tuple[str, Any]]) -> list[dict[str, str]]:
    """The texts that were sent to questions of earlier revisions, with their words. One query, none without any."""
    labels = {question.key: question.label for question in list_questions([survey])} if gone else {}
    return [{"label": labels[key], "text": str(raw)} for key, raw in gone if key in labels]


def _read_sent(request: HttpRequest) -> list[int]:
    known = SENT.read(request)
    return [pk for pk in known if isinstance(pk, int)] if isinstance(known, list) else []


def _page(
    request: HttpRequest,
    survey: Survey,
    token: str,
    form: AnswerForm,
    gone: Sequence[tuple[str, object]] = (),
    status: int = 200,
) -> HttpResponse:
    """``gone``: answers just sent to questions that no longer exist, by key."""
    context: Context = {"survey": survey, "token": token, "form": form, "response": None}
    context["typed"] = list_typed_to_former(survey, gone)
    return render(request, "coaching/surveys/wave_page.html", context, status=status)
