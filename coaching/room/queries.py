"""The brief of a project: what whoever coaches it reads before the first day, on one page."""

from dataclasses import dataclass
from typing import Any

from coaching.room.access import ProjectRoom, read_answers
from projects.decision.queries.feedback import list_approved_comments

TOLD = ("work_problem", "solution", "stage", "involvement", "brakes_levers", "expectations")
"""The answers that a brief repeats, in this order; the dossier has the others."""
LONGEST = 620
"""Characters of an answer in a brief: six fit a page."""


@dataclass(frozen=True)
class BriefAnswer:
    label: str
    text: str
    is_cut: bool


@dataclass(frozen=True)
class Brief:
    summary: str
    answers: list[BriefAnswer]
    advice: list[str]
    holders: list[Any]


def read_brief(room: ProjectRoom) -> Brief:
    """What stands in the dossier for those who coach, the committee's advice, who holds the project. Three queries."""
    said = read_answers(room)
    told = [_cut(said[key].label, said[key].text) for key in TOLD if key in said]
    members = room.project.members.present().select_related("user")
    advice = list_approved_comments([room.application.pk]).get(room.application.pk, [])
    return Brief(room.project.summary, told, advice, [member.user for member in members])


def _cut(label: str, text: str) -> BriefAnswer:
    """A long answer ends at a word."""
    if len(text) <= LONGEST:
        return BriefAnswer(label, text, is_cut=False)
    return BriefAnswer(label, f"{text[:LONGEST].rsplit(' ', 1)[0].rstrip(' ,;:')} […]", is_cut=True)
