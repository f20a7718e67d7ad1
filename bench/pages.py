"""The pages that are timed: what they are called, who asks for them, what we aim at, which peers' page they answer."""

from dataclasses import dataclass, field
from typing import Any

FLOOR = "floor: a bare view, one query"
API, PROGRAM = "/api/v1/editions/{}/applications", "program"
"""Who reads by a token rather than by a session."""


@dataclass(frozen=True)
class MeasuredPage:
    """``paths`` are cycled through; with ``body``, a POST whose form is made for the n-th request and version."""

    name: str
    paths: list[str]
    who: str = ""
    aim_ms: float | None = None
    aim_queries: int | None = None
    body: Any = None
    peers: dict[str, str] = field(default_factory=dict)
    expected: tuple[int, ...] = (200,)


def plan(facts: dict[str, Any]) -> list[MeasuredPage]:
    """The pages of the reference table, and some that are as often open."""
    public, managed = f"/editions/{facts['edition']}/", f"/manage/{facts['edition']}/"
    reviews = [f"/review/{ref}/" for ref in facts["to_review"]]
    draft, first = f"/my/applications/{facts['draft']}/", facts["criteria"][0]
    pretalx, hypha = "pretalx 2026.2.1", "Hypha 6.7.0"
    return [
        MeasuredPage(FLOOR, ["/bench/floor/"]),
        MeasuredPage("public home", ["/"], aim_ms=8, aim_queries=4, peers={hypha: "public home"}),
        # « not shared »: what the first visitor of fifteen seconds waits for
        MeasuredPage(
            "public home, not shared", ["/?fresh=1"], aim_ms=8, aim_queries=4, peers={hypha: "public home"}
        ),
        MeasuredPage("public edition page, not shared", [f"{public}?fresh=1"], aim_ms=8, aim_queries=4),
        MeasuredPage(
            "public call page",
            [f"{public}call/"],
            aim_ms=8,
            aim_queries=4,
            peers={pretalx: "public call page"},
        ),
        MeasuredPage(
            "public call page, not shared",
            [f"{public}call/?fresh=1"],
            aim_ms=8,
            aim_queries=4,
            peers={pretalx: "public call page"},
        ),
        MeasuredPage(
            "reviewer's list",
            ["/review/"],
            "reviewer",
            55,
            12,
            peers={pretalx: "review list, reviewer", hypha: "submissions list, reviewer"},
        ),
        MeasuredPage(
            "organiser's list",
            [f"{managed}applications/"],
            "organiser",
            55,
            12,
            peers={pretalx: "submissions list, organiser", hypha: "submissions list, staff"},
        ),
        MeasuredPage(
            "organiser's list, searched",  # a page is full at every volume, as without a search
            [f"{managed}applications/?q=structure"],
            "organiser",
            55,
            12,
        ),
        MeasuredPage(
            "organiser's list, searched by three words",
            [f"{managed}applications/?q=atelier+structure+7"],
            "organiser",
            55,
            12,
        ),
        MeasuredPage(
            "organiser's list, a frequent word of long answers",
            [f"{managed}applications/?q={facts['frequent']}"],
            "organiser",
            55,
            12,
        ),
        MeasuredPage(
            "organiser's list, a rare word of long answers",
            [f"{managed}applications/?q={facts['seldom']}"],
            "organiser",
            55,
            12,
        ),
        MeasuredPage(
            "organiser's list, last page",
            [f"{managed}applications/?page={facts['pages']}"],
            "organiser",
            55,
            12,
        ),
        MeasuredPage(
            "one dossier, organiser",
            [f"{managed}applications/{facts['dossier']}/"],
            "organiser",
            55,
            12,
            peers={hypha: "submission detail, staff"},
        ),
        MeasuredPage(
            "ranking", [f"{managed}ranking/"], "organiser", 55, 12, peers={pretalx: "review list, organiser"}
        ),
        MeasuredPage("deliberation", [f"{managed}deliberation/"], "organiser", 55, 12),
        MeasuredPage("assignment board", [f"{managed}assignment/"], "organiser", 55, 12),
        MeasuredPage("dashboard, organiser", [managed], "organiser", 40, 12),
        MeasuredPage(
            "dashboard, reviewer",
            ["/review/"],
            "reviewer",
            40,
            12,
            peers={pretalx: "dashboard, reviewer", hypha: "dashboard, reviewer"},
        ),
        MeasuredPage("dashboard, holder", ["/my/"], "holder", 40, 12),
        MeasuredPage(
            "review form", reviews, "reviewer", 30, 12, peers={pretalx: "review form", hypha: "review form"}
        ),
        MeasuredPage(
            "save a review",
            reviews,
            "reviewer",
            20,
            12,
            lambda n, _version: grade(facts["criteria"], n),
            expected=(302, 303),
            peers={pretalx: "POST a review", hypha: "POST a review"},
        ),
        MeasuredPage(
            "autosave of one criterion",
            [f"{path}answers/level-{first}/" for path in reviews[:1]],
            "reviewer",
            15,
            12,
            lambda n, version: {"value": str(n % 5), "base_version": version},
        ),
        MeasuredPage(
            "application form page",
            [f"{draft}form/2/"],
            "holder",
            25,
            10,
            peers={pretalx: "public form, step 1"},
        ),
        MeasuredPage(
            "autosave of one field",
            [f"{draft}answers/work_problem/"],
            "holder",
            15,
            8,
            lambda n, version: {
                "value": f"Un problème de travail, dit pour la {n}e fois.",
                "base_version": version or 1,
            },
        ),
        MeasuredPage("directory of 5 000 projects", ["/projects/?edition=sheets"], aim_ms=30, aim_queries=5),
        MeasuredPage(
            "directory of 5 000 projects, searched", ["/projects/?q=atelier"], aim_ms=30, aim_queries=5
        ),
        MeasuredPage(
            "results of a survey, 10 000 responses",
            ["/editions/surveyed/surveys/month-6/"],
            "organiser",
            aim_ms=200,
            aim_queries=12,
        ),
        MeasuredPage("API, 1 000 dossiers", [f"{API}?limit=1000".format(facts["edition"])], PROGRAM, 100, 8),
        MeasuredPage(
            "API, 1 000 dossiers, later",
            [f"{API}?limit=1000&after=BENCH-0".format(facts["edition"])],
            PROGRAM,
            100,
            8,
        ),
        *plan_rooms(facts["room"]),
        MeasuredPage(
            "story of a project, holder", [f"/projects/{facts['story']}/timeline/"], "room holder", 40, 12
        ),
        MeasuredPage(
            "story of a project, organiser", [f"/projects/{facts['story']}/timeline/"], "organiser", 40, 12
        ),
        MeasuredPage(
            "partners' board, organiser", [f"/manage/{facts['board']}/support/"], "board organiser", 55, 12
        ),
        MeasuredPage(
            "partners' board, partner", [f"/support/{facts['board']}/board/"], "board partner", 55, 12
        ),
    ]


ROOM_TABS = ("", "timeline", "pitch", "adn", "ideas", "plan")


def plan_rooms(slug: str) -> list[MeasuredPage]:
    """Each tab of a project's room, full, as its holder and as its mentor."""
    return [
        MeasuredPage(
            f"project room, {tab or 'dossier'}, {who}",
            [f"/projects/{slug}/room/{tab and f'{tab}/'}"],
            f"room {who}",
            40,
            12,
        )
        for tab in ROOM_TABS
        for who in ("holder", "mentor")
    ]


def grade(criteria: list[int], turn: int) -> dict[str, str]:
    """A filled grid, different each time."""
    levels = {f"level-{pk}": str((turn + pk) % 5) for pk in criteria}
    return {**levels, "committee_comment": f"Un avis, version {turn}.", "keep": "1"}
