"""A notion lies in one package: whoever changes it opens that package, its templates and its tests, and little else."""

import re

import pytest

from tests.support.repository import ROOT, tracked

APPS = ("accelerator/", "programmes/", "projects/", "coaching/")

NOTIONS = {
    "completion request": (
        "projects/completion/",
        r"CompletionRequest|completion_request",
        {
            "projects/application/enums.py",  # a state of the dossier
            "projects/models/__init__.py",
            "projects/retention/actions/erasing.py",  # erases them with the rest
            "projects/triage/queries/triage.py",  # beneath it: reads its rows
        },
    ),
    "recusal": (
        "projects/conflicts/",
        r"Recusal|recus",
        {
            "coaching/demo/records.py",
            "coaching/demo/reviews.py",
            "projects/members/actions.py",  # who joins a project steps aside by that act
            "projects/models/__init__.py",
            "projects/retention/actions/erasing.py",  # erases what a reviewer wrote of it
            "projects/review/enums.py",  # for a reviewer who stepped aside
            "projects/review/models.py",  # what a column is for
        },
    ),
    "pairing": (
        "coaching/pairing/",
        r"[Pp]airing",
        {
            "coaching/apps.py",  # its reminders
            "coaching/demo/mentoring.py",
            "coaching/demo/session.py",
            "coaching/followup/queries/timeline.py",  # meetings stand in the story of a project
            "coaching/home/coach.py",
            "coaching/home/followed.py",  # a mentor's projects by last exchange
            "coaching/home/holder/dossiers.py",
            "coaching/home/organiser/facts.py",
            "coaching/listeners.py",
            "coaching/models/__init__.py",
            "coaching/permissions.py",
            "coaching/portfolio/queries/edition.py",  # when each project and its mentor last met
            "coaching/room/access.py",  # a mentor enters the room
            "coaching/session/gaps.py",  # leads to the page where mentors are given
            "coaching/session/mentor_hours.py",  # beneath it: reads its rows
            "coaching/session/mentors.py",  # beneath it: reads its rows
            "coaching/synthesis/reports/gather.py",  # who followed a project stands in its document
            "coaching/surveys/audiences.py",  # mentors are asked
            "coaching/urls.py",
            "coaching/verbs.py",
            "programmes/sections.py",  # the sections of an edition, in the order of the work
        },
    ),
    "survey link": (
        "coaching/surveys/",
        r"Survey(Link|Invitation)|survey_(link|invitation)",
        {
            "coaching/followup/queries/timeline.py",  # answers stand in the story of a project
            "coaching/models/__init__.py",
            "coaching/synthesis/models/reports.py",
            "coaching/synthesis/reports/said.py",  # what may still be quoted is asked of each kind of answer
            "coaching/synthesis/sources.py",  # a sentence of a report leads to the answers it comes from
        },
    ),
    "report version": (
        "coaching/synthesis/",
        r"SynthesisReport|ReportVersion|synthesis_report|report_version",
        {"coaching/models/__init__.py"},
    ),
}
"""Its package, how code names it, and the modules outside that do: ask the subject for an answer before adding one."""


@pytest.mark.parametrize("notion", NOTIONS)
def test_a_notion_is_named_in_its_package(notion: str) -> None:
    package, words, known = NOTIONS[notion]
    modules = [name for name in tracked() if name.startswith(APPS) and name.endswith(".py")]
    named = {
        name
        for name in modules
        if "/migrations/" not in name and re.search(words, (ROOT / name).read_text(encoding="utf-8"))
    }

    assert any(name.startswith(package) for name in named), "nothing was searched"
    assert {name for name in named if not name.startswith(package)} == known
