"""A survey answered by a person, by their own link or by the common one."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.models import User
from accelerator.questionnaires import actions as questionnaires, queries, queries as answers
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.errors import RevisionChanged, SheetFrozen
from accelerator.questionnaires.forms import AnswerForm, answer_form, loose_form
from accelerator.questionnaires.views import autosave
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.autosave import report_refused
from accelerator.web.forms import render_form
from accelerator.web.signed_cookie import SignedCookie
from coaching.models import PersonalResponse, Survey
from coaching.surveys.actions import people as actions
from coaching.surveys.actions.people import take_anonymous_response
from coaching.surveys.counting import QUOTE
from coaching.surveys.enums import SurveyClosed
from coaching.surveys.forms import ConsentForm
from coaching.surveys.results.questions import list_questions
from coaching.surveys.to_answer import find_earlier_of_person
from coaching.surveys.views.answering import list_typed
from coaching.surveys.views.finding import by_anonymous_link, by_personal_link

SENT = SignedCookie(
    name="survey_sent", salt="coaching.anonymous-survey-sent", path="/anonymous/", max_age=timedelta(days=400)
)
"""A cookie with the surveys to which this browser sent an answer."""


@require_http_methods(["GET", "HEAD", "POST"])
@by_anonymous_link
def anonymous_survey(request: HttpRequest, survey: Survey, token: str) -> HttpResponse:
    """The whole form on one page; nothing is stored before it is sent."""
    at = timezone.now()
    if request.method == "POST":
        return _send_anonymous(request, survey, token)
    if survey.pk in _read_sent(request) and "again" not in request.GET:
        return render(request, "coaching/surveys/anonymous_thanks.html", {"survey": survey, "token": token})
    if not survey.is_open(at):
        context: Context = {"survey": survey, "about": survey.heading}
        context |= dict.fromkeys(("is_saved", "sign_in_to", "offers_code", "sections", "typed"))
        context["not_open_yet"] = at < survey.opens_at
        return render(request, "coaching/surveys/survey_closed.html", context)
    return _render_anonymous(request, survey, token, loose_form(survey.form, name=f"anonymous-{survey.pk}"))


def _send_anonymous(request: HttpRequest, survey: Survey, token: str) -> HttpResponse:
    form = loose_form(survey.form, name=f"anonymous-{survey.pk}", data=request.POST)
    gone = form.list_unknown_answers()
    if not form.is_valid() or gone:
        return _render_anonymous(request, survey, token, form, gone=gone, status=422)
    values = {answer.question.key: answer.value for answer in form.list_posted_answers()}
    try:
        take_anonymous_response(survey=survey, values=values, revision_id=form.revision_id, at=timezone.now())
    except RevisionChanged:  # between the reading of the questions and now
        survey.refresh_from_db(fields=["form"])
        return _send_anonymous(request, survey, token)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.message))
        return _render_anonymous(request, survey, token, form, status=422)
    response = redirect("coaching:anonymous_survey", token)
    SENT.give(response, [*_read_sent(request), survey.pk])
    return response


def list_typed_to_former(survey: Survey, gone: Sequence[tuple[str, object]]) -> list[dict[str, str]]:
    """The texts that were posted to questions of earlier revisions, with their words. One query, none without any."""
    labels = {question.key: question.label for question in list_questions([survey])} if gone else {}
    return [{"label": labels[key], "text": str(raw)} for key, raw in gone if key in labels]


def _read_sent(request: HttpRequest) -> list[int]:
    sent = SENT.read(request)
    return [pk for pk in sent if isinstance(pk, int)] if isinstance(sent, list) else []


def _render_anonymous(
    request: HttpRequest,
    survey: Survey,
    token: str,
    form: AnswerForm,
    gone: Sequence[tuple[str, object]] = (),
    status: int = 200,
) -> HttpResponse:
    """``gone``: answers just posted to questions that no longer exist, by key."""
    context: Context = {"survey": survey, "token": token, "form": form, "response": None}
    context["typed"] = list_typed_to_former(survey, gone)
    return render(request, "coaching/surveys/wave_page.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@by_personal_link
def personal_survey(request: HttpRequest, response: PersonalResponse, token: str) -> HttpResponse:
    """The whole form on one page; the button sends it."""
    if response.is_sent:
        return _render_thanks(request, response, token)
    if request.method == "POST":
        return _send(request, response, token)
    if not response.survey.is_open(timezone.now()):
        return _render_closed_page(request, response, token)
    return _render_page(request, response, token, answer_form(response.sheet))


def _send(request: HttpRequest, response: PersonalResponse, token: str) -> HttpResponse:
    """Save the typed answers in any case, then send them if they are complete."""
    at, writer = timezone.now(), _find_writer(request, response)
    form = answer_form(response.sheet, data=request.POST, files=request.FILES, enforce=True)
    form.is_valid()
    try:
        questionnaires.save_answers(sheet=response.sheet, form=form, actor=writer, at=at)
        actions.start_personal_response(response=response, actor=writer, at=at)
        if not response.survey.is_open(at):
            return _render_closed_page(request, response, token, typed=form)
        if form.errors:
            return _render_page(request, response, token, form, status=422)
        actions.send_personal_response(response=response, actor=writer, at=at)
    except RevisionChanged:
        response.sheet.refresh_from_db()
        return _send(request, response, token)
    except SheetFrozen:
        pass
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    return redirect("coaching:personal_survey", token)


def _find_writer(request: HttpRequest, response: PersonalResponse) -> User | None:
    """The signed-in user if it is the person invited, else ``None``: a link may have been forwarded."""
    return request.user if request.user == response.person else None


def _render_page(
    request: HttpRequest, response: PersonalResponse, token: str, form: AnswerForm, status: int = 200
) -> HttpResponse:
    answered, total = answers.progress(response.sheet)
    earlier = find_earlier_of_person(response, request.user)
    form.earlier = earlier.arrange(form.questions)
    context = {
        **_build_context(response, token),
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
    """The person themselves reads the saved answers; other visitors with the link, those just typed."""
    is_theirs = request.user == response.person
    written = bool(response.sheet.saved_at)
    context = {
        **_build_context(response, token),
        "not_open_yet": timezone.now() < response.survey.opens_at,
        "sections": queries.list_readable_sections(response.sheet) if written and is_theirs else [],
        "typed": list_typed(typed) if typed else [],
        "about": response.survey.heading,
        "is_saved": written,
        "sign_in_to": request.path if written and not is_theirs else "",
        "offers_code": False,
    }
    return render(request, "coaching/surveys/survey_closed.html", context, status=422 if typed else 200)


def _build_context(response: PersonalResponse, token: str) -> Context:
    return {"survey": response.survey, "response": response, "token": token}


@require_POST
@by_personal_link
def personal_survey_answer(
    request: HttpRequest, response: PersonalResponse, token: str, key: str
) -> HttpResponse:
    """Autosave one answer."""
    at, writer = timezone.now(), _find_writer(request, response)
    if response.is_sent or not response.survey.is_open(at):  # a link that was forwarded reads nothing again
        return report_refused(SurveyClosed().message, closed=True)
    saved = autosave(request, sheet=response.sheet, key=key, actor=writer)
    if saved.status_code == 200:
        actions.start_personal_response(response=response, actor=writer, at=at)
    return saved


def _render_thanks(request: HttpRequest, response: PersonalResponse, token: str) -> HttpResponse:
    """Thanks; a link may have been forwarded, so only the signed-in person reads the answers."""
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
        **_build_context(response, token),
        "form": form,
        "sections": queries.list_readable_sections(response.sheet, set(AnswerAudience)),
    }
    return render_form(request, "coaching/surveys/wave_thanks.html", context, form)
