"""What a survey says, question by question, as somebody may read it.

Organisers read everything. Those who run the session read the debrief: neither what is for the organisers, nor words
that may not be quoted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from django.db.models import Count, Q

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Question
from coaching.models import Survey
from coaching.surveys.by_name import count_asked_by_name
from coaching.surveys.disclosure import SMALLEST
from coaching.surveys.enums import InvitationState
from coaching.surveys.results.asked import FOR_THE_TEAM
from coaching.surveys.results.in_the_room import RoomCount, count_room
from coaching.surveys.results.responses import ANONYMOUS, NAMED, Response, responses

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
