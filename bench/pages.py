"""The table of pages that are timed: name, address, who asks for it, how many milliseconds and statements we aim at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

FLOOR = "/bench/floor/"
"""A bare view with one indexed query: what Django itself takes here."""
PAGE_TIMES, SAVE_TIMES = 20.0, 7.0
"""So many times the floor at most."""
LIST, API = "/manage/bench/applications/", "/api/v1/editions/bench/applications"
ROOM, RESULTS = "/projects/{room}/room/", "/editions/surveyed/surveys/month-6/"
CRITERION = "/review/{first_review}/answers/level-{criterion}/"
DRAFT, REVIEW = "/my/applications/{draft}/", "/review/{review}/"

Body = Callable[[int, Any, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class MeasuredPage:
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
    MeasuredPage("public home", "/", "", 8, 4),
    # « not shared »: what the first visitor of fifteen seconds waits for
    MeasuredPage("public home, not shared", "/?fresh=1", "", 8, 4),
    MeasuredPage("public edition page, not shared", "/editions/bench/?fresh=1", "", 8, 4),
    MeasuredPage("public call page", "/editions/bench/call/", "", 8, 4),
    MeasuredPage("public call page, not shared", "/editions/bench/call/?fresh=1", "", 8, 4),
    MeasuredPage("reviewer's list", "/review/", "reviewer"),
    MeasuredPage("organiser's list", LIST, "organiser"),
    MeasuredPage("organiser's list, searched", f"{LIST}?q=organisme", "organiser"),
    MeasuredPage("organiser's list, searched by three words", f"{LIST}?q=atelier+organisme+7", "organiser"),
    MeasuredPage("organiser's list, a frequent word of answers", f"{LIST}?q={{frequent}}", "organiser"),
    MeasuredPage("organiser's list, a rare word of answers", f"{LIST}?q={{seldom}}", "organiser"),
    MeasuredPage("organiser's list, last page", f"{LIST}?page={{last}}", "organiser"),
    MeasuredPage("one dossier, organiser", f"{LIST}{{dossier}}/", "organiser"),
    MeasuredPage("search", "/search/?q=atelier+partage", "organiser"),
    MeasuredPage("search, a typing error", "/search/?q=atelire+partage", "organiser", 80, 10),
    MeasuredPage("search, a rare word of answers", "/search/?q={seldom}", "organiser"),
    MeasuredPage("search, a visitor", "/search/?q=atelier+partage", "", 30, 5),
    MeasuredPage("ranking", "/manage/bench/ranking/", "organiser"),
    MeasuredPage("deliberation", "/manage/bench/deliberation/", "organiser"),
    MeasuredPage("deliberation room, organiser", "/manage/meeting/deliberation/", "organiser"),
    MeasuredPage("deliberation room, member", "/deliberation/meeting/", "member"),
    MeasuredPage("minutes of a committee", "/manage/decided/minutes/", "organiser"),
    MeasuredPage("announcement", "/manage/decided/announcement/", "organiser"),
    MeasuredPage("committee", "/manage/bench/committee/", "organiser"),
    MeasuredPage("conflicts", "/manage/declared/conflicts/", "organiser"),
    MeasuredPage("conflict round, juror", "/review/conflicts/declared/", "juror"),
    MeasuredPage("discussion of a dossier", "/review/{dossier}/discussion/", "organiser"),
    MeasuredPage("anonymity", "/manage/bench/criteria/anonymity/", "organiser"),
    MeasuredPage("assignment board", "/manage/bench/assignment/", "organiser"),
    MeasuredPage("dashboard, organiser", "/manage/bench/", "organiser", 40),
    MeasuredPage("my editions", "/manage/", "organiser", 40),
    MeasuredPage("what an edition produced", "/manage/thirteen/results/", "organiser"),
    MeasuredPage("dashboard, reviewer", "/review/", "reviewer", 40),
    MeasuredPage("dashboard, holder", "/my/", "holder", 40),
    MeasuredPage("review form", REVIEW, "reviewer", 30),
    MeasuredPage("save a review", REVIEW, "reviewer", 20, 12, fill_grid),
    MeasuredPage("autosave of one criterion", CRITERION, "reviewer", 15, 12, save_level),
    MeasuredPage("application form page", f"{DRAFT}form/2/", "holder", 25, 10),
    MeasuredPage("autosave of one field", f"{DRAFT}answers/work_problem/", "holder", 15, 8, save_text),
    MeasuredPage("directory of 5 000 projects", "/projects/?edition=sheets", "", 30, 5),
    MeasuredPage("directory of 5 000 projects, searched", "/projects/?q=atelier", "", 30, 5),
    MeasuredPage("results of a survey, 10 000 responses", RESULTS, "organiser"),
    MeasuredPage("results of a survey, page 2", f"{RESULTS}?page=2", "organiser"),
    MeasuredPage("results of a survey, a grid", f"{RESULTS}?page=4", "organiser"),
    MeasuredPage("results of two surveys compared", f"{RESULTS}compare/", "organiser", 200),
    MeasuredPage("API, 1 000 dossiers", f"{API}?limit=1000", "program", 100, 8),
    MeasuredPage("API, 1 000 dossiers, later", f"{API}?limit=1000&after=BENCH-0", "program", 100, 8),
    *(
        MeasuredPage(
            f"project room, {tab or 'dossier'}, {who}", f"{ROOM}{tab and f'{tab}/'}", f"room {who}", 40
        )
        for tab in ("", "timeline", "pitch", "adn", "ideas", "plan")
        for who in ("holder", "mentor")
    ),
    MeasuredPage("story of a project, holder", "/projects/{story}/timeline/", "room holder", 40),
    MeasuredPage("story of a project, organiser", "/projects/{story}/timeline/", "organiser", 40),
    MeasuredPage("partners' board, organiser", "/manage/hundred/support/", "organiser"),
    MeasuredPage("partners' board, partner", "/support/hundred/board/", "partner"),
    MeasuredPage("a need, organiser", "/manage/hundred/support/{need}/", "organiser"),
    MeasuredPage("a need, partner", "/support/hundred/board/{need}/", "partner"),
    MeasuredPage("partners' meeting", "/manage/hundred/support/meeting/", "organiser"),
    MeasuredPage("« Maintenant »", "/live/{code}/", "attendee"),
    MeasuredPage("cockpit of a session", "/manage/live/live/", "organiser"),
]

CROWDED = [
    ("the bare view", FLOOR, 0),
    ("public call page", "/editions/bench/call/", 600),
    ("public call page, not shared", "/editions/bench/call/?fresh=1", 400),
    ("public edition page, not shared", "/editions/bench/?fresh=1", 400),
    ("public home, not shared", "/?fresh=1", 400),
]
"""Pages that eight visitors ask for at once: name, address, answers a second that we aim at."""
