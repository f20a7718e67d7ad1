"""Plant fourteen leaks in the code, each in another subject, and count those that the walk of rights finds.

A leak is a small change that a hurried developer might make: a row of rights opened, a filter dropped, a column
printed. Each is made alone in a copy under var/leaks/, where the fitting part of ``tests/visibility`` then runs on
SQLite: no file of the repository is changed, however it ends. The same tests run first without any leak, and have to
pass. A leak is found when a test fails by what it reads, not by an error of the changed code. ONLY names a subject.
"""

import argparse
import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.copy_tree import copy_tree  # noqa: E402 (the path of the site comes first)

FOLDER = ROOT / "var" / "leaks"
COPY = FOLDER / "tree"
UNWANTED = {"DATABASE_URL", "REDIS_URL", "DEBUG", "SITE_URL", "PORT"}
PYTEST = [
    *(sys.executable, "-m", "pytest", "-q", "-x", "--tb=short", "--no-header"),
    *("-p", "no:xdist", "-p", "no:cacheprovider", "-p", "no:randomly"),
]
PAGES = "test_visibility.py::test_a_person_opens_what_is_theirs_and_reads_nothing_else"
POSTS = "test_visibility.py::test_no_private_text_is_in_answers_to_posts_or_their_mails"
INTERESTS = "test_dependence.py::test_an_organiser_with_an_interest_cannot_work_out_what_is_hidden"
FILES = "test_exports.py::test_a_file_holds_nothing_that_its_author_may_not_read"
FINDING = re.compile(
    r"shows [\w.]+ \(\w+\)|writes [\w.]+ \(\w+\) to \w+|: [1-4]\d\d, expected one of|became|\['\d\d[.]\d"
)
"""What a test of the walk says of a leak."""


@dataclass(frozen=True)
class Leak:
    """``before`` stands once in ``file``, and becomes ``after``; ``tests`` are of the people who might notice."""

    subject: str
    title: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]


LEAKS = [
    Leak(
        "decision",
        "the row of the deliberation opened to jurors",
        "projects/permissions.py",
        '**rows("participation", SIGNED_IN),',
        '**rows("participation", SIGNED_IN), **rows("deliberation", Capability.READ_SELECTION, Capability.REVIEW),',
        (f"{PAGES}[reviewer_a]",),
    ),
    Leak(
        "review",
        "the score of the committee printed beside one's own grid",
        "templates/projects/review/_review_form.html",
        '· {% translate "note provisoire" %}',
        '· {{ application.score|floatformat:1 }} {% translate "note provisoire" %}',
        (f"{PAGES}[late_reviewer_a]",),
    ),
    Leak(
        "exchange",
        "the columns of scores filled in for those who owe a review",
        "projects/exchange/exports/columns.py",
        "is_hidden = column.is_score and application.pk in self._conflicts.because",
        "is_hidden = False",
        (f"{FILES}[assigned-xlsx]",),
    ),
    Leak(
        "triage",
        "the score in the API whatever its reader owes",
        "projects/triage/api.py",
        '"score": application.visible_score',
        '"score": application.score',
        (f"{INTERESTS}[a review they owe]",),
    ),
    Leak(
        "application",
        "the filter of those who stepped aside dropped from what a juror reads",
        "projects/application/models.py",
        "return self._assigned_to(user, seats).judged_by(user)",
        "return self._assigned_to(user, seats)",
        (f"{PAGES}[recused_a]",),
    ),
    Leak(
        "mails",
        "the names of the jurors in the mail of a withdrawn dossier",
        "templates/projects/application/emails/withdrawn.fr.md",
        "Le comité ne le lira pas.",
        "Il ne sera pas lu par {% for review in application.reviews.all %}{{ review.reviewer }} {% endfor %}.",
        (f"{POSTS}[holder_a]",),
    ),
    Leak(
        "publication",
        "a search among the titles of all projects, public or not",
        "projects/publication/forms.py",
        "return rows.filter(sheet_entry__words__words=words)",
        'return Project.objects.filter(title__icontains=words).select_related("application", "edition")',
        (f"{PAGES}[anonymous]",),
    ),
    Leak(
        "conflicts",
        "totals of the deliberation that count what is kept from their reader",
        "projects/decision/queries/decisions.py",
        "hidden = When(pk__in=list(conflicts.undisclosed), then=Value(None))",
        "hidden = When(pk__in=[0], then=Value(None))",
        (f"{INTERESTS}[a dossier they hold]",),
    ),
    Leak(
        "pairing",
        "the meetings of everybody in the calendar of one person",
        "coaching/pairing/meeting_files.py",
        "MentorMeeting.objects.filter(mine, was_in_calendars=True",
        "MentorMeeting.objects.filter(was_in_calendars=True",
        (f"{PAGES}[anonymous]",),
    ),
    Leak(
        "gallery",
        "the file of a picture whose people did not agree",
        "coaching/attendance/models.py",
        "if audience == Audience.TEAM:",
        "if audience >= Audience.TEAM:",
        (f"{PAGES}[other_holder_a]",),
    ),
    Leak(
        "posts",
        "drafts among the news of an edition",
        "coaching/posts/models.py",
        "return self.filter(is_open, state=PostState.PUBLISHED)",
        "return self.filter(is_open)",
        (f"{PAGES}[anonymous]",),
    ),
    Leak(
        "surveys",
        "the answers of every survey for those who run the session",
        "coaching/surveys/models/survey.py",
        "Q(edition__in=coached, kind=SurveyKind.DEBRIEF)",
        "Q(edition__in=coached)",
        (f"{PAGES}[facilitator_a]",),
    ),
    Leak(
        "search",
        "dossiers found by what the committee does not read of them",
        "projects/search.py",
        "select_reviewed, match_names, locate_reviewed",
        "select_reviewed, match_contents, locate_reviewed",
        ("test_search.py::test_a_search_for_hidden_words_finds_nothing[reviewer_a]",),
    ),
    Leak(
        "anonymity",
        "who applies in the ranking, while the review is anonymous",
        "projects/conflicts/queries.py",
        "if self.hides_names:",
        "if self.hides_names and application.score is None:",
        ("test_anonymous_phase.py::test_no_page_names_an_applicant_to_a_juror[chair_a]",),
    ),
]


