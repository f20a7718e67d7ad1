"""Build a form, page by page and question by question, in a revision that nobody answers yet.

Every function refuses a published revision (RevisionPublished) and keeps positions from 1, without holes. Callers
write the audit entry: only they know whose form it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max
from django.utils.text import slugify
from django.utils.translation import gettext as _, override

from accelerator.questionnaires import kinds
from accelerator.questionnaires.builder import Spec, build_questions, spec_of
from accelerator.questionnaires.conditions import ConditionProblem, check_conditions
from accelerator.questionnaires.errors import RevisionPublished
from accelerator.questionnaires.models import Question, Questionnaire, Revision, Section

OUT_OF_THE_WAY = 10_000


Order = Sequence[tuple[int, Sequence[int]]]
"""The pages in order, by identifier, each with its questions in order."""


class OrderChanged(Exception):
    """Somebody added or removed something since the order was read."""


@dataclass(frozen=True)
class Page:
    """A page of the form with its questions, in order."""

    section: Section
    questions: Sequence[Question]


def pages(revision: Revision) -> list[Page]:
    """The form as it is now. 2 queries."""
    by_section: dict[int, list[Question]] = {}
    for question in revision.questions.order_by("section__position", "position"):
        by_section.setdefault(question.section_id, []).append(question)
    sections = revision.sections.order_by("position")
    return [Page(section, by_section.get(section.pk, [])) for section in sections]


def order_of(revision: Revision) -> list[tuple[int, list[int]]]:
    """The present order. 2 queries."""
    return [(page.section.pk, [question.pk for question in page.questions]) for page in pages(revision)]


@transaction.atomic
def arrange(*, revision: Revision, order: Order) -> None:
    """Put the pages and the questions in this order; questions may change page.

    Raises OrderChanged unless ``order`` names each page and each question once. Side effects: positions.
    """
    lock_draft(revision)
    sections = {section.pk: section for section in revision.sections.all()}
    questions = {question.pk: question for question in revision.questions.all()}
    named = [pk for _page, pks in order for pk in pks]
    if sorted(page for page, _pks in order) != sorted(sections) or sorted(named) != sorted(questions):
        raise OrderChanged
    # Positions are unique: lift everything out of the way before laying it down in its order.
    revision.questions.update(position=F("position") + OUT_OF_THE_WAY)
    revision.sections.update(position=F("position") + OUT_OF_THE_WAY)
    for place, (page, pks) in enumerate(order, start=1):
        sections[page].position = place
        for number, pk in enumerate(pks, start=1):
            questions[pk].section_id, questions[pk].position = page, number
    Section.objects.bulk_update(sections.values(), ["position"])
    Question.objects.bulk_update(questions.values(), ["section", "position"])


def move_question_in(
    order: Order, pk: int, *, by: int = 0, page: int | None = None
) -> list[tuple[int, list[int]]]:
    """The order once a question moved one place up (``by=-1``) or down (``by=1``), or to the end of a page.

    At the edge of its page a question goes to the neighbouring page; at the edge of the form it stays.
    """
    after = [(section, list(pks)) for section, pks in order]
    index = next(i for i, (_section, pks) in enumerate(after) if pk in pks)
    pks = after[index][1]
    place = pks.index(pk)
    if page is not None:
        pks.remove(pk)
        next(there for section, there in after if section == page).append(pk)
    elif 0 <= place + by < len(pks):
        pks.insert(place + by, pks.pop(place))
    elif 0 <= index + by < len(after):
        there = after[index + by][1]
        there.insert(0 if by > 0 else len(there), pks.pop(place))
    return after


def move_page_in(order: Order, pk: int, *, by: int) -> list[tuple[int, list[int]]]:
    """The order once a page moved one place; at the edge of the form it stays."""
    after = [(section, list(pks)) for section, pks in order]
    place = [section for section, _pks in after].index(pk)
    after.insert(min(max(place + by, 0), len(after) - 1), after.pop(place))
    return after


def insert_after(order: Order, pk: int, *, after: int) -> list[tuple[int, list[int]]]:
    """The order with a new question just after another one."""
    return [
        (page, [item for here in pks for item in ([here, pk] if here == after else [here])])
        for page, pks in order
    ]


def place_in_page(order: Order, pk: int, *, after: int) -> list[tuple[int, list[int]]]:
    """The order with a question just after another one of its page; first in its page where ``after`` is not there."""
    placed = []
    for page, pks in order:
        rest = [item for item in pks if item != pk]
        if pk in pks:
            rest.insert(rest.index(after) + 1 if after in rest else 0, pk)
        placed.append((page, rest))
    return placed


def close_ranks(revision: Revision) -> None:
    """Number again what is left, without holes. Side effects: positions."""
    arrange(revision=revision, order=order_of(revision))


def lock_draft(revision: Revision) -> Revision:
    """The revision, ours until the transaction ends. Raises RevisionPublished."""
    locked = Revision.objects.select_for_update(no_key=True).get(pk=revision.pk)
    if locked.published_at:
        raise RevisionPublished("a published revision is never changed: make the next one")
    return locked


LONGEST_KEY = 48


def problems(found: Sequence[Page]) -> list[ConditionProblem]:
    """Why this form cannot be published: sentences for people, each with the question's key if it is about one."""
    questions = [question for page in found for question in page.questions]
    missing = []
    if not kinds.filter_questions(questions):
        missing.append(ConditionProblem("", "empty", _("Ajoutez au moins une question.")))
    else:
        missing += [
            ConditionProblem(
                "", "empty_page", _("La page « %(page)s » est vide.") % {"page": page.section.title}
            )
            for page in found
            if not page.questions
        ]
    return [*missing, *check_conditions(questions)]


