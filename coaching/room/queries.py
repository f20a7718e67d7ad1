"""The dossier that was sent, as each person of the room reads it; and its brief, on one page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.queries import ReadableSection, readable
from coaching.room.access import ProjectRoom, read_answers
from coaching.session.releases import list_released_turns, turn_in_words
from projects.application.queries.applications import NO_FILE, file_url
from projects.application.queries.dossier import HOLDER, ORGANISER, REVIEWER, Reader
from projects.application.queries.versions import standing_version
from projects.decision.queries.feedback import list_comments_for_holder

REPEATED = (
    "work_problem", "solution", "stage", "involvement", "stakeholders", "brakes_levers", "expectations"
)  # fmt: skip
"""The answers that a brief repeats, in this order; the dossier has the others."""
LONGEST = 620
"""Characters of a text in a brief; on paper it is shorter still when all of them would not fit the page."""
LONGEST_WORD = 30
"""Characters after which a word may go on in the next line."""
ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
ENDLESS = re.compile(rf"[^\s\u200b\u200d]{{{LONGEST_WORD}}}(?=[^\s\u200b\u200d])")


@dataclass(frozen=True)
class SentDossier:
    sections: Sequence[ReadableSection]
    file_url: str
    """Of one of its files, as :func:`projects.application.queries.applications.file_url`."""
    received_at: datetime | None
    page_url: str
    """Its own page, with its receipt; nothing for those who coach."""


def read_dossier(room: ProjectRoom) -> SentDossier:
    """All that was sent for members; for organisers without what serves the welcome; for coaches what the jury read.

    Three queries, four with files.
    """
    kind = HOLDER if room.is_member else ORGANISER if room.enters_as == ORGANISER else REVIEWER
    reader, application = Reader(kind), room.application
    audiences = reader.audiences - (set() if kind == HOLDER else {AnswerAudience.LOGISTICS})
    sections = readable(application.sheet, audiences)
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
    """When and where the project is received, as it was released."""


def read_brief(room: ProjectRoom) -> Brief:
    """What stands in the dossier for those who coach, the committee's advice, who holds the project, its turns.

    Four queries.
    """
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
        [turn_in_words(turn) for turn in turns],
    )


def cut_text(text: str) -> str:
    """A long text ends with « … », at a word where there is one; empty lines go, and a word without end breaks."""
    lines = "\n".join(filter(None, map(str.strip, text.splitlines())))
    if len(lines) > LONGEST:
        shortened = lines[:LONGEST]
        lines = f"{(shortened.rsplit(maxsplit=1) or [shortened])[0].rstrip(' ,;:')} …"
    return ENDLESS.sub(f"\\g<0>{ZERO_WIDTH_SPACE}", lines)
