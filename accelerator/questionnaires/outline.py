"""The pages of a form and the questions of each, in their order, which may change while nobody answers it yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from accelerator.questionnaires.errors import RevisionPublished
from accelerator.questionnaires.models import Question, Revision, Section

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
    """The form as it stands. 2 queries."""
    asked: dict[int, list[Question]] = {}
    for question in revision.questions.order_by("section__position", "position"):
        asked.setdefault(question.section_id, []).append(question)
    sections = revision.sections.order_by("position")
    return [Page(section, asked.get(section.pk, [])) for section in sections]


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
    named = [pk for _page, asked in order for pk in asked]
    if sorted(page for page, _asked in order) != sorted(sections) or sorted(named) != sorted(questions):
        raise OrderChanged
    # Positions are unique: lift everything out of the way before laying it down in its order.
    revision.questions.update(position=F("position") + OUT_OF_THE_WAY)
    revision.sections.update(position=F("position") + OUT_OF_THE_WAY)
    for place, (page, asked) in enumerate(order, start=1):
        sections[page].position = place
        for number, pk in enumerate(asked, start=1):
            questions[pk].section_id, questions[pk].position = page, number
    Section.objects.bulk_update(sections.values(), ["position"])
    Question.objects.bulk_update(questions.values(), ["section", "position"])


def move_question_in(
    order: Order, pk: int, *, by: int = 0, page: int | None = None
) -> list[tuple[int, list[int]]]:
    """The order once a question moved one place up (``by=-1``) or down (``by=1``), or to the end of a page.

    At the edge of its page a question goes to the neighbouring page; at the edge of the form it stays.
    """
    after = [(section, list(asked)) for section, asked in order]
    index = next(i for i, (_section, asked) in enumerate(after) if pk in asked)
    asked = after[index][1]
    place = asked.index(pk)
    if page is not None:
        asked.remove(pk)
        next(there for section, there in after if section == page).append(pk)
    elif 0 <= place + by < len(asked):
        asked.insert(place + by, asked.pop(place))
    elif 0 <= index + by < len(after):
        there = after[index + by][1]
        there.insert(0 if by > 0 else len(there), asked.pop(place))
    return after


def move_page_in(order: Order, pk: int, *, by: int) -> list[tuple[int, list[int]]]:
    """The order once a page moved one place; at the edge of the form it stays."""
    after = [(section, list(asked)) for section, asked in order]
    place = [section for section, _asked in after].index(pk)
    after.insert(min(max(place + by, 0), len(after) - 1), after.pop(place))
    return after


def insert_after(order: Order, pk: int, *, after: int) -> list[tuple[int, list[int]]]:
    """The order with a new question just after another one."""
    return [
        (page, [item for here in asked for item in ([here, pk] if here == after else [here])])
        for page, asked in order
    ]


def place_in_page(order: Order, pk: int, *, after: int) -> list[tuple[int, list[int]]]:
    """The order with a question just after another one of its page; first in its page where ``after`` is not there."""
    placed = []
    for page, asked in order:
        rest = [item for item in asked if item != pk]
        if pk in asked:
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