@transaction.atomic
def start_draft(*, source: Revision | None, name: str, spec: Spec | None = None) -> Revision:
    """The next revision of ``source``'s questionnaire, unpublished, with its questions, or with those of ``spec``.

    Without ``source``, a new questionnaire called ``name``. Side effects: the rows.
    """
    questionnaire = source.questionnaire if source else Questionnaire.objects.create(name=name)
    last = questionnaire.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision.objects.create(questionnaire=questionnaire, number=last + 1)
    if spec is None:
        spec = spec_of(source) if source else ()
    if spec:
        build_questions(revision, spec)
    return revision


def drop_draft(*, revision: Revision) -> None:
    """Forget a draft. Side effects: its rows."""
    revision.delete()


@transaction.atomic
def add_page(*, revision: Revision, fields: Mapping[str, object]) -> Section:
    """A page at the end. Side effects: its row."""
    lock_draft(revision)
    last = revision.sections.aggregate(last=Max("position"))["last"] or 0
    return Section.objects.create(revision=revision, position=last + 1, **fields)


@transaction.atomic
def remove_page(*, section: Section) -> None:
    """Take a page and its questions out. Side effects: the rows; the pages that follow move up."""
    revision = lock_draft(section.revision)
    Question.objects.filter(section=section).delete()
    section.delete()
    close_ranks(revision)


@transaction.atomic
def duplicate_page(*, section: Section) -> Section:
    """A copy of a page just after it; its questions get keys of their own, and conditions among them are copied.

    Side effects: the rows.
    """
    revision = lock_draft(section.revision)
    order = order_of(revision)
    originals = list(section.questions.order_by("position"))
    copy = add_page(
        revision=revision,
        fields={
            "title_fr": _label_copy(section.title_fr[:110], "fr"),
            "title_en": _label_copy(section.title_en[:110], "en"),
            "intro_fr": section.intro_fr,
            "intro_en": section.intro_en,
        },
    )
    renamed: dict[str, str] = {}
    copies = []
    for original in originals:
        question = _copy(original, copy, original.position)
        renamed[original.key] = question.key
        condition = question.show_if
        if condition.get("key") in renamed:
            question.show_if = {**condition, "key": renamed[condition["key"]]}
        question.save()
        copies.append(question.pk)
    at = [pk for pk, _questions in order].index(section.pk)
    arrange(revision=revision, order=[*order[: at + 1], (copy.pk, copies), *order[at + 1 :]])
    return copy


