"""Build the form of a call: a draft beside the published one, changed piece by piece."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.audit.actions import record
from accelerator.questionnaires import drafting
from accelerator.questionnaires.builder import QuestionSpec
from accelerator.questionnaires.errors import RevisionPublished
from accelerator.questionnaires.models import Question, Revision, Section
from accelerator.transitions import TransitionRefused
from programmes.defaults.application_form import SPEC
from programmes.defaults.ready import READY_PAGES, READY_QUESTIONS
from programmes.enums import FormStart
from programmes.models import Call


class FormChanged(TransitionRefused):
    """What was to be changed is not there any more."""

    def __init__(self) -> None:
        super().__init__(_("Quelqu’un a changé le formulaire entre-temps : voici où il en est."))


@dataclass(frozen=True)
class Command:
    """One gesture on the structure: ``verb`` up, down, copy, to (a page), ready (a ready-made piece).

    ``noun`` question, page or form; ``pk`` of the question or page; ``target`` the page's pk or the piece's key.
    """

    verb: str
    noun: str
    pk: int = 0
    target: str = ""


@transaction.atomic
def start_form(*, call: Call, start: str, actor: Any, at: datetime) -> Revision:
    """Open the draft of the form, from the published one, the default one, or nothing; the open one if there is one.

    Side effects: a revision that nobody answers, the call's ``draft_form``, an audit entry.
    """
    fresh = _lock_call(call)
    if fresh.draft_form is None:
        spec = {FormStart.DEFAULT: SPEC, FormStart.BLANK: ()}.get(FormStart(start))
        name = f"{call.edition.name} · candidature"
        fresh.draft_form = drafting.start_draft(source=fresh.form, name=name, spec=spec)
        fresh.save(update_fields=["draft_form"])
        _note(call, "start_form", actor, at, start=start)
    call.draft_form = fresh.draft_form
    return fresh.draft_form


@transaction.atomic
def drop_form(*, call: Call, actor: Any, at: datetime) -> None:
    """Give the draft of the form up; the published one stays. Side effects: its rows, an audit entry."""
    fresh = _lock_call(call)
    draft = fresh.draft_form
    if draft is None:
        return
    fresh.draft_form = call.draft_form = None
    fresh.save(update_fields=["draft_form"])
    drafting.drop_draft(revision=draft)
    _note(call, "drop_form", actor, at)


def save_page(
    *, call: Call, section: Section | None, fields: Mapping[str, Any], actor: Any, at: datetime
) -> Section:
    """Write the words of a page, or add one at the end. Side effects: its row, an audit entry.

    Raises :class:`FormChanged`.
    """
    with _changing(call, actor, at, what="page") as draft:
        if section is None:
            return drafting.add_page(revision=draft, fields=fields)
        found = _page(draft, section.pk)
        for name, value in fields.items():
            setattr(found, name, value)
        found.save()
        return found


def save_question(
    *,
    call: Call,
    section: Section,
    question: Question | None,
    fields: Mapping[str, Any],
    actor: Any,
    at: datetime,
) -> Question:
    """Write a question, or add it at the end of its page. Side effects: its row, an audit entry.

    Raises :class:`FormChanged`.
    """
    with _changing(call, actor, at, what="question") as draft:
        known = _question(draft, question.pk) if question else None
        page = known.section if known else _page(draft, section.pk)
        return drafting.save_question(section=page, question=known, fields=fields)


def rearrange(*, call: Call, command: Command, actor: Any, at: datetime) -> str:
    """Carry out one gesture; returns the anchor of what should have the focus next.

    Side effects: positions and rows of the draft, an audit entry. Raises :class:`FormChanged`, also for a gesture
    that does not exist.
    """
    gesture = _GESTURES.get((command.verb, command.noun))
    if gesture is None:
        raise FormChanged
    with _changing(call, actor, at, what=f"{command.verb}_{command.noun}") as draft:
        return gesture(draft, command)


def remove_question(*, call: Call, pk: int, actor: Any, at: datetime) -> Question:
    """Take a question out of the draft; the row given back is what :func:`put_back` needs, should it be a slip.

    Side effects: its row, an audit entry. Raises :class:`FormChanged`.
    """
    with _changing(call, actor, at, what="remove_question") as draft:
        question = _question(draft, pk)
        drafting.remove_question(question=question)
        question.pk = pk
        return question


def remove_page(*, call: Call, pk: int, actor: Any, at: datetime) -> tuple[Section, int]:
    """Take a page out of the draft with its questions; gives it back with how many they were.

    Side effects: the rows, an audit entry. Raises :class:`FormChanged`.
    """
    with _changing(call, actor, at, what="remove_page") as draft:
        section = _page(draft, pk)
        count = section.questions.count()
        drafting.remove_page(section=section)
        return section, count


def put_back(*, call: Call, question: Question, actor: Any, at: datetime) -> Question:
    """Put a question that was just removed back on its page, at its place, under its own key.

    Side effects: its row, an audit entry. Raises :class:`FormChanged`, also when its page is gone.
    """
    with _changing(call, actor, at, what="restore") as draft:
        _page(draft, question.section_id)
        back = drafting.restore_question(revision=draft, question=question)
        order = drafting.order_of(draft)
        for page, asked in order:
            if back.pk in asked:
                asked.remove(back.pk)
            if page == question.section_id:
                asked.insert(question.position - 1, back.pk)
        drafting.arrange(revision=draft, order=order)
        return back


def reorder(*, call: Call, order: drafting.Order, actor: Any, at: datetime) -> None:
    """Put pages and questions in this order. Side effects: positions, an audit entry. Raises :class:`FormChanged`."""
    with _changing(call, actor, at, what="reorder") as draft:
        drafting.arrange(revision=draft, order=order)


def restore_question(*, call: Call, key: str, actor: Any, at: datetime) -> Question:
    """Put a question of the published form back in the draft. Side effects: its row, an audit entry.

    Raises :class:`FormChanged`.
    """
    with _changing(call, actor, at, what="restore") as draft:
        question = Question.objects.select_related("section").get(revision=call.form_id, key=key)
        return drafting.restore_question(revision=draft, question=question)


def _lock_call(call: Call) -> Call:
    rows = Call.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("form__questionnaire", "draft_form").get(pk=call.pk)


def _note(call: Call, verb: str, actor: Any, at: datetime, **data: Any) -> None:
    record(verb=verb, subject=call, actor=actor, at=at, scope=call.edition.scope, data=data)


@contextmanager
def _changing(call: Call, actor: Any, at: datetime, **data: Any) -> Iterator[Revision]:
    """The draft, ours until the change is written down."""
    try:
        with transaction.atomic():
            draft = _lock_call(call).draft_form
            if draft is None or draft.pk != call.draft_form_id:
                raise FormChanged
            yield draft
            _note(call, "change_form", actor, at, **data)
    except (RevisionPublished, drafting.OrderChanged, ObjectDoesNotExist):
        raise FormChanged from None


def _question(draft: Revision, pk: int) -> Question:
    return draft.questions.select_related("section").get(pk=pk)


def _page(draft: Revision, pk: int) -> Section:
    return draft.sections.get(pk=pk)


def _move_question(draft: Revision, command: Command) -> str:
    question, order = _question(draft, command.pk), drafting.order_of(draft)
    if command.verb == "to":
        page = _page(
            draft, int(command.target) if command.target.isdecimal() and len(command.target) < 12 else 0
        )
        order = drafting.move_question_in(order, question.pk, page=page.pk)
    else:
        order = drafting.move_question_in(order, question.pk, by=-1 if command.verb == "up" else 1)
    drafting.arrange(revision=draft, order=order)
    asked = [pk for _section, pks in order for pk in pks]
    return _landing(command, edges=(asked[0], asked[-1]))


def _move_page(draft: Revision, command: Command) -> str:
    section = _page(draft, command.pk)
    by = -1 if command.verb == "up" else 1
    order = drafting.move_page_in(drafting.order_of(draft), section.pk, by=by)
    drafting.arrange(revision=draft, order=order)
    return _landing(command, edges=(order[0][0], order[-1][0]))


def _landing(command: Command, *, edges: tuple[int, int]) -> str:
    """The button that was pressed, to be pressed again; at the edge of the form, what was moved."""
    moved = f"{command.noun}-{command.pk}"
    return moved if command.verb == "to" or command.pk in edges else f"{command.verb}-{moved}"


def _copy_question(draft: Revision, command: Command) -> str:
    return f"question-{drafting.duplicate_question(question=_question(draft, command.pk)).pk}"


def _copy_page(draft: Revision, command: Command) -> str:
    return f"page-{drafting.duplicate_page(section=_page(draft, command.pk)).pk}"


def _ready_question(draft: Revision, command: Command) -> str:
    """A question of the default form at the end of a page; the one the form has already, if it does."""
    section = _page(draft, command.pk)
    existing = draft.questions.filter(key=command.target).first()
    spec = READY_QUESTIONS.get(command.target)
    if existing is None and spec is None:
        raise FormChanged
    return f"question-{(existing or _add(section, spec)).pk}"  # type: ignore[arg-type]  # one of them is there


def _ready_page(draft: Revision, command: Command) -> str:
    """A page of the default form at the end, with those of its questions that the form does not have yet."""
    spec = READY_PAGES.get(command.target)
    if spec is None:
        raise FormChanged
    words = {name: getattr(spec, name) for name in ("title_fr", "title_en", "intro_fr", "intro_en")}
    section = drafting.add_page(revision=draft, fields=words)
    known = set(draft.questions.values_list("key", flat=True))
    for question in spec.questions:
        if question.key not in known:
            _add(section, question)
    return f"page-{section.pk}"


def _add(section: Section, spec: QuestionSpec) -> Question:
    fields = {name: value for name, value in vars(spec).items() if name != "key"}
    return drafting.save_question(
        section=section, key=spec.key, fields={**fields, "options": dict(spec.options), "show_if": {}}
    )


_GESTURES = {
    ("up", "question"): _move_question,
    ("down", "question"): _move_question,
    ("to", "question"): _move_question,
    ("copy", "question"): _copy_question,
    ("ready", "question"): _ready_question,
    ("up", "page"): _move_page,
    ("down", "page"): _move_page,
    ("copy", "page"): _copy_page,
    ("ready", "page"): _ready_page,
}
