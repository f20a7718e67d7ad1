"""The pages that build the questions of a survey: read at any time, changed until it is over."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.form_builder.drafted import DraftedForm
from accelerator.form_builder.showing import describe_changes, describe_pages, list_losses
from accelerator.form_builder.views import BuilderPages, BuilderWords, get_or_post
from accelerator.questionnaires import drafting
from accelerator.questionnaires.models import Question, Section
from accelerator.types import Context
from accelerator.web.forms import RefusalAsMessage
from coaching.models import Survey
from coaching.surveys.actions import questions as actions
from coaching.surveys.actions.questions import SurveyQuestions
from coaching.surveys.defaults import make_default_spec
from coaching.surveys.enums import SurveyKind, Wave
from coaching.surveys.views.finding import find_survey, find_wave
from programmes.access import edition_for
from programmes.models import Edition


class SurveyQuestionsPages(BuilderPages):
    """One page for the whole of a survey, its preview included."""

    names = {
        "structure": "coaching:survey_questions",
        **{
            page: f"coaching:{page}_survey_form"
            for page in ("start", "drop", "arrange", "preview", "publish")
        },
        "new_page": "coaching:new_survey_page",
        "page": "coaching:survey_page",
        "new_question": "coaching:new_survey_question",
        "question": "coaching:survey_question",
        "restore": "coaching:restore_survey_question",
    }
    words = BuilderWords(
        title=gettext_lazy("Questions de l’enquête"),
        publish=gettext_lazy("Publier ces questions"),
        back=gettext_lazy("Revenir aux questions"),
        preview=gettext_lazy("Voir comme une personne qui répond"),
        page_lead=gettext_lazy("Une page réunit les questions d’un même sujet, sous son titre."),
    )
    crumbs = "coaching/surveys/_survey_crumbs.html"
    structure_template = "coaching/surveys/survey_questions.html"
    shows_all = True

    def find(self, request: AuthenticatedRequest, **where: Any) -> SurveyQuestions:
        rows = Survey.objects.select_related("form", "draft_form")
        return SurveyQuestions(find_survey(request, where["edition"], where["kind"], rows))

    def locate(self, built: DraftedForm) -> tuple[str, ...]:
        return (built.owner.edition.slug, built.owner.slug)

    def describe(self, built: DraftedForm) -> Context:
        survey, at = built.owner, timezone.now()
        return {
            "heading": survey.heading,
            "survey": survey,
            "may_change": actions.may_change(survey, at),
            "is_open": survey.is_open(at),
            "opens_with_plan": _begins_with_plan(survey),
        }

    @get_or_post
    def publish(self, request: AuthenticatedRequest, **where: object) -> HttpResponse:
        """The effects of publishing on people who are answering; the button that publishes."""
        built = self.find(request, **where)
        if built.draft is None:
            messages.info(request, _("Ces questions sont à jour : aucun brouillon n’est en cours."))
            return redirect(self.url(built, "structure"))
        context = self._describe_changes(built)
        if request.method == "POST" and context["changes"] and _publish(request, built.owner):
            return redirect(self.url(built, "structure"))
        template = "coaching/surveys/survey_publish.html"
        return self.render(request, template, built, context, 422 if request.method == "POST" else 200)

    def _describe_changes(self, built: SurveyQuestions) -> Context:
        context, survey = describe_changes(built), built.owner
        lost = [question.key for question, _recast in list_losses(context["changes"])]
        answers = actions.count_answers_by_key(survey, lost)
        arrived = actions.count_answers_by_key(survey, lost, arrived=True)
        return {
            **context,
            "survey": survey,
            "heading": survey.heading,
            "removed": [
                {**row, "arrived": arrived.get(row["question"].key, 0)}
                for row in self.link_losses(built, context["changes"], answers)
            ],
            "begun": actions.count_begun(survey),
        }


pages = SurveyQuestionsPages()


def _begins_with_plan(survey: Survey) -> bool:
    """Whether projects confirm the rows of their plan before these questions."""
    return survey.confirms_plan and survey.invites_projects and not survey.anonymous


def _publish(request: AuthenticatedRequest, survey: Survey) -> bool:
    with RefusalAsMessage(request):
        carried = actions.publish_questions(survey=survey, actor=request.user, at=timezone.now())
        message = _("Ces questions sont celles de l’enquête.")
        if carried.sheets and survey.is_open(timezone.now()):
            message = ngettext(
                "Ces questions sont celles de l’enquête. %(count)s personne qui n’a pas encore répondu les aura.",
                "Ces questions sont celles de l’enquête. %(count)s personnes qui n’ont pas encore répondu les auront.",
                carried.sheets,
            ) % {"count": carried.sheets}
        messages.success(request, message)
        return True
    return False


@require_safe
def survey_questions(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """The questions, page by page; before the survey is created, its default ones."""
    current_edition, wave = edition_for(request, edition), find_wave(kind)
    if current_edition.surveys.of_wave(wave).exists():
        return pages.structure(request, edition=edition, kind=kind)
    if wave.kind == SurveyKind.FREE:
        raise Http404
    context = {
        **dict.fromkeys(("built", "draft", "urls", "survey", "may_change")),
        "words": pages.words,
        "crumbs": pages.crumbs,
        "heading": wave.title,
        "opens_with_plan": _begins_with_plan(Survey(kind=wave.kind)),
        "pages": _describe_default_pages(wave, current_edition),
    }
    return render(request, pages.structure_template, context)


def _describe_default_pages(wave: Wave, edition: Edition) -> list[Context]:
    """The default questions of a survey that is not created yet."""
    spec = make_default_spec(wave)
    default_pages = [
        drafting.Page(
            Section(title_fr=part.title_fr, title_en=part.title_en),
            [
                Question(**{**vars(question), "options": dict(question.options), "show_if": {}})
                for question in part.questions
            ],
        )
        for part in spec
    ]
    return describe_pages(
        SurveyQuestions(Survey(edition=edition, kind=wave.kind, wave=wave.number)), default_pages
    )
