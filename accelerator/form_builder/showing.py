"""What the pages of the builder display: the rows of a form, its problems, and what publishing changes."""

from collections.abc import Mapping

from accelerator.form_builder.drafted import DraftedForm
from accelerator.questionnaires import drafting
from accelerator.questionnaires.diff import Difference, compare, condition_in_words
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.revisions import follows
from accelerator.types import Context


def describe_pages(built: DraftedForm, pages: list[drafting.Page]) -> list[Context]:
    """Each page with its questions; the first and the last of the form cannot move further."""
    questions = {question.key: question for page in pages for question in page.questions}
    return [_describe_page(built, page, questions, ends=(pages[0], pages[-1])) for page in pages]


def _describe_page(
    built: DraftedForm,
    page: drafting.Page,
    questions: dict[str, Question],
    *,
    ends: tuple[drafting.Page, drafting.Page],
) -> Context:
    """``asks``: the dialog that comes before a page leaves with its questions. ``stays``: it may not leave."""
    first, last = page is ends[0], page is ends[1]
    rows = [
        {
            **describe_question(built, question, questions),
            "first": first and question is page.questions[0],
            "last": last and question is page.questions[-1],
            "noun": "question",
            "pk": question.pk,
            "name": question.label,
            "asks": "",
        }
        for question in page.questions
    ]
    stays = any(row["stays"] for row in rows)
    asks = f"remove-page-{page.section.pk}" if rows and not stays else ""
    section = page.section
    item = {"noun": "page", "pk": section.pk, "name": section.title, "asks": asks, "stays": stays}
    return {**item, "section": section, "rows": rows, "first": first, "last": last}


def describe_question(built: DraftedForm, question: Question, questions: Mapping[str, Question]) -> Context:
    """A question with who reads its answers and when it is asked, in words; ``questions`` of its form, by key."""
    is_usual = question.audience == built.usual_audience
    audience = "" if is_usual else dict(built.audiences).get(question.audience, "")
    return {
        "question": question,
        "audience": audience,
        "condition": condition_in_words(question, questions) if question.show_if else "",
        "stays": question.key in built.required_keys,
    }


def list_problems(pages: list[drafting.Page]) -> list[tuple[str, int | None]]:
    """The problems that block publishing, each with the key of the question to correct, if it is about one."""
    by_key = {question.key: question.pk for page in pages for question in page.questions}
    return [(problem.message, by_key.get(problem.key)) for problem in drafting.problems(pages)]


def describe_changes(built: DraftedForm) -> Context:
    """What publishing the draft changes, and the problems that block it. 4 queries."""
    assert built.draft is not None
    before = drafting.pages(built.form) if built.form else []
    after = drafting.pages(built.draft)
    changes = compare(before, after, audiences=dict(built.audiences))
    questions = {question.key: question for page in after for question in page.questions}
    return {
        "changes": changes,
        "added": [describe_question(built, question, questions) for question in changes.added],
        "problems": [problem.message for problem in drafting.problems(after)],
        "keys": {*questions},
    }


def list_losses(changes: Difference) -> list[tuple[Question, bool]]:
    """The questions whose answers leave the form: removed, or (``True``) changed so that answers no longer fit."""
    recast = [row.before for row in changes.changed if not follows(row.before, row.after)]
    return [*((question, False) for question in changes.removed), *((question, True) for question in recast)]


def describe_losses(changes: Difference, answer_counts: Mapping[str, int]) -> list[Context]:
    """The questions of :func:`list_losses`, each with the number of its answers. ``answer_counts``: by key."""
    return [
        {"question": question, "answer_count": answer_counts.get(question.key, 0), "is_recast": is_recast}
        for question, is_recast in list_losses(changes)
    ]
