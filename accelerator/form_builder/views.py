"""The organiser's pages that build a form; each subject sets their addresses (:class:`BuilderPages`)."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.contrib import messages
from django.core import serializers
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.form_builder import actions
from accelerator.form_builder.drafted import DraftedForm, Words
from accelerator.form_builder.forms import PageForm, QuestionForm, WordsForm, earlier_questions
from accelerator.form_builder.showing import describe_losses, describe_pages, list_problems
from accelerator.questionnaires import drafting
from accelerator.questionnaires.diff import Difference
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.forms import preview_form
from accelerator.questionnaires.models import Question, Revision, Section
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.forms import RefusalAsError, RefusalAsMessage

MOST_SENT = 2000
REMOVED = "removed_question"
"""In the session: the last question taken out, until it is put back or the next one goes."""
get_only, get_or_post, post_only = (
    method_decorator(require)
    for require in (require_safe, require_http_methods(["GET", "HEAD", "POST"]), require_POST)
)


@dataclass(frozen=True)
class BuilderWords:
    """What the pages call the form, and those who answer it."""

    title: Words
    publish: Words
    back: Words
    preview: Words
    page_lead: Words


class BuilderPages(ABC):
    """The pages of one kind of form. Each public method that takes a request but ``find`` and ``open_draft`` is a view.

    ``names``: what each page is called among addresses (structure, start, drop, arrange, new_page, page, new_question,
    question, restore, preview, publish). ``crumbs``: a template that takes ``here``. ``where``: what the address names.
    """

    names: ClassVar[Mapping[str, str]]
    words: ClassVar[BuilderWords]
    crumbs: ClassVar[str]
    structure_template: ClassVar[str]
    shows_all = False
    """The form has all its pages on one."""

    @abstractmethod
    def find(self, request: AuthenticatedRequest, **where: object) -> DraftedForm:
        """The form, if this person may build it. Raises ``Http404``."""

    @abstractmethod
    def locate(self, built: DraftedForm) -> tuple[str, ...]:
        """The arguments of the builder's addresses for this form."""

    def describe(self, built: DraftedForm) -> Context:
        """Further context of the page of the structure."""
        return {}

    def open_draft(self, request: AuthenticatedRequest, built: DraftedForm) -> None:
        actions.open_draft(built=built, actor=request.user, at=timezone.now())

    def url(self, built: DraftedForm, page: str, *args: object) -> str:
        return reverse(self.names[page], args=[*self.locate(built), *args])

    def render(
        self,
        request: AuthenticatedRequest,
        template: str,
        built: DraftedForm,
        context: Context,
        status: int = 200,
    ) -> HttpResponse:
        plain = ("structure", "start", "drop", "arrange", "new_page", "publish")
        urls = {page: self.url(built, page) for page in plain} | {"preview": self.url(built, "preview", 1)}
        about = {"built": built, "urls": urls, "words": self.words, "crumbs": self.crumbs}
        return render(request, template, {**about, **context}, status=status)

    def link_losses(
        self, built: DraftedForm, changes: Difference, answer_counts: Mapping[str, int]
    ) -> list[Context]:
        """The questions whose answers leave, with how many there are, and where each is put back."""
        losses = describe_losses(changes, answer_counts)
        return [{**row, "restore_url": self.url(built, "restore", row["question"].key)} for row in losses]

    def land(self, built: DraftedForm, anchor: str) -> HttpResponse:
        return redirect(f"{self.url(built, 'structure')}#{anchor}")

    @get_only
    def structure(self, request: AuthenticatedRequest, **where: object) -> HttpResponse:
        """The pages and their questions: the draft's, to be changed, else the published ones."""
        built = self.find(request, **where)
        revision = built.draft or built.form
        pages = drafting.pages(revision) if revision else []
        keys = {question.key for page in pages for question in page.questions}
        ready = built.ready_questions.items()
        context = {
            "draft": built.draft,
            "pages": self._show_pages(built, pages),
            "question_count": len(keys),
            "problems": [
                {"message": message, "url": self.url(built, "question", pk) if pk else ""}
                for message, pk in (list_problems(pages) if built.draft else ())
            ],
            "ready_pages": [(key, spec.title) for key, spec in built.ready_pages.items()],
            "ready_questions": [(key, spec.label) for key, spec in ready if key not in keys],
            **self.describe(built),
        }
        return self.render(request, self.structure_template, built, context)

    def _show_pages(self, built: DraftedForm, pages: list[drafting.Page]) -> list[Context]:
        """The pages with the addresses where they and their questions change."""
        rows = describe_pages(built, pages)
        for page in rows if built.draft else ():
            section = page["section"].pk
            page |= {
                "url": self.url(built, "page", section),
                "add_url": self.url(built, "new_question", section),
            }
            for row in page["rows"]:
                row["url"] = self.url(built, "question", row["question"].pk)
        return rows

    @post_only
    def start(self, request: AuthenticatedRequest, **where: object) -> HttpResponse:
        built = self.find(request, **where)
        with RefusalAsMessage(request):
            self.open_draft(request, built)
            messages.success(
                request, _("Vous modifiez un brouillon : rien ne change pour personne avant la publication.")
            )
        return redirect(self.url(built, "structure"))

    @post_only
    def drop(self, request: AuthenticatedRequest, **where: object) -> HttpResponse:
        built = self.find(request, **where)
        actions.drop_draft(built=built, actor=request.user, at=timezone.now())
        messages.success(request, _("Le brouillon du formulaire est abandonné."))
        return redirect(self.url(built, "structure"))

    @get_only
    def preview(self, request: AuthenticatedRequest, number: int, **where: object) -> HttpResponse:
        """A page of the form, or the whole of it, as people who answer see it; nothing can be sent from here."""
        built = self.find(request, **where)
        revision = built.draft or built.form
        pages = [page for page in drafting.pages(revision) if page.questions] if revision else []
        count = min(len(pages), 1) if self.shows_all else len(pages)
        if not 1 <= number <= count or revision is None:
            if number == 1:
                return redirect(self.url(built, "structure"))
            raise Http404
        section = None if self.shows_all else pages[number - 1].section
        steps = [] if self.shows_all else pages
        context = {
            "form": preview_form(revision, section=section),
            "title": section.title if section else self.words.title,
            "steps": [
                {
                    "label": page.section.title,
                    "href": self.url(built, "preview", place),
                    "state": "current" if place == number else "coming",
                }
                for place, page in enumerate(steps, start=1)
            ],
            "previous_url": self.url(built, "preview", number - 1) if number > 1 else "",
            "next_url": self.url(built, "preview", number + 1) if number < count else "",
            "is_draft": built.draft is not None,
        }
        return self.render(request, "form_builder/preview.html", built, context)

    @post_only
    def arrange(self, request: AuthenticatedRequest, **where: object) -> HttpResponse:
        """One change of the structure, named by its button; a drag sends the whole order."""
        built = self.find(request, **where)
        if "order" in request.POST:
            return _reorder(request, built)
        command = _read_command(request)
        removals = {("remove", "question"): self._remove_question, ("remove", "page"): self._remove_page}
        remove = removals.get((command.verb, command.noun))
        with RefusalAsMessage(request):
            if remove:
                return self.land(built, remove(request, built, command.pk))
            anchor = actions.rearrange(built=built, command=command, actor=request.user, at=timezone.now())
            return self.land(built, anchor)
        return redirect(self.url(built, "structure"))

    def _remove_question(self, request: AuthenticatedRequest, built: DraftedForm, pk: int) -> str:
        """Remove a question, with a message that offers to undo it."""
        removed = actions.remove_question(built=built, pk=pk, actor=request.user, at=timezone.now())
        request.session[REMOVED] = serializers.serialize("python", [removed])
        words = _("La question « %(question)s » est retirée.") % {"question": removed.label}
        messages.success(request, words, extra_tags=f"undo={self.url(built, 'restore', removed.key)}")
        return f"page-{removed.section_id}"

    def _remove_page(self, request: AuthenticatedRequest, built: DraftedForm, pk: int) -> str:
        """Remove a page, with a message that names it; a page with questions is confirmed in the browser first."""
        removed, count = actions.remove_page(built=built, pk=pk, actor=request.user, at=timezone.now())
        words = (
            ngettext(
                "La page « %(page)s » est retirée, avec sa question.",
                "La page « %(page)s » est retirée, avec ses %(count)d questions.",
                count,
            )
            if count
            else _("La page « %(page)s » est retirée.")
        )
        messages.success(request, words % {"page": removed.title, "count": count})
        return "structure"

    @post_only
    def restore(self, request: AuthenticatedRequest, key: str, **where: object) -> HttpResponse:
        """Put a question back: the one just taken out, or one of the published form, with the answers it had."""
        built, at = self.find(request, **where), timezone.now()
        slip = _find_just_removed(request, built, key)
        with RefusalAsMessage(request):
            if slip:
                back = actions.restore_removed_question(built=built, question=slip, actor=request.user, at=at)
                del request.session[REMOVED]  # a second click has nothing more to put back
            else:
                back = actions.restore_question(built=built, key=key, actor=request.user, at=at)
            messages.success(request, _("« %(question)s » est de retour.") % {"question": back.label})
            return self.land(built, f"question-{back.pk}")
        return redirect(self.url(built, "structure"))

    @get_or_post
    def page(self, request: AuthenticatedRequest, pk: int | None = None, **where: object) -> HttpResponse:
        """The words of a page, or a new one."""
        built = self.find(request, **where)
        section = get_object_or_404(Section, pk=pk, revision=get_draft(built)) if pk else None
        form = PageForm(request.POST or None, instance=section)
        if request.method == "POST" and form.is_valid():
            with RefusalAsError(form):
                saved = actions.save_page(
                    built=built, section=section, fields=form.values(), actor=request.user, at=timezone.now()
                )
                return self.land(built, f"page-{saved.pk}")
        context = {"form": form, "section": section}
        return self.render(request, "form_builder/page.html", built, context, 422 if form.is_bound else 200)

    @get_or_post
    def new_question(self, request: AuthenticatedRequest, pk: int, **where: object) -> HttpResponse:
        """A question more at the end of the page ``pk``."""
        built = self.find(request, **where)
        section = get_object_or_404(Section, pk=pk, revision=get_draft(built))
        kind = request.GET.get("kind", "")
        started = Question(kind=kind if kind in QuestionKind.values else QuestionKind.LONG_TEXT)
        return self._edit(request, built, section, started)

    @get_or_post
    def question(self, request: AuthenticatedRequest, pk: int, **where: object) -> HttpResponse:
        """Change a question; of one that stays, its words."""
        built = self.find(request, **where)
        rows = Question.objects.select_related("section")
        question = get_object_or_404(rows, pk=pk, revision=get_draft(built))
        return self._edit(request, built, question.section, question)

    def _edit(
        self, request: AuthenticatedRequest, built: DraftedForm, section: Section, candidate: Question
    ) -> HttpResponse:
        existing = candidate if candidate.pk else None
        form = _make_question_form(request, built, section, candidate)
        if request.method == "POST" and form.is_valid():
            with RefusalAsError(form):
                saved = actions.save_question(
                    built=built, section=section, question=existing, fields=form.values(),
                    after=form.cleaned_data.get("after"), actor=request.user, at=timezone.now(),
                )  # fmt: skip
                return self._follow(request, built, saved)
        context = {"form": form, "section": section, "question": existing}
        template = "form_builder/words.html" if isinstance(form, WordsForm) else "form_builder/question.html"
        return self.render(request, template, built, context, 422 if form.is_bound else 200)

    def _follow(self, request: AuthenticatedRequest, built: DraftedForm, saved: Question) -> HttpResponse:
        """Back to the structure, on the question; or straight to the next one, of the same kind."""
        if request.POST.get("go") == "another":
            messages.success(request, _("« %(question)s » est enregistrée.") % {"question": saved.label_fr})
            return redirect(f"{self.url(built, 'new_question', saved.section_id)}?kind={saved.kind}")
        return self.land(built, f"question-{saved.pk}")