@transaction.atomic
def save_question(
    *, section: Section, fields: Mapping[str, object], question: Question | None = None, key: str = ""
) -> Question:
    """Save ``question``, or a new one at the end of the page.

    A new one has ``key``, which the form must not have yet, or a key made from its words. The key of an existing
    question never changes. An indicator that another question of the form carries stays with that one. Side effects:
    its row.
    """
    revision = lock_draft(section.revision)
    if question is None:
        last = section.questions.aggregate(last=Max("position"))["last"] or 0
        key = key or new_key(revision, str(fields["label_fr"]))
        question = Question(revision=revision, section=section, position=last + 1, key=key)
    for name, value in fields.items():
        setattr(question, name, value)
    _free_indicator(question)
    question.save()
    return question


def _free_indicator(question: Question) -> None:
    """Remove the indicator of a question if another question of its form has it."""
    others = Question.objects.filter(revision=question.revision_id).exclude(pk=question.pk)
    if question.indicator and others.filter(indicator=question.indicator).exists():
        question.indicator = ""


def _label_copy(title: str, language: str) -> str:
    """The title of a copy, in the language of the original, not of its author; an absent one stays absent."""
    with override(language):
        return _("%(title)s (copie)") % {"title": title} if title else ""


@transaction.atomic
def duplicate_question(*, question: Question) -> Question:
    """A copy just after the question. Side effects: its row; those that follow move down."""
    revision = lock_draft(question.revision)
    order = order_of(revision)
    last = question.section.questions.aggregate(last=Max("position"))["last"] or 0
    copy = _copy(question, question.section, last + 1)
    copy.label_fr = _label_copy(question.label_fr[:290], "fr")
    copy.label_en = _label_copy(question.label_en[:290], "en")
    copy.save()
    arrange(revision=revision, order=insert_after(order, copy.pk, after=question.pk))
    return copy


@transaction.atomic
def remove_question(*, question: Question) -> None:
    """Take a question out. Side effects: its row; those that follow move up."""
    revision = lock_draft(question.revision)
    question.delete()
    close_ranks(revision)


@transaction.atomic
def restore_question(*, revision: Revision, question: Question) -> Question:
    """Put back a question of an earlier revision, under its own key: the answers it had come with it.

    It goes to the end of the page of the same title, else of the last page. Gives back the one that has the key
    already, if any. Side effects: its row, and a page when there is none.
    """
    lock_draft(revision)
    existing = revision.questions.filter(key=question.key).first()
    if existing:
        return existing
    sections = list(revision.sections.order_by("position"))
    title = question.section.title_fr
    section = next(
        (section for section in sections if section.title_fr == title), sections[-1] if sections else None
    )
    section = section or add_page(revision=revision, fields={"title_fr": title})
    last = section.questions.aggregate(last=Max("position"))["last"] or 0
    copy = _copy(question, section, last + 1, key=question.key)
    copy.indicator = question.indicator
    _free_indicator(copy)
    copy.save()
    return copy


def new_key(revision: Revision, words: str) -> str:
    """A key that no revision of this questionnaire has used: answers to an old question never answer a new one."""
    stem = slugify(words).replace("-", "_")[:LONGEST_KEY].strip("_") or "question"
    used = set(
        Question.objects.filter(revision__questionnaire=revision.questionnaire_id).values_list(
            "key", flat=True
        )
    )
    return next(
        key for n in range(1, len(used) + 2) if (key := stem if n == 1 else f"{stem}_{n}") not in used
    )


def _copy(question: Question, section: Section, position: int, *, key: str = "") -> Question:
    names = (
        "kind", "label_fr", "label_en", "help_fr", "help_en", "required", "min_length", "max_length", "audience",
        "options", "show_if", "role",
    )  # fmt: skip
    return Question(
        revision_id=section.revision_id,
        section=section,
        position=position,
        key=key or new_key(section.revision, question.key),
        **{name: getattr(question, name) for name in names},
    )
