"""A page or a question of a form, written."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.form_builder import actions
from accelerator.form_builder.drafted import DraftedForm
from accelerator.form_builder.forms.question import QuestionForm, earlier_questions
from accelerator.form_builder.forms.words import PageForm, WordsForm
from accelerator.form_builder.views.base import BuilderBase, change, get_draft
from accelerator.questionnaires import outline
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Question, Section
from accelerator.transitions import TransitionRefused


class EditingPages(BuilderBase):
    """The words of a page, a question of any kind."""

    @change
    def page(self, request: AuthenticatedRequest, pk: int | None = None, **where: object) -> HttpResponse:
        """The words of a page, or a new one."""
        built = self.find(request, **where)
        section = get_object_or_404(Section, pk=pk, revision=get_draft(built)) if pk else None
        form = PageForm(request.POST or None, instance=section)
        if request.method == "POST" and form.is_valid():
            try:
                saved = actions.save_page(
                    built=built, section=section, fields=form.values(), actor=request.user, at=timezone.now()
                )
            except TransitionRefused as refusal:
                form.add_error(None, str(refusal.message))
            else:
                return self.land(built, f"page-{saved.pk}")
        context = {"form": form, "section": section}
        return self.render(request, "form_builder/page.html", built, context, 422 if form.is_bound else 200)

    @change
    def new_question(self, request: AuthenticatedRequest, pk: int, **where: object) -> HttpResponse:
        """A question more at the end of the page ``pk``."""
        built = self.find(request, **where)
        section = get_object_or_404(Section, pk=pk, revision=get_draft(built))
        kind = request.GET.get("kind", "")
        started = Question(kind=kind if kind in QuestionKind.values else QuestionKind.LONG_TEXT)
        return self._edit(request, built, section, started)

    @change
    def question(self, request: AuthenticatedRequest, pk: int, **where: object) -> HttpResponse:
        """Change a question; of one that stays, its words."""
        built = self.find(request, **where)
        rows = Question.objects.select_related("section")
        found = get_object_or_404(rows, pk=pk, revision=get_draft(built))
        return self._edit(request, built, found.section, found)

    def _edit(
        self, request: AuthenticatedRequest, built: DraftedForm, section: Section, candidate: Question
    ) -> HttpResponse:
        known = candidate if candidate.pk else None
        form = _question_form(request, built, section, candidate)
        if request.method == "POST" and form.is_valid():
            try:
                saved = actions.save_question(
                    built=built, section=section, question=known, fields=form.values(),
                    after=form.cleaned_data.get("after"), actor=request.user, at=timezone.now(),
                )  # fmt: skip
            except TransitionRefused as refusal:
                form.add_error(None, str(refusal.message))
            else:
                return self._follow(request, built, saved)
        context = {"form": form, "section": section, "question": known}
        template = "form_builder/words.html" if isinstance(form, WordsForm) else "form_builder/question.html"
        return self.render(request, template, built, context, 422 if form.is_bound else 200)

    def _follow(self, request: AuthenticatedRequest, built: DraftedForm, saved: Question) -> HttpResponse:
        """Back to the structure, on the question; or straight to the next one, of the same kind."""
        if request.POST.get("go") == "another":
            messages.success(request, _("« %(question)s » est enregistrée.") % {"question": saved.label_fr})
            return redirect(f"{self.url(built, 'new_question', saved.section_id)}?kind={saved.kind}")
        return self.land(built, f"question-{saved.pk}")


def _question_form(
    request: AuthenticatedRequest, built: DraftedForm, section: Section, candidate: Question
) -> "WordsForm | QuestionForm":
    known = candidate if candidate.pk else None
    if known and known.key in built.required_keys:
        return WordsForm(request.POST or None, instance=known, built=built)
    pages = outline.pages(get_draft(built))
    here = next(page for page in pages if page.section.pk == section.pk)
    return QuestionForm(
        request.POST or None,
        instance=candidate,
        built=built,
        earlier=earlier_questions(pages, section, known),
        beside=[question for question in here.questions if question.pk != candidate.pk],
    )