def get_draft(built: DraftedForm) -> Revision:
    """Raises ``Http404`` when nothing is being changed."""
    if built.draft is None:
        raise Http404
    return built.draft


def _make_question_form(
    request: AuthenticatedRequest, built: DraftedForm, section: Section, candidate: Question
) -> "WordsForm | QuestionForm":
    existing = candidate if candidate.pk else None
    if existing and existing.key in built.required_keys:
        return WordsForm(request.POST or None, instance=existing, built=built)
    pages = drafting.pages(get_draft(built))
    here = next(page for page in pages if page.section.pk == section.pk)
    return QuestionForm(
        request.POST or None,
        instance=candidate,
        built=built,
        earlier=earlier_questions(pages, section, existing),
        beside=[question for question in here.questions if question.pk != candidate.pk],
    )


def _read_command(request: AuthenticatedRequest) -> actions.Command:
    """``verb:noun[:pk[:target]]``; a ready-made piece is the one chosen in the list beside its button."""
    verb, noun, pk, target = [*request.POST.get("do", "").split(":"), "", "", "", ""][:4]
    if verb == "ready":
        target = request.POST.get(f"ready_{noun}_{pk}" if pk else f"ready_{noun}", "")
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 12 else 0
    return actions.Command(verb, noun, number, target)


def _reorder(request: AuthenticatedRequest, built: DraftedForm) -> HttpResponse:
    try:
        sent = json.loads(request.POST["order"])
        order = [
            (int(section), [int(value) for value in questions]) for section, questions in sent[:MOST_SENT]
        ]
        actions.reorder(built=built, order=order, actor=request.user, at=timezone.now())
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return JsonResponse({"error": _("Cet ordre ne se lit pas.")}, status=422)
    except TransitionRefused as refusal:
        return JsonResponse({"error": str(refusal.message)}, status=409)
    return JsonResponse({"done": True})


def _find_just_removed(request: AuthenticatedRequest, built: DraftedForm, key: str) -> Question | None:
    """The question of this key, if it is the last this person took out of the draft that is being changed."""
    for found in serializers.deserialize("python", request.session.get(REMOVED, [])):
        question = found.object
        draft = built.draft.pk if built.draft else None
        if isinstance(question, Question) and question.key == key and question.revision_id == draft:
            return question
    return None
