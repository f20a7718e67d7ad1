"""Where the pages that build a form are, and what they call it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.form_builder import actions
from accelerator.form_builder.drafted import DraftedForm, Words
from accelerator.form_builder.showing import describe_losses
from accelerator.questionnaires.diff import Difference
from accelerator.questionnaires.models import Revision
from accelerator.types import Context

read, change, gesture = (
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


class BuilderBase(ABC):
    """What the pages of one kind of form share: its addresses and words.

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
        """What stands for it in the addresses of its pages."""

    def describe(self, built: DraftedForm) -> Context:
        """What the page of the structure says besides."""
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

    def link_losses(self, built: DraftedForm, changes: Difference, given: Mapping[str, int]) -> list[Context]:
        """The questions whose answers leave, with how many there are, and where each is put back."""
        losses = describe_losses(changes, given)
        return [{**row, "restore_url": self.url(built, "restore", row["question"].key)} for row in losses]

    def land(self, built: DraftedForm, anchor: str) -> HttpResponse:
        return redirect(f"{self.url(built, 'structure')}#{anchor}")


def get_draft(built: DraftedForm) -> Revision:
    """Raises ``Http404`` when nothing is being changed."""
    if built.draft is None:
        raise Http404
    return built.draft
