"""Build a form: a draft beside the published one, changed piece by piece, for a call or a survey."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from accelerator.accounts.models import User
from accelerator.form_builder.drafted import DraftedForm, FormChanged
from accelerator.questionnaires import drafting
from accelerator.questionnaires.builder import QuestionSpec, Spec
from accelerator.questionnaires.errors import RevisionPublished
from accelerator.questionnaires.models import Question, Revision, Section
from accelerator.transitions import TransitionRefused

WORDS = ("label_fr", "label_en", "help_fr", "help_en")
"""What changes of a question that stays."""


@dataclass(frozen=True)
class Command:
    """One change of the structure: ``verb`` up, down, copy, to (a page), ready (a ready-made piece).

    ``noun`` question, page or form; ``pk`` of the question or page; ``target`` the page's pk or the piece's key.
    """

    verb: str
    noun: str
    pk: int = 0
    target: str = ""


@transaction.atomic
def open_draft(
    *, built: DraftedForm, spec: Spec | None = None, actor: User, at: datetime, **data: Any
) -> Revision:
    """Open the draft, from what is published, or from ``spec``; the open one if there is one.

    Side effects: a revision that nobody answers, the owner's ``draft_form``, an audit entry with ``data``.
    """
    fresh = built.lock(at)
    if fresh.draft_form is None:
        fresh.draft_form = drafting.start_draft(source=fresh.form, name=built.name, spec=spec)
        fresh.save(update_fields=["draft_form"])
        built.record_act("start", actor=actor, at=at, **data)
    draft: Revision = fresh.draft_form
    built.owner.draft_form = draft
    return draft


@transaction.atomic
def drop_draft(*, built: DraftedForm, actor: User, at: datetime) -> None:
    """Give the draft up; what is published stays. Side effects: its rows, an audit entry."""
    fresh = built.lock(at)
    draft = fresh.draft_form
    if draft is None:
        return
    fresh.draft_form = built.owner.draft_form = None
    fresh.save(update_fields=["draft_form"])
    drafting.drop_draft(revision=draft)
    built.record_act("drop", actor=actor, at=at)


def save_page(
    *, built: DraftedForm, section: Section | None, fields: Mapping[str, object], actor: User, at: datetime
) -> Section:
    """Write the words of a page, or add one at the end. Side effects: its row, an audit entry.

    Raises :class:`FormChanged`.
    """
    with _open_for_change(built, actor, at, what="page") as draft:
        if section is None:
            return drafting.add_page(revision=draft, fields=fields)
        page = _find_page(draft, section.pk)
        for name, value in fields.items():
            setattr(page, name, value)
        page.save()
        return page


def save_question(
    *,
    built: DraftedForm,
    section: Section,
    question: Question | None,
    fields: Mapping[str, Any],
    after: int | None = None,
    actor: User,
    at: datetime,
) -> Question:
    """Write a question, or add it at the end of its page, before the consents that end it; of one that stays, only the
    words change. ``after``: the question of its page that it follows, 0 for none; ``None`` leaves it where it is.

    Side effects: its row, positions, an audit entry. Raises :class:`FormChanged`, and :class:`TransitionRefused` for a
    kind that this form refuses.
    """
    with _open_for_change(built, actor, at, what="question") as draft:
        existing = _find_question(draft, question.pk) if question else None
        if existing and existing.key in built.required_keys:
            fields = {name: value for name, value in fields.items() if name in WORDS}
        elif fields["kind"] in built.refused_kinds:
            raise TransitionRefused(built.refused_kinds[fields["kind"]])
        page = existing.section if existing else _find_page(draft, section.pk)
        saved = drafting.save_question(section=page, question=existing, fields=fields)
        if existing is None:
            _move_before_required(built, draft, saved)
        if after is not None:
            order = drafting.place_in_page(drafting.order_of(draft), saved.pk, after=after)
            drafting.arrange(revision=draft, order=order)
        return saved


def _move_before_required(built: DraftedForm, draft: Revision, added: Question) -> None:
    """Move a new question before the required ones at the end of its page."""
    required = set(draft.questions.filter(key__in=built.required_keys).values_list("pk", flat=True))
    order = drafting.order_of(draft)
    pks = next(pks for _find_page, pks in order if added.pk in pks)
    place = pks.index(added.pk)
    while place and pks[place - 1] in required:
        place -= 1
    if place != pks.index(added.pk):
        pks.remove(added.pk)
        pks.insert(place, added.pk)
        drafting.arrange(revision=draft, order=order)


def rearrange(*, built: DraftedForm, command: Command, actor: User, at: datetime) -> str:
    """Carry out one command; returns the anchor of what should have the focus next.

    Side effects: positions and rows of the draft, an audit entry. Raises :class:`FormChanged`, also for a command
    that does not exist.
    """
    execute = _COMMANDS.get((command.verb, command.noun))
    if execute is None:
        raise FormChanged
    with _open_for_change(built, actor, at, what=f"{command.verb}_{command.noun}") as draft:
        return execute(built, draft, command)


def remove_question(*, built: DraftedForm, pk: int, actor: User, at: datetime) -> Question:
    """Remove a question from the draft; returns the row that :func:`restore_removed_question` needs to undo it.

    Side effects: its row, an audit entry. Raises :class:`FormChanged`.
    """
    with _open_for_change(built, actor, at, what="remove_question") as draft:
        question = _find_question(draft, pk)
        _ensure_may_go(built, question)
        drafting.remove_question(question=question)
        question.pk = pk
        return question


def remove_page(*, built: DraftedForm, pk: int, actor: User, at: datetime) -> tuple[Section, int]:
    """Take a page out of the draft with its questions; gives it back with how many they were.

    Side effects: the rows, an audit entry. Raises :class:`FormChanged`.
    """
    with _open_for_change(built, actor, at, what="remove_page") as draft:
        section = _find_page(draft, pk)
        questions = list(section.questions.all())
        _ensure_may_go(built, *questions)
        drafting.remove_page(section=section)
        return section, len(questions)


def restore_removed_question(
    *, built: DraftedForm, question: Question, actor: User, at: datetime
) -> Question:
    """Put a question that was just removed back on its page, at its place, under its own key.

    Side effects: its row, an audit entry. Raises :class:`FormChanged`, also when its page is gone.
    """
    with _open_for_change(built, actor, at, what="restore") as draft:
        _find_page(draft, question.section_id)
        back = drafting.restore_question(revision=draft, question=question)
        order = drafting.order_of(draft)
        for page, pks in order:
            if back.pk in pks:
                pks.remove(back.pk)
            if page == question.section_id:
                pks.insert(question.position - 1, back.pk)
        drafting.arrange(revision=draft, order=order)
        return back


def reorder(*, built: DraftedForm, order: drafting.Order, actor: User, at: datetime) -> None:
    """Put pages and questions in this order. Side effects: positions, an audit entry. Raises :class:`FormChanged`."""
    with _open_for_change(built, actor, at, what="reorder") as draft:
        drafting.arrange(revision=draft, order=order)


def restore_question(*, built: DraftedForm, key: str, actor: User, at: datetime) -> Question:
    """Put a question of the published form back in the draft. Side effects: its row, an audit entry.

    Raises :class:`FormChanged`.
    """
    with _open_for_change(built, actor, at, what="restore") as draft:
        question = Question.objects.select_related("section").get(revision=built.owner.form_id, key=key)
        return drafting.restore_question(revision=draft, question=question)


@contextmanager
def _open_for_change(built: DraftedForm, actor: User, at: datetime, **data: Any) -> Iterator[Revision]:
    """The draft, ours until the change is written down."""
    try:
        with transaction.atomic():
            draft = built.lock(at).draft_form
            if draft is None or draft.pk != built.owner.draft_form_id:
                raise FormChanged
            yield draft
            built.record_act("change", actor=actor, at=at, **data)
    except (RevisionPublished, drafting.OrderChanged, ObjectDoesNotExist):
        raise FormChanged from None


def _ensure_may_go(built: DraftedForm, *questions: Question) -> None:
    """Raise :class:`TransitionRefused` if one of these questions must stay in the form."""
    if built.required_keys & {question.key for question in questions}:
        raise TransitionRefused(built.required_because)


def _find_question(draft: Revision, pk: int) -> Question:
    return draft.questions.select_related("section").get(pk=pk)


def _find_page(draft: Revision, pk: int) -> Section:
    return draft.sections.get(pk=pk)


def _move_question(built: DraftedForm, draft: Revision, command: Command) -> str:
    question, order = _find_question(draft, command.pk), drafting.order_of(draft)
    if command.verb == "to":
        page = _find_page(
            draft, int(command.target) if command.target.isdecimal() and len(command.target) < 12 else 0
        )
        order = drafting.move_question_in(order, question.pk, page=page.pk)
    else:
        order = drafting.move_question_in(order, question.pk, by=-1 if command.verb == "up" else 1)
    drafting.arrange(revision=draft, order=order)
    every = [pk for _section, pks in order for pk in pks]
    return _find_focus(command, edges=(every[0], every[-1]))


def _move_page(built: DraftedForm, draft: Revision, command: Command) -> str:
    section = _find_page(draft, command.pk)
    by = -1 if command.verb == "up" else 1
    order = drafting.move_page_in(drafting.order_of(draft), section.pk, by=by)
    drafting.arrange(revision=draft, order=order)
    return _find_focus(command, edges=(order[0][0], order[-1][0]))


def _find_focus(command: Command, *, edges: tuple[int, int]) -> str:
    """The button that was pressed, to be pressed again; at the edge of the form, what was moved."""
    moved = f"{command.noun}-{command.pk}"
    return moved if command.verb == "to" or command.pk in edges else f"{command.verb}-{moved}"


def _copy_question(built: DraftedForm, draft: Revision, command: Command) -> str:
    question = _find_question(draft, command.pk)
    _ensure_may_go(built, question)  # its copy would ask what nothing acts upon
    return f"question-{drafting.duplicate_question(question=question).pk}"


def _copy_page(built: DraftedForm, draft: Revision, command: Command) -> str:
    section = _find_page(draft, command.pk)
    _ensure_may_go(built, *section.questions.all())
    return f"page-{drafting.duplicate_page(section=section).pk}"


def _add_ready_question(built: DraftedForm, draft: Revision, command: Command) -> str:
    """A ready-made question at the end of a page; the one the form has already, if it does."""
    section = _find_page(draft, command.pk)
    existing = draft.questions.filter(key=command.target).first()
    spec = built.ready_questions.get(command.target)
    if existing is None and spec is None:
        raise FormChanged
    return f"question-{(existing or _add(section, spec)).pk}"  # type: ignore[arg-type]  # one of them is there


def _add_ready_page(built: DraftedForm, draft: Revision, command: Command) -> str:
    """A ready-made page at the end, with those of its questions that the form does not have yet."""
    spec = built.ready_pages.get(command.target)
    if spec is None:
        raise FormChanged
    words = {name: getattr(spec, name) for name in ("title_fr", "title_en", "intro_fr", "intro_en")}
    section = drafting.add_page(revision=draft, fields=words)
    existing_keys = set(draft.questions.values_list("key", flat=True))
    for question in spec.questions:
        if question.key not in existing_keys:
            _add(section, question)
    return f"page-{section.pk}"


def _add(section: Section, spec: QuestionSpec) -> Question:
    fields = {name: value for name, value in vars(spec).items() if name != "key"}
    return drafting.save_question(
        section=section, key=spec.key, fields={**fields, "options": dict(spec.options), "show_if": {}}
    )


_COMMANDS = {
    ("up", "question"): _move_question,
    ("down", "question"): _move_question,
    ("to", "question"): _move_question,
    ("copy", "question"): _copy_question,
    ("ready", "question"): _add_ready_question,
    ("up", "page"): _move_page,
    ("down", "page"): _move_page,
    ("copy", "page"): _copy_page,
    ("ready", "page"): _add_ready_page,
}