def plant(leak: Leak, root: Path) -> str:
    """Change the file of the leak under ``root``; returns what it was. Exits where the code has changed since."""
    path = root / leak.file
    text = path.read_text(encoding="utf-8")
    if text.count(leak.before) != 1:
        sys.exit(f"{leak.subject}: « {leak.before} » stands {text.count(leak.before)} times in {leak.file}")
    path.write_text(text.replace(leak.before, leak.after), encoding="utf-8")
    return text


def run_tests(tests: tuple[str, ...]) -> str:
    """What pytest prints; its last line is its exit status."""
    environment = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    done = subprocess.run(
        [*PYTEST, f"--basetemp={FOLDER / 'files'}", *(f"tests/visibility/{test}" for test in tests)],
        cwd=COPY, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    return f"{done.stdout}{done.stderr}\nexit {done.returncode}"


def judge(output: str) -> tuple[str, str]:
    """``found`` with what the test said, ``missed``, or ``broken`` when the change raised an error instead."""
    if output.endswith("exit 0"):
        return "missed", ""
    finding = FINDING.search(output)
    if output.endswith("exit 1") and finding:
        return "found", finding.group()
    return "broken", output.strip().splitlines()[-2] if output.strip() else ""


def run(leaks: list[Leak]) -> int:
    """Print a row for each leak; returns 1 unless all are found."""
    copy_tree(COPY)
    tests = tuple(sorted({test for leak in leaks for test in leak.tests}))
    write_line(f"Without a leak: {len(tests)} tests of the walk …")
    output = run_tests(tests)
    if not output.endswith("exit 0"):
        sys.exit(f"They have to pass first:\n{output}")
    rows = []
    for leak in leaks:
        started = time.monotonic()
        text = plant(leak, COPY)
        try:
            verdict, words = judge(run_tests(leak.tests))
        finally:
            (COPY / leak.file).write_text(text, encoding="utf-8")
        rows.append(verdict)
        write_line(
            f"{leak.subject:12} {verdict:7} {time.monotonic() - started:4.0f} s  {leak.title}: {words or '–'}"
        )
    write_line(f"\n{rows.count('found')} of {len(rows)} leaks found")
    return 0 if rows.count("found") == len(rows) else 1


def write_line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("only", nargs="?", default="")
    only: str = parser.parse_args().only
    signal.signal(signal.SIGTERM, interrupt)
    FOLDER.mkdir(parents=True, exist_ok=True)
    lock = (FOLDER / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit("Another run is going on.")
    chosen = [leak for leak in LEAKS if only in ("", leak.subject)]
    if not chosen:
        sys.exit(f"ONLY is one of {', '.join(leak.subject for leak in LEAKS)}")
    try:
        sys.exit(run(chosen))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    finally:
        shutil.rmtree(FOLDER / "files", ignore_errors=True)
