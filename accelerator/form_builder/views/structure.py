"""The structure of a form, and its preview."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.form_builder import actions
from accelerator.form_builder.drafted import DraftedForm
from accelerator.form_builder.showing import describe_pages, list_problems
from accelerator.form_builder.views.base import BuilderBase, gesture, read
from accelerator.questionnaires import outline
from accelerator.questionnaires.forms import preview_form
from accelerator.transitions import TransitionRefused
from accelerator.types import Context


class StructurePages(BuilderBase):
    """Where the form stands: its draft begun, given up, previewed as people who answer see it."""

    @read
    def structure(self, request: AuthenticatedRequest, **where: object) -> HttpResponse:
        """The pages and their questions: the draft's, to be changed, else the published ones."""
        built = self.find(request, **where)
        shown = built.draft or built.form
        pages = outline.pages(shown) if shown else []
        known = {question.key for page in pages for question in page.questions}
        ready = built.ready_questions.items()
        context = {
            "draft": built.draft,
            "pages": self._show_pages(built, pages),
            "question_count": len(known),
            "problems": self._link_problems(built, pages) if built.draft else [],
            "ready_pages": [(key, spec.title) for key, spec in built.ready_pages.items()],
            "ready_questions": [(key, spec.label) for key, spec in ready if key not in known],
            **self.describe(built),
        }
        return self.render(request, self.structure_template, built, context)

    def _show_pages(self, built: DraftedForm, pages: list[outline.Page]) -> list[Context]:
        """The pages with the addresses where they and their questions change."""
        shown = describe_pages(built, pages)
        for page in shown if built.draft else ():
            section = page["section"].pk
            page |= {
                "url": self.url(built, "page", section),
                "add_url": self.url(built, "new_question", section),
            }
            for row in page["rows"]:
                row["url"] = self.url(built, "question", row["question"].pk)
        return shown

    def _link_problems(self, built: DraftedForm, pages: list[outline.Page]) -> list[Context]:
        return [
            {"message": message, "url": self.url(built, "question", pk) if pk else ""}
            for message, pk in list_problems(pages)
        ]

    @gesture
    def start(self, request: AuthenticatedRequest, **where: object) -> HttpResponse:
        built = self.find(request, **where)
        try:
            self.open_draft(request, built)
        except TransitionRefused as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(
                request, _("Vous modifiez un brouillon : rien ne change pour personne avant la publication.")
            )
        return redirect(self.url(built, "structure"))

    @gesture
    def drop(self, request: AuthenticatedRequest, **where: object) -> HttpResponse:
        built = self.find(request, **where)
        actions.drop_draft(built=built, actor=request.user, at=timezone.now())
        messages.success(request, _("Le brouillon du formulaire est abandonné."))
        return redirect(self.url(built, "structure"))

    @read
    def preview(self, request: AuthenticatedRequest, number: int, **where: object) -> HttpResponse:
        """A page of the form, or the whole of it, as people who answer see it; nothing can be sent from here."""
        built = self.find(request, **where)
        shown = built.draft or built.form
        pages = [page for page in outline.pages(shown) if page.questions] if shown else []
        count = min(len(pages), 1) if self.shows_all else len(pages)
        if not 1 <= number <= count or shown is None:
            if number == 1:
                return redirect(self.url(built, "structure"))
            raise Http404
        section = None if self.shows_all else pages[number - 1].section
        steps = [] if self.shows_all else pages
        context = {
            "form": preview_form(shown, section=section),
            "title": section.title if section else self.words.title,
            "steps": [self._step(built, place, page, number) for place, page in enumerate(steps, start=1)],
            "previous_url": self.url(built, "preview", number - 1) if number > 1 else "",
            "next_url": self.url(built, "preview", number + 1) if number < count else "",
            "is_draft": built.draft is not None,
        }
        return self.render(request, "form_builder/preview.html", built, context)

    def _step(self, built: DraftedForm, place: int, page: outline.Page, current: int) -> Context:
        href = self.url(built, "preview", place)
        return {
            "label": page.section.title,
            "href": href,
            "state": "current" if place == current else "coming",
        }
