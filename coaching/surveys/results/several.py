"""The results of surveys for organisers: one with many responses, the groups in words, surveys that are compared."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question
from coaching.attendance.enums import AttendeeKind
from coaching.models import AttendeeResponse, PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.enums import SurveyAudience
from coaching.surveys.progress import SurveyCounts, count_survey
from coaching.surveys.results.comparing import Compared, Comparison, Crossed, Identity, cross, cross_counted
from coaching.surveys.results.questions import list_questions
from coaching.surveys.results.reading import (
    Answered,
    FormPage,
    Results,
    is_verbatim,
    is_word,
    read_questions,
    read_results,
)
from coaching.surveys.results.responses import has_few_unnamed, read_responses
from coaching.surveys.results.tallying import (
    IN_THE_ROOM,
    PERSON,
    PROJECT,
    carry,
    count_answers,
    is_answered,
    may_count,
    may_split,
    split_grids,
)
from programmes.capabilities import Capability
from programmes.enums import StructureProfile
from programmes.models import Role

MANY = 200
"""Responses from which they are no longer read one by one."""
READ = 20
"""How many responses the page quotes; the file has all of them."""
AT_ONCE = 3
"""Questions that one page of results counts, one that another shows twice, since it is counted beside it: the database
takes some eight milliseconds to count 10 000 answers.
"""


def read_many(
    survey: Survey,
    questions: list[Question],
    labels: dict[tuple[str, str], str],
    counts: SurveyCounts,
    page: Page[FormPage] | None = None,
) -> tuple[Results, list[Crossed]]:
    """What an organiser reads, and the same by profile; of one page of the form, or of all."""
    keys = page.object_list[0].keys if page else {question.key for question in questions}
    by_value = [question for question in questions if kinds.kind_of(question).is_closed or is_word(question)]
    last = {question.key: question for question in reversed(questions)}
    grids = filter(may_split, last.values())
    all_counted = count_answers([survey], questions, by_value=by_value, keys=keys, grids=grids)
    counted = [row for row in carry(all_counted, questions) if is_answered(row)]
    totals: Counter[int] = Counter()
    for row in counted:
        totals[row.question.pk] += 0 if row.is_cell else row.count
    counted = split_grids(counted)
    on_page = [question for question in questions if question.key in keys]
    few = (
        read_responses(survey, first=READ, questions=questions)
        if any(map(is_verbatim, on_page))
        else ([], [])
    )
    words = {answered.question.pk: answered for answered in read_questions(*few, organises=True)}
    counted_by_question: dict[int, list[tuple[object, int]]] = defaultdict(list)
    for row in counted:
        counted_by_question[row.question.pk].append((row.value, row.count))
    read = {question.pk for question in on_page}
    listed = [row.question for row in words.values() if row.question.pk in read]
    listed += [
        question
        for question in on_page
        if question.pk not in words
        and (
            question.pk in counted_by_question
            or (question.revision_id == survey.form_id and kinds.kind_of(question).asks)
        )
    ]
    answered = [
        Answered(
            question,
            counted_by_question[question.pk],
            totals[question.pk],
            words[question.pk].verbatims if question.pk in words else (),
        )
        for question in listed
        if not kinds.kind_of(question).is_file
    ]
    numbers = counts.total, counts.started, counts.answers
    results = Results(survey, *numbers, answered, is_partial=True, page=page)
    return results, cross_counted(survey, questions, counted, labels)


def list_form_pages(survey: Survey, questions: list[Question]) -> list[FormPage]:
    """The pages of the current form that ask something, in their order; a long one in parts."""
    form_pages: list[FormPage] = []
    section, size = None, 0
    for question in questions:
        kind = kinds.kind_of(question)
        if question.revision_id != survey.form_id or not kind.asks or kind.is_file:
            continue
        weight = 2 if question.show_if else 1
        title = question.section.title
        if section != question.section_id:
            form_pages.append(FormPage(title, set()))
            section, size = question.section_id, 0
        elif size + weight > AT_ONCE:
            form_pages.append(FormPage(_("%(title)s (suite)") % {"title": title}, set()))
            size = 0
        form_pages[-1].keys.add(question.key)
        size += weight
    for last in form_pages[-1:]:
        last.keys.update(
            {question.key for question in questions}.difference(*(page.keys for page in form_pages))
        )
    return form_pages


def read_for_organisers(survey: Survey, page: str | None = None) -> tuple[Results, list[Crossed]]:
    """All of it, and by profile; counted by the database when there is much, and then of one page of the form:
    ``page`` is its number as the address has it, ``None`` for all pages at once.
    """
    counts = count_survey(survey, answers_only=True)
    counts_all = survey.results_are_readable and not has_few_unnamed(survey)
    if counts.answers >= MANY and not survey.anonymous and not survey.room_opened_at and counts_all:
        questions = list_questions([survey])
        if may_count(questions):
            pages = list_form_pages(survey, questions)
            chosen = Paginator(pages, 1).get_page(page) if pages and page is not None else None
            return read_many(survey, questions, name_groups(), counts, chosen)
    results = read_results(survey, organises=True, counts=counts)
    return results, cross(survey, name_groups()) if results.sent and counts_all else []


def name_groups() -> dict[tuple[str, str], str]:
    """The profiles of projects, the audiences, what people came as."""
    return {
        **{(PROJECT, code): str(label) for code, label in StructureProfile.choices},
        **{(PERSON, code): str(label) for code, label in SurveyAudience.choices},
        **{(IN_THE_ROOM, code): str(label) for code, label in AttendeeKind.choices},
    }


def list_compared(survey: Survey, user: User, *, between: str) -> list[Survey]:
    """The waves of the edition, or the same wave in the editions of the programme that this person organises too.

    One that hides names is compared once it is over, unless it leaves some out; see :func:`has_few_unnamed`. One query,
    and those of that.
    """
    rows = Survey.objects.select_related("edition", "form")
    if between == "waves":
        rows = rows.filter(edition=survey.edition)
    else:
        organised = Role.objects.editions_where(user, Capability.MANAGE_FOLLOW_UP)
        rows = rows.filter(
            Q(edition=survey.edition) | Q(edition__in=organised),
            edition__programme=survey.edition.programme_id,
            kind=survey.kind,
            wave=survey.wave,
        )
    return [
        survey
        for survey in rows.order_by("opens_at", "pk")
        if survey.results_are_readable and not has_few_unnamed(survey)
    ]


def compare(
    surveys: Sequence[Survey], page: str
) -> tuple[list[Compared], Page[tuple[str, list[Identity]]] | None]:
    """The surveys side by side: all questions, or those of one page of the form when there are many responses; ``page``
    is its number as the address has it. One query, and those of :meth:`Comparison.compare`.
    """
    comparison = Comparison(surveys)
    pages = comparison.list_pages()
    if len(pages) < 2 or not _has_many_responses(surveys):
        return comparison.compare(), None
    chosen = Paginator(pages, 1).get_page(page)
    _title, identities = chosen.object_list[0]
    return comparison.compare(identities), chosen


def _has_many_responses(surveys: Sequence[Survey]) -> bool:
    """One query, which stops counting at :data:`MANY`."""
    first, *others = (
        rows.sent().filter(survey__in=surveys).order_by().values_list("pk")
        for rows in (SurveyInvitation.objects, PersonalResponse.objects, AttendeeResponse.objects)
    )
    return first.union(*others, all=True)[:MANY].count() >= MANY
