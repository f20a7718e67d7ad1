"""The answers to a survey that were sent, question by question, as somebody may read them.

Organisers read everything. Those who run the session read the debrief: neither what is for the organisers, nor words
that may not be quoted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value

from accelerator.questionnaires import kinds
from accelerator.questionnaires.conditions import values_asked
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Answer, Question
from coaching.attendance.enums import AttendeeKind
from coaching.models import Survey
from coaching.surveys.by_name import count_asked_by_name
from coaching.surveys.counting import QUOTE
from coaching.surveys.disclosure import SMALLEST, count_shown
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.results.asked import FOR_THE_TEAM, AskedQuestions, list_questions
from coaching.surveys.results.in_the_room import RoomCount, count_room

NAMED, ANONYMOUS = "named", "anonymous"
WRITTEN = {QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT}
COUNTED = {
    QuestionKind.SINGLE,
    QuestionKind.MULTIPLE,
    QuestionKind.YES_NO,
    QuestionKind.SCALE,
    QuestionKind.RECOMMENDATION,
    QuestionKind.MATRIX,
}
"""Told as figures, which name nobody."""
SHORT = 60
"""Characters under which a text is a word or two: counted, not quoted."""
OF_A_PROJECT = {SurveyKind.SYNTHESIS, SurveyKind.FOLLOW_UP}
"""Told with the name of who answers: the year of a project is made of them."""


@dataclass(frozen=True)
class Response:
    """What one project, or one person in the room, answered: values by question key.

    ``project``: whose it is; empty when it may not be named. ``come_as``: the kind of attendee; a link is a holder's.
    """

    values: dict[str, Any]
    project: str = ""
    come_as: str = AttendeeKind.HOLDER.value

    @property
    def quote(self) -> str:
        """``named``, ``anonymous`` or ``no``."""
        said = self.values.get(QUOTE)
        return said if said in (NAMED, ANONYMOUS) else "no"


@dataclass(frozen=True)
class Verbatim:
    text: str
    by: str
    may_quote: bool


@dataclass(frozen=True)
class Answered:
    """One question and what was answered to it.

    ``given``: values, and how many answers each stands in; ``count``: of how many answers. ``withheld`` counts the
    words this reader does not get.
    """

    question: Question
    given: Sequence[tuple[Any, int]]
    count: int
    verbatims: Sequence[Verbatim] = ()
    withheld: int = 0


@dataclass(frozen=True)
class Results:
    survey: Survey
    asked: int
    started: int
    sent: int
    answered: Sequence[Answered] = field(default_factory=list)
    is_partial: bool = False
    """The words are those of some responses; the file has all of them."""
    room: RoomCount | None = None
    """Of a debrief that was asked in the room."""
    held_back: int = 0
    """Responses of which nothing is told: see :func:`hold_back`."""

    @property
    def told(self) -> int:
        """Responses that the questions count."""
        return self.sent - self.held_back

    @property
    def links(self) -> int:
        """How many were asked by a link, of a debrief that was asked in the room."""
        return self.asked - self.room.people if self.room else self.asked

    @property
    def by_link(self) -> int:
        """How many answered by it."""
        return self.sent - self.room.sent - self.room.papers if self.room else self.sent


def responses(
    survey: Survey,
    *,
    in_steps: bool = False,
    first: int | None = None,
    questions: list[Question] | None = None,
) -> tuple[list[Question], list[Response]]:
    """The questions that ask something, in order, then those that were answered and are asked no more; the sent
    responses, by link and in the room: four queries.

    A debrief is named by its project only if it may be quoted so, and stands where nothing tells whose it is; those of
    which somebody could tell whose they are, are left out: see :func:`hold_back`.
    ``in_steps``: as if others might still come; ``first``: no more than so many, projects before people; ``questions``,
    as ``list_questions`` read them.
    """
    asked = AskedQuestions(survey, list_questions([survey]) if questions is None else questions)
    if survey.anonymous:
        return asked.now, _read_anonymous(survey, asked.now)
    senders = _read_senders(survey, first)
    by_sheet: dict[int, dict[int, Any]] = {sheet: {} for sheet in senders}
    rows = Answer.objects.filter(sheet__in=senders, question__revision=F("sheet__revision")).order_by()
    for sheet, question, value in rows.values_list("sheet_id", "question_id", "value"):
        by_sheet[sheet][question] = value
    read: dict[int, Response] = {}
    for sheet, values in by_sheet.items():
        response = Response(asked.tell(values), senders[sheet].name, senders[sheet].come_as)
        keeps_name = survey.kind in OF_A_PROJECT or response.quote == NAMED
        read[sheet] = response if keeps_name else replace(response, project="")
    if survey.kind in OF_A_PROJECT:
        return asked.told, list(read.values())
    if survey.hides_names and first is None:
        read = hold_back(read, senders, is_over=survey.is_told and not in_steps)
    return asked.told, sorted(read.values(), key=_rank)


@dataclass(frozen=True)
class Sender:
    """Who sent a sheet, as what, and when."""

    name: str
    come_as: str
    at: Any


def _read_senders(survey: Survey, first: int | None) -> dict[int, Sender]:
    """By sheet: projects by title, then people by name, then those in the room. A query for each of them that the
    survey asks, until all that are wanted are known.
    """
    found: dict[int, Sender] = {}
    for rows, order, told in _list_sources(survey):
        if first is not None and len(found) >= first:
            break
        ordered = rows.order_by(*order) if first is None else rows.order_by("sheet")[: first - len(found)]
        found |= {sheet: Sender(*values) for sheet, *values in ordered.values_list("sheet", *told, "sent_at")}
    return found


def _list_sources(survey: Survey) -> Iterator[tuple[QuerySet[Any], tuple[str, ...], tuple[Any, ...]]]:
    """What was sent, in which order it is told, and what says who sent it and as what."""
    if survey.asks_projects:
        title, holder = "participation__project__title", Value(AttendeeKind.HOLDER.value)
        yield survey.invitations.sent(), (title, "pk"), (title, holder)
    if survey.asks_people:
        yield survey.personal_responses.sent(), ("person__name", "pk"), ("person__name", "audience")
    if survey.asks_by_name:
        yield survey.room_responses.sent(), ("pk",), ("attendee__name", "attendee__kind")


def list_sent(survey: Survey) -> list[QuerySet[Any]]:
    """The responses to a survey that names who is asked: of projects, of people, in the room or on paper. No query."""
    return [rows for rows, _order, _told in _list_sources(survey)]


def hold_back(
    read: dict[int, Response], senders: Mapping[int, Sender], *, is_over: bool
) -> dict[int, Response]:
    """The responses (by sheet) of which nothing tells whose they are: in steps while others may come, all of them once
    the survey is over, but for the unnamed where they are fewer than five.
    """
    first = sorted(read, key=lambda sheet: (senders[sheet].at, sheet))
    told = first if is_over else first[: count_shown(len(first))]
    return leave_few_unnamed_out({sheet: read[sheet] for sheet in told})


def leave_few_unnamed_out(read: dict[int, Response]) -> dict[int, Response]:
    """Without the unnamed where they are fewer than five: whoever knows what the named said would have theirs left."""
    unnamed = sum(not response.project for response in read.values())
    return {sheet: one for sheet, one in read.items() if one.project or unnamed >= SMALLEST}


def has_few_unnamed(survey: Survey) -> bool:
    """Whether some are left out (see :func:`leave_few_unnamed_out`) once the survey is over: what counts everybody
    beside would give theirs away. A query for each way of answering, none where names are told.
    """
    if survey.anonymous or not survey.hides_names:
        return False
    named = Answer.objects.filter(
        sheet=OuterRef("sheet"),
        question__revision=OuterRef("sheet__revision"),
        question__key=QUOTE,
        value=NAMED,
    )
    unnamed = sum(rows.filter(~Exists(named)).count() for rows in list_sent(survey))
    return 0 < unnamed < SMALLEST


def _rank(response: Response) -> str:
    """A place among the others that nothing else gives."""
    return sha256(repr(sorted(response.values.items())).encode()).hexdigest()


def _read_anonymous(survey: Survey, questions: list[Question]) -> list[Response]:
    """Nothing before the survey is over, nor below five answers: by subtraction one would be known. One query."""
    if not survey.is_told:
        return []
    rows = survey.anonymous_responses.order_by().values_list("values", flat=True)
    read = [Response(values_asked(questions, values), "", "") for values in rows]
    return sorted(read, key=_rank) if len(read) >= SMALLEST else []


def read_results(survey: Survey, *, organises: bool, in_steps: bool = False) -> Results:
    """Ten queries at most. ``in_steps``: see :func:`responses`; what was asked, started and sent counts everybody."""
    questions, read = responses(survey, in_steps=in_steps)
    if survey.anonymous:
        sent = survey.anonymous_responses.count()
        return Results(
            survey, survey.asked_count, 0, sent, read_questions(questions, read, organises=organises)
        )
    states = {
        "started": Count("pk", filter=Q(state=InvitationState.STARTED)),
        "sent": Count("pk", filter=Q(state=InvitationState.SENT)),
    }
    counts = survey.invitations.standing().aggregate(asked=Count("pk"), **states)
    room = count_room(survey)
    by_name = count_asked_by_name(survey)
    begun = {"asked": by_name["total"], "started": by_name["started"], "sent": by_name["sent"]}
    if room:
        begun = {"asked": room.people, "started": room.started, "sent": room.sent + room.papers}
    if survey.asks_people:
        people = survey.personal_responses.aggregate(asked=Count("pk"), **states)
        begun = {name: begun[name] + people[name] for name in begun}
    sent = counts["sent"] + begun["sent"] if survey.hides_names else len(read)
    return Results(
        survey,
        counts["asked"] + begun["asked"],
        counts["started"] + begun["started"],
        sent,
        read_questions(questions, read, organises=organises),
        room=room,
        held_back=sent - len(read),
    )


def read_questions(questions: list[Question], read: list[Response], *, organises: bool) -> list[Answered]:
    """Each question with what these responses say to it, as who organises, or who runs the session, reads. No query."""
    return [
        _read_question(question, read, organises=organises)
        for question in questions
        if question.kind != QuestionKind.FILE and (organises or question.audience in FOR_THE_TEAM)
    ]


def _read_question(question: Question, read: list[Response], *, organises: bool) -> Answered:
    telling = [response for response in read if kinds.is_answer(question, response.values.get(question.key))]
    allowed = telling if organises or question.kind in COUNTED else quotable(telling)
    given = [(response.values[question.key], 1) for response in allowed]
    answered = Answered(question, given, len(given), withheld=len(telling) - len(allowed))
    if not is_verbatim(question):
        return answered
    verbatims = [
        Verbatim(
            kinds.readable(question, response.values[question.key]),
            response.project if response.quote == NAMED else "",
            response.quote != "no",
        )
        for response in allowed
    ]
    verbatims.sort(key=lambda verbatim: sha256(verbatim.text.encode()).hexdigest())
    return replace(answered, verbatims=verbatims)


def is_verbatim(question: Question) -> bool:
    return question.kind in WRITTEN and not is_word(question)


def is_word(question: Question) -> bool:
    """« Un mot pour partir »."""
    return question.kind == QuestionKind.SHORT_TEXT and 0 < (question.max_length or 0) <= SHORT


def quotable(telling: list[Response]) -> list[Response]:
    """Those whose words may be quoted; the unnamed ones only where they may come from five projects at least."""
    named = [response for response in telling if response.quote == NAMED]
    unnamed = [response for response in telling if response.quote == ANONYMOUS]
    return [*named, *(unnamed if len(telling) - len(named) >= SMALLEST else [])]
