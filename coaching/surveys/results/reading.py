"""The results of a survey, question by question, for one reader.

Organisers read everything. Those who run the session read the debrief: neither the questions for organisers, nor
words that may not be quoted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, NamedTuple

from django.core.paginator import Page

from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question
from coaching.models import Survey
from coaching.surveys.disclosure import SMALLEST
from coaching.surveys.progress import RoomCount, SurveyCounts, count_survey
from coaching.surveys.results.questions import FOR_THE_TEAM
from coaching.surveys.results.responses import ANONYMOUS, NAMED, Response, read_responses

SHORT = 60
"""A shorter text is a word or two: counted, not quoted."""


@dataclass(frozen=True)
class Verbatim:
    text: str
    by: str
    may_quote: bool


@dataclass(frozen=True)
class Answered:
    """One question and its answers. ``counts``: values, and the number of answers with each; ``count``: the number of
    answers. ``withheld``: how many texts this reader may not read."""

    question: Question
    counts: Sequence[tuple[Any, int]]
    count: int
    verbatims: Sequence[Verbatim] = ()
    withheld: int = 0


class FormPage(NamedTuple):
    """The keys of the questions of one page of a survey; its last one has the former questions."""

    title: str
    keys: set[str]


@dataclass(frozen=True)
class Results:
    survey: Survey
    invited: int
    started: int
    sent: int
    answered: Sequence[Answered] = field(default_factory=list)
    is_partial: bool = False
    """Whether the words are those of some responses; the file has all of them."""
    room: RoomCount | None = None
    """Of a debrief that was opened in the room."""
    withheld_responses: int = 0
    """Responses that are not disclosed: see :func:`withhold_responses`."""
    page: "Page[FormPage] | None" = None
    """The page of the form whose questions these are, when there are too many responses to count all at once."""

    @property
    def disclosed(self) -> int:
        """Responses that the questions count."""
        return self.sent - self.withheld_responses

    @property
    def links(self) -> int:
        """How many got a link; for a debrief opened in the room, without attendees."""
        return self.invited - self.room.people if self.room else self.invited

    @property
    def by_link(self) -> int:
        """How many answered by link."""
        return self.sent - self.room.sent - self.room.papers if self.room else self.sent


def read_results(
    survey: Survey, *, organises: bool, in_steps: bool = False, counts: SurveyCounts | None = None
) -> Results:
    """Five queries at most, two fewer with its ``counts``. ``in_steps``: see :func:`read_responses`; the counts of the
    survey include everybody."""
    questions, read = read_responses(survey, in_steps=in_steps)
    counts = counts or count_survey(survey, answers_only=True)
    sent = counts.all_answers if survey.hides_names else len(read)
    return Results(
        survey,
        counts.links + counts.room.people if counts.room else counts.total,
        counts.started + counts.room.started if counts.room else counts.started,
        sent,
        read_questions(questions, read, organises=organises),
        room=counts.room,
        withheld_responses=0 if survey.anonymous else sent - len(read),
    )


def read_questions(questions: list[Question], read: list[Response], *, organises: bool) -> list[Answered]:
    """Each question with its answers, as organisers or those who run the session may read them. No query."""
    return [
        _read_question(question, read, organises=organises)
        for question in questions
        if not kinds.kind_of(question).is_file and (organises or question.audience in FOR_THE_TEAM)
    ]


def _read_question(question: Question, read: list[Response], *, organises: bool) -> Answered:
    answering = [
        response for response in read if kinds.is_answer(question, response.values.get(question.key))
    ]
    allowed = answering if organises or kinds.kind_of(question).is_closed else list_quotable(answering)
    answers = [(response.values[question.key], 1) for response in allowed]
    answered = Answered(question, answers, len(answers), withheld=len(answering) - len(allowed))
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
    return kinds.kind_of(question).is_written and not is_word(question)


def is_word(question: Question) -> bool:
    """« Un mot pour partir »."""
    kind = kinds.kind_of(question)
    return kind.is_written and not kind.is_wide and 0 < (question.max_length or 0) <= SHORT


def list_quotable(answering: list[Response]) -> list[Response]:
    """The responses that may be quoted; the unnamed ones only where they may come from five projects at least."""
    named = [response for response in answering if response.quote == NAMED]
    unnamed = [response for response in answering if response.quote == ANONYMOUS]
    return [*named, *(unnamed if len(answering) - len(named) >= SMALLEST else [])]
