"""The table of pages that are timed: name, address, who asks for it, how many milliseconds and statements we aim at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

FLOOR = "/bench/floor/"
"""A bare view with one indexed query: what Django itself takes here."""
PAGE_TIMES, SAVE_TIMES = 20.0, 7.0
"""So many times the floor at most."""
LIST, API = "/manage/bench/applications/", "/api/v1/editions/bench/applications"
ROOM = "/projects/{room}/room/"
CRITERION = "/review/{first_review}/answers/level-{criterion}/"
DRAFT, REVIEW = "/my/applications/{draft}/", "/review/{review}/"

Body = Callable[[int, Any, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Page:
    """``path`` is filled in from the facts of a volume; ``{review}`` stands for each unread dossier in turn.

    ``body`` makes the form of a page that saves, for the n-th request and the version that the last answer gave.
    """

    name: str
    path: str
    who: str = ""
    aim_ms: float = 55
    aim_sql: int = 12
    body: Body | None = None

    def list_paths(self, facts: dict[str, Any]) -> list[str]:
        reviews = facts["to_review"] if "{review}" in self.path else [""]
        return [self.path.format(**facts, review=reference) for reference in reviews]


def fill_grid(turn: int, _version: Any, facts: dict[str, Any]) -> dict[str, Any]:
    """Another one each time."""
    levels = {f"level-{pk}": str((turn + pk) % 5) for pk in facts["criteria"]}
    return {**levels, "committee_comment": f"Un avis, version {turn}.", "keep": "1"}


def save_level(turn: int, version: Any, _facts: dict[str, Any]) -> dict[str, Any]:
    return {"value": str(turn % 5), "base_version": version or ""}


def save_text(turn: int, version: Any, _facts: dict[str, Any]) -> dict[str, Any]:
    return {"value": f"Un problème de travail, dit pour la {turn}e fois.", "base_version": version or 1}


PAGES = [
    Page("public home", "/", "", 8, 4),
    # « not shared »: what the first visitor of fifteen seconds waits for
    Page("public home, not shared", "/?fresh=1", "", 8, 4),
    Page("public edition page, not shared", "/editions/bench/?fresh=1", "", 8, 4),
    Page("public call page", "/editions/bench/call/", "", 8, 4),
    Page("public call page, not shared", "/editions/bench/call/?fresh=1", "", 8, 4),
    Page("reviewer's list", "/review/", "reviewer"),
    Page("organiser's list", LIST, "organiser"),
    Page("organiser's list, searched", f"{LIST}?q=organisme", "organiser"),
    Page("organiser's list, searched by three words", f"{LIST}?q=atelier+organisme+7", "organiser"),
    Page("organiser's list, a frequent word of answers", f"{LIST}?q={{frequent}}", "organiser"),
    Page("organiser's list, a rare word of answers", f"{LIST}?q={{seldom}}", "organiser"),
    Page("organiser's list, last page", f"{LIST}?page={{last}}", "organiser"),
    Page("one dossier, organiser", f"{LIST}{{dossier}}/", "organiser"),
    Page("ranking", "/manage/bench/ranking/", "organiser"),
    Page("deliberation", "/manage/bench/deliberation/", "organiser"),
    Page("assignment board", "/manage/bench/assignment/", "organiser"),
    Page("dashboard, organiser", "/manage/bench/", "organiser", 40),
    Page("dashboard, reviewer", "/review/", "reviewer", 40),
    Page("dashboard, holder", "/my/", "holder", 40),
    Page("review form", REVIEW, "reviewer", 30),
    Page("save a review", REVIEW, "reviewer", 20, 12, fill_grid),
    Page("autosave of one criterion", CRITERION, "reviewer", 15, 12, save_level),
    Page("application form page", f"{DRAFT}form/2/", "holder", 25, 10),
    Page("autosave of one field", f"{DRAFT}answers/work_problem/", "holder", 15, 8, save_text),
    Page("directory of 5 000 projects", "/projects/?edition=sheets", "", 30, 5),
    Page("directory of 5 000 projects, searched", "/projects/?q=atelier", "", 30, 5),
    Page("results of a survey, 10 000 responses", "/editions/surveyed/surveys/month-6/", "organiser", 200),
    Page("API, 1 000 dossiers", f"{API}?limit=1000", "program", 100, 8),
    Page("API, 1 000 dossiers, later", f"{API}?limit=1000&after=BENCH-0", "program", 100, 8),
    *(
        Page(f"project room, {tab or 'dossier'}, {who}", f"{ROOM}{tab and f'{tab}/'}", f"room {who}", 40)
        for tab in ("", "timeline", "pitch", "adn", "ideas", "plan")
        for who in ("holder", "mentor")
    ),
    Page("story of a project, holder", "/projects/{story}/timeline/", "room holder", 40),
    Page("story of a project, organiser", "/projects/{story}/timeline/", "organiser", 40),
    Page("partners' board, organiser", "/manage/hundred/support/", "organiser"),
    Page("partners' board, partner", "/support/hundred/board/", "partner"),
]

CROWDED = [
    ("the bare view", FLOOR, 0),
    ("public call page", "/editions/bench/call/", 600),
    ("public call page, not shared", "/editions/bench/call/?fresh=1", 400),
    ("public edition page, not shared", "/editions/bench/?fresh=1", 400),
    ("public home, not shared", "/?fresh=1", 400),
]
"""Pages that eight visitors ask for at once: name, address, answers a second that we aim at."""
