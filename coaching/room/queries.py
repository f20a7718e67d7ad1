"""The sent dossier for each visitor of the room; and its brief, on one page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.queries import ReadableSection, list_readable_sections
from coaching.room.access import ProjectRoom, read_answers, register_fact
from coaching.session.mentors import find_scribe_name
from coaching.session.releases import describe_turn, list_released_turns
from projects.application.queries.applications import NO_FILE, file_url
from projects.application.queries.dossier import HOLDER, ORGANISER, REVIEWER, Reader, standing_version
from projects.decision.queries.feedback import list_comments_for_holder

REPEATED = (
    "work_problem", "solution", "stage", "involvement", "stakeholders", "brakes_levers", "expectations"
)  # fmt: skip
"""The answers in a brief, in this order; the dossier has the others."""
LONGEST = 620
"""Characters of a text in a brief; on paper it is cut further when all of them would not fit the page."""
LONGEST_WORD = 30
"""Characters after which a long word may be broken."""
ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
ENDLESS = re.compile(rf"[^\s\u200b\u200d]{{{LONGEST_WORD}}}(?=[^\s\u200b\u200d])")


@dataclass(frozen=True)
class SentDossier:
    sections: Sequence[ReadableSection]
    file_url: str
    """The address of a file, as :func:`projects.application.queries.applications.file_url`."""
    received_at: datetime | None
    page_url: str
    """Its own page, with its receipt; "" for coaches."""


def read_dossier(room: ProjectRoom) -> SentDossier:
    """All answers for members; for organisers without those for the welcome; for coaches those of the jury. Three
    queries, four with files."""
    kind = HOLDER if room.is_member else ORGANISER if room.enters_as == ORGANISER else REVIEWER
    reader, application = Reader(kind), room.application
    audiences = reader.audiences - (set() if kind == HOLDER else {AnswerAudience.LOGISTICS})
    sections = list_readable_sections(application.sheet, audiences)
    _number, received_at = standing_version(application)
    files = file_url(application)
    if kind == REVIEWER:
        files = reverse("coaching:coaching_file", args=[room.slug, NO_FILE]).replace(str(NO_FILE), "__id__")
    page_url = reader.home_of(application) if reader.reads_history else ""
    return SentDossier(sections, files, received_at or application.submitted_at, page_url)


@dataclass(frozen=True)
class BriefAnswer:
    label: str
    text: str


@dataclass(frozen=True)
class Brief:
    summary: str
    answers: list[BriefAnswer]
    advice: list[str]
    holders: list[User]
    turns: list[str]
    """The released turns of the project, with hour and room."""


def read_brief(room: ProjectRoom) -> Brief:
    """The answers for coaches, the committee's advice, the holders, the turns. Four queries."""
    answers = read_answers(room)
    repeated = [
        BriefAnswer(answers[key].label, cut_text(answers[key].text)) for key in REPEATED if key in answers
    ]
    members = room.project.members.present().select_related("user")
    advice = list_comments_for_holder(room.application.pk)
    turns = list_released_turns([room.participation.pk]).get(room.participation.pk, [])
    return Brief(
        cut_text(room.project.summary),
        repeated,
        [cut_text(text) for text in advice],
        [member.user for member in members],
        [describe_turn(turn) for turn in turns],
    )


def cut_text(text: str) -> str:
    """Cut a long text with « … », at a word if possible; remove empty lines, and make endless words breakable."""
    lines = "\n".join(filter(None, map(str.strip, text.splitlines())))
    if len(lines) > LONGEST:
        shortened = lines[:LONGEST]
        lines = f"{(shortened.rsplit(maxsplit=1) or [shortened])[0].rstrip(' ,;:')} …"
    return ENDLESS.sub(f"\\g<0>{ZERO_WIDTH_SPACE}", lines)


SCRIBE = "scribe_name"


@dataclass(frozen=True)
class Scribe:
    """The person who writes at the table of a project. ``name``: "" for nobody; ``url``: the page to choose, for
    people of the table and editors of the room; "" for others.
    """

    name: str
    url: str


def register_scribe() -> None:
    register_fact(SCRIBE, find_scribe_name)


def find_scribe(room: ProjectRoom, at: datetime) -> Scribe | None:
    """``None`` on other days than those of the session, and once the project left it. No query."""
    place = room.participation
    if place.left_session_at or not place.edition.session_runs(at):
        return None
    may_choose = room.can_write or room.is_member
    url = reverse("coaching:room_scribe", args=[room.slug]) if may_choose else ""
    return Scribe(room.facts[SCRIBE] or "", url)
