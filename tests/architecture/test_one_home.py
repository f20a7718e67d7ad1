"""A rule that was written out by hand in many places has one home now, and stays there."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support.repository import ROOT, tracked

PACKAGES = ("accelerator/", "programmes/", "projects/", "coaching/", "bench/", "scripts/", "templates/")


def _places(
    words: str, *, below: tuple[str, ...] = PACKAGES, ending: tuple[str, ...] = (".py", ".html", ".txt")
) -> list[str]:
    """Where these words stand, ``file:line``, but for migrations and what is not text."""
    names = [name for name in tracked() if name.startswith(below) and "/migrations/" not in name]
    return [
        f"{name}:{number}"
        for name in names
        if name.endswith(ending)
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1)
        if re.search(words, line)
    ]


def test_who_holds_a_project_is_asked_of_its_members() -> None:
    """``ProjectMember.objects.present() / editors() / leads()``: a forgotten ``left_at`` gives a right back."""
    found = _places("left_at")

    assert found, "nothing was searched"
    assert [place for place in found if not place.startswith("projects/members/")] == []


def test_which_places_are_offered_taken_or_confirmed_is_asked_of_participations() -> None:
    """``Participation.objects.offered() / confirmed() / taken()``, ``place_is_confirmed("participation__")``."""
    found = _places(
        r"participation__state|\bstate(__in)?=\W*ParticipationState\.\w+", below=("projects/", "coaching/")
    )

    assert [place for place in found if not place.startswith("projects/decision/models.py")] == []


def test_what_a_conflict_of_interest_hides_is_decided_before_templates() -> None:
    """Rows carry what their reader is shown (``projects/conflicts/queries/hidden.py``): templates print it and no more.

    A score of the reader's own, or one they gave, is theirs.
    """
    own = (
        "templates/dev/",
        "templates/projects/decision/participation_page.html",
        "templates/projects/review/_review_words.html",
        "templates/projects/review/review_queue.html",
    )
    columns = r"\.(score|score_low|score_high|reserve_rank|decline_reason|judged|decision\.outcome)\b"
    found = _places(rf"{columns}|\b(conflicts|undisclosed)\.", below=("templates/",), ending=(".html",))

    assert {place.partition(":")[0] for place in found if not place.startswith(own)} == set()


def test_which_rows_were_removed_is_asked_of_their_querysets() -> None:
    """``kept()``, ``is_kept("path__")``, ``Attendee.objects.expected()``: no page reads a removed row by omission."""
    found = _places(r"removed_at(__isnull)?=", ending=(".py",))

    assert found, "nothing was searched"
    assert [
        place for place in found if not place.startswith(("accelerator/rows/", "coaching/attendance/"))
    ] == []


def test_whether_the_session_began_runs_or_is_over_is_asked_of_the_edition() -> None:
    """``edition.session_has_begun(at)``, ``session_runs(at)``, ``session_is_over(at)``.

    A synthesis may be opened on the last day: whether it is early is another question.
    """
    compared = r"[<>]=? *\w*\.?session_(starts|ends)_on\b|session_(starts|ends)_on *[<>](?!\w)"
    today = r"(today\b|(timezone\.)?localdate\([^)]*\))"
    taken_out = rf"\b(starts|ends)\b *[<>]=? *{today}|\b{today} *[<>]=? *(\w+\.)?(session_)?(starts|ends)\b"
    found = _places(rf"{compared}|{taken_out}", ending=(".py", ".html"))

    known = ("programmes/models/edition.py", "coaching/surveys/views/surveys.py")
    assert [place for place in found if not place.startswith(known)] == []


def test_which_round_of_the_mix_runs_is_asked_of_it() -> None:
    """``MixRound.objects.opened()``, then ``takes_ideas(at)``, ``is_late(at)``, ``is_over(at)``: time goes on alone."""
    found = _places(r"RoundState\.\w+", ending=(".py",))

    known = ("coaching/ideas/models/mix.py", "coaching/ideas/states.py")
    assert [place for place in found if not place.startswith(known)] == []


def test_the_row_of_an_edition_is_held_in_one_place() -> None:
    """``programmes/locks``: who comes at once takes turns, under one kind of lock."""
    held = r"Edition\.objects\.select_for_update|lock_row\(Edition\b|\bhold\(edition"
    found = _places(held, ending=(".py",))

    assert {place.partition(":")[0] for place in found} == {"programmes/locks.py"}


def test_jobs_are_claimed_in_one_place() -> None:
    """Claim, retry and sweep: ``accelerator/jobs``; others may give a claim up."""
    found = _places(r"\bclaim=(?!None)", ending=(".py",))

    assert found, "nothing was searched"
    assert [place for place in found if not place.startswith("accelerator/jobs/")] == []


def test_what_is_signed_by_hand_is_no_link() -> None:
    """A link is a ``SignedLink``, a cookie a ``SignedCookie``; what a form carries until it comes back is neither."""
    others = ("accelerator/web/signed_cookie.py", "projects/triage/actions/bulk.py")
    apps = ("accelerator/", "programmes/", "projects/", "coaching/")
    found = _places(r"import signing\b|\bsigning import\b", below=apps, ending=(".py",))

    assert [place for place in found if not place.startswith(("accelerator/links.py", *others))] == []


def test_one_script_sends_what_is_typed() -> None:
    """What saves itself is an ``Autosave``, which alone has copies, conflicts, time-outs and redirects right.

    ``exchange.js`` sends for it, and for ideas, which wait in a queue of their own. The others send what a button does.
    """
    senders = {"exchange.js", "builder.js", "prefill.js", "presence.js", "slot_grid.js"}
    found = _places(
        r"method: *[\"'](POST|PUT|PATCH)|sendBeacon|XMLHttpRequest", below=("static/js/",), ending=(".js",)
    )
    askers = _places(r"from [\"']\./exchange\.js", below=("static/js/",), ending=(".js",))

    def scripts(places: list[str]) -> set[str]:
        return {place.partition(":")[0].removeprefix("static/js/") for place in places}

    assert scripts(found) == senders
    assert scripts(askers) == {"autosave.js", "idea.js"}


def test_one_script_reads_the_page_again() -> None:
    """``readAgain`` knows what to do without a network, and once somebody is signed out."""
    found = _places(r"fetch\(location\.href|DOMParser", below=("static/js/",), ending=(".js",))

    assert {place.partition(":")[0] for place in found} == {"static/js/read_again.js"}


def _name_tabled_enums() -> set[str]:
    """The enums of the states that a table governs."""
    modules = [(ROOT / name).read_text(encoding="utf-8") for name in tracked() if name.endswith("/states.py")]
    return {
        alias.name
        for text in modules
        if "StateTable(" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".enums")
        for alias in node.names
        if alias.name.endswith("State")
    }


def _find_states_by_hand(source: str, tabled: set[str]) -> Iterator[int]:
    """The lines that set the state of a row, to one that a table governs, without ``transitions``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign):
            targets = [part for target in node.targets for part in getattr(target, "elts", [target])]
            is_set = any(isinstance(part, ast.Attribute) and part.attr == "state" for part in targets)
            values = [node.value] if is_set else []
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update":
            values = [keyword.value for keyword in node.keywords if keyword.arg == "state"]
        else:
            continue
        for value in values:
            names = {part.id for part in ast.walk(value) if isinstance(part, ast.Name)}
            if names & tabled or (isinstance(value, ast.Constant) and isinstance(value.value, str)):
                yield node.lineno


def test_a_state_that_has_a_table_is_moved_by_it() -> None:
    tabled = _name_tabled_enums()
    found = [
        f"{name}:{line}"
        for name in tracked()
        if name.startswith(("accelerator/", "programmes/", "projects/", "coaching/"))
        and name.endswith(".py")
        and "/migrations/" not in name
        for line in _find_states_by_hand((ROOT / name).read_text(encoding="utf-8"), tabled)
    ]

    assert {"ParticipationState", "CanvasState", "ApplicationState"} <= tabled
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "place.state = ParticipationState.CONFIRMED",
        "place.state, place.at = ParticipationState.CONFIRMED.value, at",
        "place.state = 'confirmed'",
        "Participation.objects.filter(pk=1).update(state=ParticipationState.DECLINED)",
    ],
)
def test_a_state_set_by_hand_is_seen(line: str) -> None:
    assert list(_find_states_by_hand(line, {"ParticipationState"})) == [1]
