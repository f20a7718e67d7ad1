"""The form of a call as it is built: from the published one, the default one, or nothing."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.form_builder.actions import open_draft
from accelerator.form_builder.drafted import DraftedForm
from accelerator.locking import lock_row
from accelerator.questionnaires.builder import QuestionSpec, SectionSpec
from accelerator.questionnaires.models import Revision
from programmes.defaults import INDICATORS, READY_PAGES, READY_QUESTIONS, ROLES, SPEC
from programmes.enums import FormStart
from programmes.models import Call


class CallQuestions(DraftedForm):
    """The form that applicants fill in."""

    owner: Call
    indicators = INDICATORS
    roles = ROLES

    @property
    def name(self) -> str:
        return f"{self.owner.edition.name} · candidature"

    @property
    def ready_pages(self) -> Mapping[str, SectionSpec]:
        return READY_PAGES

    @property
    def ready_questions(self) -> Mapping[str, QuestionSpec]:
        return READY_QUESTIONS

    def lock(self, at: datetime) -> Call:
        rows = Call.objects.select_related("form__questionnaire", "draft_form")
        return lock_row(rows, self.owner.pk, no_key=True)

    def record_act(
        self, verb: str, *, actor: User | AnonymousUser | None, at: datetime, **data: object
    ) -> None:
        call = self.owner
        record(verb=f"{verb}_form", subject=call, actor=actor, at=at, scope=call.edition.scope, data=data)


def start_form(*, call: Call, start: str, actor: User, at: datetime) -> Revision:
    """Open the draft of the form; the open one if there is one. Side effects: as :func:`open_draft`."""
    spec = {FormStart.DEFAULT: SPEC, FormStart.BLANK: ()}.get(FormStart(start))
    return open_draft(built=CallQuestions(call), spec=spec, actor=actor, at=at, start=start)
