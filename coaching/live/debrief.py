"""The hot debrief as the room has it: which questions come first on a phone, and what the projector may show."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.forms import AnswerForm
from accelerator.questionnaires.models import Question
from accelerator.web.search import normalise
from coaching.models import Attendee, AttendeeResponse, Survey
from coaching.surveys.counting import QUOTE
from coaching.surveys.disclosure import SMALLEST, count_shown
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.results.figures import QuestionFigure, figure_of
from coaching.surveys.results.reading import WRITTEN, is_word, read_results

TAPS, SENTENCES = 6, 2
"""Asked first; the others only of whoever wants to say more."""
LARGEST = 5
"""Sizes of the words on the wall."""


def order_screens(form: AnswerForm) -> dict[str, list[str]]:
    """Keys of the questions, one a screen: ``first`` (six taps, two sentences, then the consent), and ``more``."""
    asked = [question for question in form.questions if kinds.kind_of(question).asks]
    others = [question for question in asked if question.key != QUOTE]
    taps = [question.key for question in others if question.kind not in WRITTEN][:TAPS]
    sentences = [question.key for question in others if question.kind in WRITTEN][:SENTENCES]
    first = [*taps, *sentences]
    required = [question.key for question in others if question.required and question.key not in first]
    first += required
    return {
        "first": first,
        "last": [question.key for question in asked if question.key == QUOTE],
        "more": [question.key for question in others if question.key not in first],
    }


def find_debrief(edition: Any) -> Survey | None:
    """With ``room_sent``, how many answered in the room. One query."""
    sent = Count("room_responses", filter=Q(room_responses__state=InvitationState.SENT))
    found = Survey.objects.filter(edition=edition, kind=SurveyKind.DEBRIEF).select_related("form")
    return found.annotate(room_sent=sent).first()


def find_response(survey: Survey, attendee: Any) -> AttendeeResponse | None:
    """What this person began or sent. One query."""
    rows = AttendeeResponse.objects.filter(survey=survey, attendee=attendee)
    found = rows.select_related("sheet__revision").first()
    if found:
        found.survey, found.attendee = survey, attendee
    return found


@dataclass(frozen=True)
class WallWord:
    text: str
    size: int
    count: int


@dataclass(frozen=True)
class Wall:
    """What everybody in the room may read: nothing below five answers, then in steps: see :func:`count_shown`. The
    last one or two are not told, even once the debrief is over: its results have them. Nor are the unnamed, while they
    are fewer than five, as in its results: one page would tell what the other keeps.
    """

    sent: int
    shown: int = 0
    words: list[WallWord] = field(default_factory=list)
    figures: list[QuestionFigure] = field(default_factory=list)
    too_few: bool = False
    """Whether fewer people are expected than answers it takes, or too few of those that came may be told."""

    @property
    def is_silent(self) -> bool:
        return not self.shown

    @property
    def still_needed(self) -> int:
        return max(0, SMALLEST - self.sent)


def read_wall(survey: Survey | None) -> Wall:
    """The words that may be quoted, without a name, and the scales; each question from five answers on. Eight queries.

    Read as a facilitator reads, never as an organiser does: what is for them alone is not on a wall.
    """
    if survey is None:
        return Wall(0)
    sheets = _list_sent_sheets(survey)
    shown = count_shown(len(sheets))
    if not shown:
        expected = Attendee.objects.expected().filter(session__edition=survey.edition_id).count()
        return Wall(len(sheets), too_few=max(expected, len(sheets)) < SMALLEST)
    results = read_results(survey, organises=False, among=sheets[:shown])
    if results.sent < SMALLEST:
        return Wall(len(sheets), too_few=True)
    told = [row for row in results.answered if row.count + row.withheld >= SMALLEST]
    words = [word for row in told if is_word(row.question) for word in figure_of(row).words]
    scales = [figure_of(row) for row in told if _is_scale(row.question)]
    return Wall(len(sheets), results.sent, _size(words), [figure for figure in scales if figure.chart])


def _list_sent_sheets(survey: Survey) -> list[int]:
    """The sheets that were sent, in the order in which they were: two queries."""
    rows = [
        *survey.room_responses.sent().values_list("sent_at", "sheet"),
        *survey.invitations.sent().values_list("sent_at", "sheet"),
    ]
    return [sheet for _at, sheet in sorted(rows)]


def _is_scale(question: Question) -> bool:
    return question.kind in (QuestionKind.SCALE, QuestionKind.RECOMMENDATION, QuestionKind.SINGLE)


def _size(words: list[tuple[str, int]]) -> list[WallWord]:
    """Words said most are the largest; the order tells nothing of who came first."""
    most = max((count for _word, count in words), default=1)
    sized = [WallWord(word, 1 + round((LARGEST - 1) * count / most), count) for word, count in words]
    return sorted(sized, key=lambda word: normalise(word.text))


def read_cursor(survey: Survey | None) -> str:
    """Changes with what the wall may show. Two queries."""
    if survey is None:
        return "0"
    sent = list(survey.room_responses.sent().order_by("pk").values_list("pk", "sheet__saved_at"))
    linked = list(survey.invitations.sent().order_by("pk").values_list("pk", "sheet__saved_at"))
    last = max((at for _pk, at in [*sent, *linked] if at), default=None)
    return f"{len(sent) + len(linked)}-{last.timestamp() if last else 0}"
