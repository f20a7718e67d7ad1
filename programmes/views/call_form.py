"""The pages that build the form of a call."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.form_builder.drafted import DraftedForm
from accelerator.form_builder.views import BuilderPages, BuilderWords
from accelerator.types import Context
from programmes.access import call_for
from programmes.actions.call_form import CallQuestions, start_form
from programmes.enums import FormStart
from programmes.forms.calls import StartForm


class CallFormPages(BuilderPages):
    """The page that publishes is in ``projects.application``, which knows the drafts."""

    names = {
        "structure": "programmes:manage_form",
        "start": "programmes:start_form",
        "drop": "programmes:drop_form",
        "arrange": "programmes:arrange_form",
        "new_page": "programmes:new_form_page",
        "page": "programmes:form_page",
        "new_question": "programmes:new_form_question",
        "question": "programmes:form_question",
        "restore": "programmes:restore_form_question",
        "preview": "programmes:preview_form",
        "publish": "projects:publish_form",
    }
    words = BuilderWords(
        title=_("Formulaire de candidature"),
        publish=_("Publier le formulaire"),
        back=_("Revenir au formulaire"),
        preview=_("Voir comme une personne qui candidate"),
        page_lead=_(
            "Une page est une étape pour la personne qui candidate : cinq à huit questions se lisent bien."
        ),
    )
    crumbs = "programmes/_form_crumbs.html"
    structure_template = "programmes/form_structure.html"

    def find(self, request: AuthenticatedRequest, **where: Any) -> CallQuestions:
        return CallQuestions(call_for(request, where["edition"]))

    def locate(self, built: DraftedForm) -> tuple[str, ...]:
        return (built.owner.edition.slug,)

    def describe(self, built: DraftedForm) -> Context:
        return {"start": StartForm(has_form=built.form is not None)}

    def open_draft(self, request: AuthenticatedRequest, built: DraftedForm) -> None:
        form = StartForm(request.POST, has_form=built.form is not None)
        if form.is_valid():
            start: FormStart = form.cleaned_data["start"]
            start_form(call=built.owner, start=start, actor=request.user, at=timezone.now())


pages = CallFormPages()
