"""The questions of a survey: read at any time, changed until it opens."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.questionnaires import drafting
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Question, Section
from accelerator.transitions import TransitionRefused
from coaching.models import Survey
from coaching.surveys.actions import questions as actions
from coaching.surveys.counting import CONSENTS
from coaching.surveys.default_waves import default_spec
from coaching.surveys.enums import SurveyKind
from coaching.surveys.forms import ConsentWordsForm, SurveyQuestionForm
from coaching.surveys.views.finding import find_survey, find_wave
from programmes.access import edition_for
from programmes.forms.call_form import earlier_questions


def _draft(request: HttpRequest, edition: str, kind: str) -> Survey:
    """The survey whose questions are being changed. Raises ``Http404``."""
    changed = Survey.objects.filter(draft_form__isnull=False).select_related("draft_form")
    return find_survey(request, edition, kind, changed)


@require_http_methods(["GET", "HEAD", "POST"])
def survey_questions(request: HttpRequest, edition: str, kind: str) -> HttpResponse:
    """The questions, page by page: the draft's, to be changed, else those that are asked; or one gesture on them."""
    shown, wave = edition_for(request, edition), find_wave(kind)
    survey = shown.surveys.of_wave(wave).select_related("form", "draft_form").first()
    if survey is None and wave.kind == SurveyKind.FREE:
        raise Http404
    if request.method == "POST" and survey:
        return _gesture(request, edition, survey)
    may_change = survey is not None and actions.may_change(survey, timezone.now())
    draft = survey.draft_form if survey and may_change else None
    asked = drafting.pages(draft or survey.form) if survey else _default_pages(wave.kind)
    known = {question.key for page in asked for question in page.questions}
    ready = actions.ready_questions(wave.kind)
    context = {
        "survey": survey,
        "wave": wave,
        "heading": survey.heading if survey else wave.title,
        "pages": [_page_row(page, asked) for page in asked],
        "is_draft": draft is not None,
        "may_change": may_change,
        "ready": [(key, spec.label) for key, (_page, spec) in ready.items() if key not in known],
        "problems": drafting.problems(asked) if draft else [],
    }
    return render(request, "coaching/surveys/survey_questions.html", context)


def _default_pages(kind: SurveyKind) -> list[drafting.Page]:
    """What the survey will ask, before it is made."""
    return [
        drafting.Page(
            Section(title_fr=part.title_fr, title_en=part.title_en),
            [
                Question(**{**vars(question), "options": dict(question.options), "show_if": {}})
                for question in part.questions
            ],
        )
        for part in default_spec(kind)
    ]


def _page_row(page: drafting.Page, asked: list[drafting.Page]) -> dict[str, Any]:
    every = [question for found in asked for question in found.questions]
    rows = [
        {
            "question": question,
            "first": question is every[0],
            "last": question is every[-1],
            "stays": question.key in CONSENTS,
        }
        for question in page.questions
    ]
    return {"section": page.section, "rows": rows}


def _gesture(request: HttpRequest, edition: str, survey: Survey) -> HttpResponse:
    """``do`` is ``verb[:pk]``: start, drop, publish, up, down, remove, ready."""
    verb, _sign, number = request.POST.get("do", "").partition(":")
    pk = int(number) if number.isascii() and number.isdigit() and len(number) < 12 else 0
    done: dict[str, Any] = {"survey": survey, "actor": request.user, "at": timezone.now()}
    try:
        if verb in ("up", "down"):
            actions.move_question(pk=pk, by=-1 if verb == "up" else 1, **done)
        elif verb == "remove":
            gone = actions.remove_question(pk=pk, **done)
            messages.success(
                request, _("La question « %(question)s » est retirée.") % {"question": gone.label}
            )
        elif verb == "ready":
            actions.add_ready(key=request.POST.get("ready", ""), **done)
        elif verb in _WHOLE:
            action, said = _WHOLE[verb]
            action(**done)
            messages.success(request, said())
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    return redirect("coaching:survey_questions", edition, survey.slug)


_WHOLE: dict[str, Any] = {
    "start": (
        actions.start_questions,
        lambda: _("Vous modifiez un brouillon : rien ne change pour personne avant la publication."),
    ),
    "drop": (
        actions.drop_questions,
        lambda: _("Le brouillon est abandonné : les questions restent les mêmes."),
    ),
    "publish": (actions.publish_questions, lambda: _("Ces questions sont celles de l’enquête.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
def survey_question(request: HttpRequest, edition: str, kind: str, pk: int) -> HttpResponse:
    """Change a question; of a consent, its words."""
    survey = _draft(request, edition, kind)
    rows = Question.objects.select_related("section")
    question = get_object_or_404(rows, pk=pk, revision=survey.draft_form)
    return _question_page(request, survey, question.section, question)


@require_http_methods(["GET", "HEAD", "POST"])
def new_survey_question(request: HttpRequest, edition: str, kind: str, pk: int) -> HttpResponse:
    """A question more at the end of the page ``pk``."""
    survey = _draft(request, edition, kind)
    section = get_object_or_404(Section, pk=pk, revision=survey.draft_form)
    chosen = request.GET.get("kind", "")
    started = Question(kind=chosen if chosen in QuestionKind.values else QuestionKind.LONG_TEXT)
    return _question_page(request, survey, section, started)


def _question_page(
    request: HttpRequest, survey: Survey, section: Section, question: Question
) -> HttpResponse:
    known = question if question.pk else None
    if known and known.key in CONSENTS:
        form: Any = ConsentWordsForm(request.POST or None, instance=known)
    else:
        assert survey.draft_form is not None
        earlier = earlier_questions(drafting.pages(survey.draft_form), section, known)
        form = SurveyQuestionForm(request.POST or None, instance=question, earlier=earlier)
    back = reverse("coaching:survey_questions", args=[survey.edition.slug, survey.slug])
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_question(
                survey=survey, section=section, question=known, fields=form.values(), actor=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if request.POST.get("go") == "another":
                messages.success(request, _("« %(question)s » est enregistrée.") % {"question": saved.label})
                return redirect("coaching:new_survey_question", survey.edition.slug, survey.slug, section.pk)
            return redirect(f"{back}#question-{saved.pk}")
    context = {"form": form, "section": section, "question": known, "back_url": back, "survey": survey}
    template = (
        "coaching/surveys/survey_words.html"
        if isinstance(form, ConsentWordsForm)
        else "coaching/surveys/survey_question.html"
    )
    return render(request, template, context, status=422 if form.is_bound else 200)
