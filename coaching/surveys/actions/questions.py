"""Change the questions of a survey before it opens: a draft beside the published ones, which never change."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.audit.actions import record
from accelerator.questionnaires import drafting, revisions
from accelerator.questionnaires.builder import QuestionSpec
from accelerator.questionnaires.errors import ConditionsRefused, RevisionPublished
from accelerator.questionnaires.models import AnswerSheet, Question, Revision, Section
from accelerator.transitions import TransitionRefused
from coaching.models import Survey
from coaching.surveys.counting import CONSENTS
from coaching.surveys.default_waves import list_ready_sections
from coaching.surveys.enums import SurveyKind

WORDS = ("label_fr", "label_en", "help_fr", "help_en")


class QuestionsChanged(TransitionRefused):
    """What was to be changed is not there any more."""

    def __init__(self) -> None:
        super().__init__(_("Quelqu’un a changé ces questions entre-temps : voici où elles en sont."))


class QuestionsSettled(TransitionRefused):
    """The survey is open: people answer these questions."""

    def __init__(self) -> None:
        super().__init__(_("L’enquête est ouverte : ses questions ne changent plus."))


@transaction.atomic
def start_questions(*, survey: Survey, actor: Any, at: datetime) -> None:
    """Open the draft of the questions, from those that are published; nothing when there is one.

    Side effects: a revision that nobody answers, the survey's ``draft_form``, an audit entry. Raises
    :class:`QuestionsSettled`.
    """
    fresh = _lock_survey(survey, at)
    if fresh.draft_form is None:
        fresh.draft_form = drafting.start_draft(source=fresh.form, name="")
        fresh.save(update_fields=["draft_form"])
        _note(fresh, "start_survey_form", actor, at)


@transaction.atomic
def drop_questions(*, survey: Survey, actor: Any, at: datetime) -> None:
    """Give the draft up; the published questions stay. Side effects: its rows, an audit entry."""
    fresh = Survey.objects.select_for_update(of=("self",)).select_related("draft_form", "edition").get(
        pk=survey.pk
    )  # fmt: skip
    draft = fresh.draft_form
    if draft is None:
        return
    fresh.draft_form = None
    fresh.save(update_fields=["draft_form"])
    drafting.drop_draft(revision=draft)
    _note(fresh, "drop_survey_form", actor, at)


@transaction.atomic
def publish_questions(*, survey: Survey, actor: Any, at: datetime) -> None:
    """The draft becomes the survey's questions; links that left already lead to them.

    Side effects: the revision frozen, ``form`` and ``draft_form``, the empty sheets brought along, an audit entry.
    Raises :class:`QuestionsSettled`, and :class:`TransitionRefused` without a draft or when it cannot stand.
    """
    fresh = _lock_survey(survey, at)
    draft = fresh.draft_form
    if draft is None:
        raise QuestionsChanged
    sheets = AnswerSheet.objects.filter(survey_invitation__survey=fresh)
    try:
        revisions.publish_draft(revision=draft, sheets=sheets, at=at)
    except ConditionsRefused as refused:
        raise TransitionRefused(refused.problems[0].message) from None
    fresh.form, fresh.draft_form = draft, None
    fresh.save(update_fields=["form", "draft_form"])
    _note(fresh, "publish_survey_form", actor, at, revision=draft.number)


def save_question(
    *,
    survey: Survey,
    section: Section,
    question: Question | None,
    fields: Mapping[str, Any],
    actor: Any,
    at: datetime,
) -> Question:
    """Write a question, or add it at the end of its page; of a consent, only the words change.

    Side effects: its row, an audit entry. Raises :class:`QuestionsChanged`, :class:`QuestionsSettled`.
    """
    with _changing(survey, actor, at, what="question") as draft:
        known = _question(draft, question.pk) if question else None
        if known and known.key in CONSENTS:
            fields = {name: value for name, value in fields.items() if name in WORDS}
        page = known.section if known else draft.sections.get(pk=section.pk)
        return drafting.save_question(section=page, question=known, fields=fields)


def move_question(*, survey: Survey, pk: int, by: int, actor: Any, at: datetime) -> None:
    """One place up (``by=-1``) or down. Side effects: positions, an audit entry. Raises as :func:`save_question`."""
    with _changing(survey, actor, at, what="move_question") as draft:
        order = drafting.move_question_in(drafting.order_of(draft), _question(draft, pk).pk, by=by)
        drafting.arrange(revision=draft, order=order)


def remove_question(*, survey: Survey, pk: int, actor: Any, at: datetime) -> Question:
    """Take a question out. Side effects: its row, an audit entry.

    Raises :class:`TransitionRefused` for a consent, without which nothing may be quoted nor shared, and as
    :func:`save_question`.
    """
    with _changing(survey, actor, at, what="remove_question") as draft:
        question = _question(draft, pk)
        if question.key in CONSENTS:
            raise TransitionRefused(_("Cet accord reste : sans lui, rien ne peut être cité ni transmis."))
        drafting.remove_question(question=question)
        return question


def add_ready(*, survey: Survey, key: str, actor: Any, at: datetime) -> Question:
    """A question of the default form, put back on its page. Side effects: its row, an audit entry.

    Raises as :func:`save_question`, also for a key that the default form does not know.
    """
    found = ready_questions(SurveyKind(survey.kind)).get(key)
    if found is None:
        raise QuestionsChanged
    title, spec = found
    with _changing(survey, actor, at, what="ready_question") as draft:
        existing = draft.questions.filter(key=key).first()
        if existing:
            return existing
        section = draft.sections.filter(title_fr=title).first() or draft.sections.latest("position")
        fields = {name: value for name, value in vars(spec).items() if name != "key"}
        options, show_if = dict(spec.options), dict(spec.show_if)
        return drafting.save_question(
            section=section, key=key, fields={**fields, "options": options, "show_if": show_if}
        )


def ready_questions(kind: SurveyKind) -> dict[str, tuple[str, QuestionSpec]]:
    """The questions of the default form of this survey, by key, each with the title of its page."""
    return {
        question.key: (page.title_fr, question)
        for page in list_ready_sections(kind)
        for question in page.questions
    }


def may_change(survey: Survey, at: datetime) -> bool:
    """Whether nobody can answer yet: it is not open, or no link has left. One query at most."""
    return at < survey.opens_at or not survey.invitations.exists()


def _lock_survey(survey: Survey, at: datetime) -> Survey:
    """Raises :class:`QuestionsSettled`."""
    rows = Survey.objects.select_for_update(of=("self",))
    fresh = rows.select_related("form__questionnaire", "draft_form", "edition").get(pk=survey.pk)
    if not may_change(fresh, at):
        raise QuestionsSettled
    return fresh


def _note(survey: Survey, verb: str, actor: Any, at: datetime, **data: Any) -> None:
    record(verb=verb, subject=survey, actor=actor, at=at, scope=survey.edition.scope, data=data)


@contextmanager
def _changing(survey: Survey, actor: Any, at: datetime, **data: Any) -> Iterator[Revision]:
    """The draft, ours until the change is written down."""
    try:
        with transaction.atomic():
            fresh = _lock_survey(survey, at)
            if fresh.draft_form is None:
                raise QuestionsChanged
            yield fresh.draft_form
            _note(fresh, "change_survey_form", actor, at, **data)
    except (RevisionPublished, drafting.OrderChanged, ObjectDoesNotExist):
        raise QuestionsChanged from None


def _question(draft: Revision, pk: int) -> Question:
    return draft.questions.select_related("section").get(pk=pk)
