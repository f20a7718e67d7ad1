"""The hot debrief in the room: the order of its questions on a phone, and what the projector may display."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Max, OuterRef, QuerySet, Subquery, When

from accelerator.questionnaires import kinds
from accelerator.questionnaires.forms import AnswerForm
from accelerator.web.search import normalise
from coaching.models import Attendee, AttendeeResponse, SessionCode, Survey
from coaching.surveys.counting import QUOTE
from coaching.surveys.disclosure import SMALLEST
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.results.figures import QuestionFigure, make_figure
from coaching.surveys.results.reading import is_word, read_results
from coaching.surveys.results.responses import select_sent_sheets
from programmes.models import Edition

TAPS, SENTENCES = 6, 2
"""The first questions; the others are for people who want to write more."""
LARGEST = 5
"""Sizes of the words on the wall."""


def order_screens(form: AnswerForm) -> dict[str, list[str]]:
    """Keys of the questions, one a screen: ``first`` (six taps, two sentences, then the consent), and ``more``."""
    questions = [question for question in form.questions if kinds.kind_of(question).asks]
    others = [question for question in questions if question.key != QUOTE]
    taps = [question.key for question in others if not kinds.kind_of(question).is_written][:TAPS]
    sentences = [question.key for question in others if kinds.kind_of(question).is_written][:SENTENCES]
    first = [*taps, *sentences]
    required = [question.key for question in others if question.required and question.key not in first]
    first += required
    return {
        "first": first,
        "last": [question.key for question in questions if question.key == QUOTE],
        "more": [question.key for question in others if question.key not in first],
    }


def find_debrief(edition: Edition) -> Survey | None:
    """The debrief of an edition. One query."""
    return _select_debriefs(edition).first()


def find_debrief_with_code(edition: Edition, at: datetime) -> Any:
    """The debrief of an edition with the ``code`` by which its session is entered at this instant. One query."""
    codes = SessionCode.objects.valid(at).filter(session__edition=edition).order_by("pk")
    return _select_debriefs(edition).annotate(code=Subquery(codes.values("code")[:1])).first()


def find_own_debrief(edition: Edition, attendee: Attendee) -> Any:
    """The debrief of an edition with ``own_state``, of the result of :func:`find_response`. One query."""
    own = _rank_responses(AttendeeResponse.objects.filter(survey=OuterRef("pk"), attendee=attendee))
    return _select_debriefs(edition).annotate(own_state=Subquery(own.values("state")[:1])).first()


def _select_debriefs(edition: Edition) -> "QuerySet[Survey]":
    surveys = edition.surveys.filter(kind=SurveyKind.DEBRIEF)  # each with its edition
    return surveys.select_related("form").order_by("opens_at", "pk")


def _rank_responses(rows: "QuerySet[AttendeeResponse]") -> "QuerySet[AttendeeResponse]":
    """Sent on a phone first, then typed, then begun."""
    return rows.order_by(
        Case(When(state=InvitationState.SENT, then=0), default=1), F("paper_by").asc(nulls_first=True)
    )


def find_response(survey: Survey, attendee: Attendee) -> AttendeeResponse | None:
    """The response of this person: sent on a phone, else typed after their paper, else begun. One query.

    With ``begun``, the key of the response that a phone has begun.
    """
    rows = AttendeeResponse.objects.filter(survey=survey, attendee=attendee)
    begun = rows.on_phones().values("pk")[:1]
    response = _rank_responses(rows).annotate(begun=Subquery(begun)).select_related("sheet__revision").first()
    if response:
        response.survey, response.attendee = survey, attendee
    return response


@dataclass(frozen=True)
class WallWord:
    text: str
    size: int
    count: int


@dataclass(frozen=True)
class Wall:
    """The answers for everybody in the room: ``published`` of those ``sent``.

    Nothing below five, then in steps, as the results do while more answers may come: see :func:`withhold_responses`.
    The last one or two stay unpublished here even once the debrief is over: only the results have them.
    """

    sent: int
    published: int = 0
    words: list[WallWord] = field(default_factory=list)
    figures: list[QuestionFigure] = field(default_factory=list)
    too_few: bool = False
    """Whether there are fewer people than the answers needed."""

    @property
    def is_silent(self) -> bool:
        return not self.published

    @property
    def still_needed(self) -> int:
        """The least number of missing answers: how many answers are anonymous stays unpublished."""
        return max(0, SMALLEST - self.sent)


def read_wall(survey: Survey | None) -> Wall:
    """The words that may be quoted, without a name, and the scales; each question from five answers on. Six
    queries at most.

    Read with the rights of a facilitator: answers for organisers alone are not on a wall.
    """
    if survey is None:
        return Wall(0)
    results = read_results(survey, organises=False, in_steps=True)
    if results.disclosed < SMALLEST:
        attendees = Attendee.objects.expected().filter(session__edition=survey.edition_id)
        expected = results.room.listed if results.room else attendees.count()
        return Wall(results.sent, too_few=max(expected + results.links, results.sent) < SMALLEST)
    published = [row for row in results.answered if row.count + row.withheld >= SMALLEST]
    words = [word for row in published if is_word(row.question) for word in make_figure(row).words]
    scales = [make_figure(row) for row in published if kinds.kind_of(row.question).is_rated]
    return Wall(
        results.sent, results.disclosed, _size_words(words), [figure for figure in scales if figure.chart]
    )


def _size_words(words: list[tuple[str, int]]) -> list[WallWord]:
    """The most frequent words are the largest; the order reveals nothing of who came first."""
    most = max((count for _word, count in words), default=1)
    sized = [WallWord(word, 1 + round((LARGEST - 1) * count / most), count) for word, count in words]
    return sorted(sized, key=lambda word: normalise(word.text))


def read_cursor(survey: Survey | None) -> str:
    """A value that changes with the wall. One query."""
    if survey is None:
        return "0"
    row = select_sent_sheets(survey).aggregate(sent=Count("pk"), last=Max("saved_at"))
    return f"{survey.form_id}-{row['sent']}-{row['last'].timestamp() if row['last'] else 0}"
