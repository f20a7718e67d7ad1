"""The dependency law: coaching → projects → programmes → accelerator, no circle; states move by their tables alone."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest
from importlinter import api

from tests.support.repository import APPS, ROOT, read_modules

PACKAGES = ("accelerator", "programmes", "projects", "coaching")
FORBIDDEN = [
    ("programmes.queries", "projects.models"),  # a lower app
    ("accelerator.transitions", "programmes.enums"),
    ("projects.review.queries.ranking", "projects.review.views.ranking"),  # a lower layer of one package
    ("projects.completion.queries", "projects.completion.actions"),
    ("projects.triage.emails", "projects.triage.forms"),
    ("coaching.surveys.actions.survey", "coaching.surveys.views.surveys"),
    ("projects.conflicts.queries", "projects.review.queries.queue"),  # a lower subject
    ("projects.review.actions.review", "projects.decision.actions.deliberation"),
    ("coaching.surveys.reminders", "coaching.synthesis.queries"),
    ("coaching.session.queries", "coaching.home.coach"),
    ("projects.review.solver.aggregate", "projects.models"),  # a solver that reads rows
    ("accelerator.companies.departments", "django"),
]
"""Who may not import what: one of each kind."""
CLOSES_A_CIRCLE = ("accelerator.outbox.letter", "accelerator.accounts.models")
"""Between packages of the platform, which have no other order than this: none goes both ways."""


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    # in a process of its own: its command sets logging up anew, and tests that read logs would find nothing
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def file_of(module: str, folder: Path) -> Path:
    return folder.joinpath(*module.split(".")).with_suffix(".py")


def test_every_package_of_a_subject_has_a_place_in_the_order() -> None:
    contracts = api.read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]
    output = {
        layer
        for contract in contracts
        for line in contract.get("layers", [])
        for layer in re.split(r" [:|] ", line)
    }
    containers = {name for contract in contracts for name in contract.get("containers", [])}

    for app in ("projects", "coaching"):
        subjects = {path.parent.name for path in (ROOT / app).glob("*/views*")}
        assert subjects, "subjects have pages"
        assert subjects - output == set(), "Give it a place in the layers of its app, in pyproject.toml."
        assert {f"{app}.{subject}" for subject in subjects} - containers == set(), (
            "Add it to `containers` there."
        )


def test_every_module_of_a_subject_is_in_a_layer_by_name() -> None:
    """A module such as ``queries_board.py`` or ``board_queries.py`` is no layer's: the law would not see it.

    Addresses alone may be several modules: nothing imports them but other addresses.
    """
    layers = {"urls", "views", "tasks", "forms", "reminders", "actions", "emails", "queries", "permissions"}
    layers |= {"models", "enums", "states"}

    wrong = [
        str(path.relative_to(ROOT))
        for app in PACKAGES
        for path in (ROOT / app).rglob("*.py")
        if path.stem not in layers and path.parent.name not in layers
        if path.stem.split("_")[0] in layers or path.stem.split("_")[-1] in layers - {"urls"}
    ]

    assert wrong == [], "Move it into the layer that it names, or call it by what it is about."


@pytest.mark.thorough
def test_the_dependency_law_refuses_one_import_of_each_kind(tmp_path: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for importer, imported in (*FORBIDDEN, CLOSES_A_CIRCLE):
        with file_of(importer, tmp_path).open("a", encoding="utf-8") as module:
            module.write(f"\nimport {imported}\n")

    linted = lint(tmp_path)

    assert linted.returncode == 1
    output = " ".join(linted.stdout.split())
    silent = [pair for pair in FORBIDDEN if f"{pair[0]} -> {pair[1].split('.models')[0]}" not in output]
    assert silent == []
    assert "- .outbox -> .accounts (1 import)" in output


NAMED_BY_FIELDS = {
    "accelerator.initial_tables.CreateModels",
    "accelerator.links.new_nonce",
    "accelerator.questionnaires.enums.list_question_kinds",
    "accelerator.questionnaires.models.random_name",
    "accelerator.web.search_field.NamesField",
    "accelerator.web.search_field.OwnNamesField",
    "accelerator.web.search_field.WordsField",
    "coaching.canvas.models.random_photo_name",
    "coaching.gallery.models.make_file_name",
    "coaching.session.models.random_resource_name",
    "coaching.surveys.models.survey.default_audiences",
    "coaching.synthesis.models.random_name",
    "programmes.models.edition.logo_path",
    "projects.history.models.random_document_name",
}
"""What a migration names: the operation that creates tables, classes of fields, their defaults, and where their files
are stored."""


def find_circle(*packages: str) -> list[str]:
    """Modules that import one another in a circle, inside functions and for types too; empty when there is none."""
    graph = grimp.build_graph(*packages, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as circle:
        return list(circle.args[1])
    return []


def find_live_names(source: str) -> Iterator[str]:
    """The names of this project that a migration takes from its modules."""
    tree = ast.parse(source)
    chains = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").split(".")[0] in PACKAGES):
            yield from (f"{node.module or '.'}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in PACKAGES:
                    used = {chain for chain in chains if chain.startswith(f"{alias.name}.")}
                    yield from {alias.name} if alias.asname or not used else used
        elif isinstance(node, ast.Name) and node.id in {"import_module", "__import__"}:
            yield node.id


def test_no_module_imports_itself_through_others() -> None:
    assert find_circle(*PACKAGES) == []


def test_no_migration_runs_code_that_may_change_under_it() -> None:
    taken = {
        f"{path.relative_to(ROOT)}: {name}"
        for package in PACKAGES
        for path in (ROOT / package).glob("**/migrations/*.py")
        for name in find_live_names(path.read_text(encoding="utf-8"))
        if name not in NAMED_BY_FIELDS
    }

    assert taken == set()


@pytest.mark.parametrize(
    "line",
    [
        "from projects.application.actions import submission",
        "import projects.application.actions",
        "import projects.application.actions as actions",
        "import projects.exchange.models\nx = projects.exchange.models.read()",
        "def fill(apps, editor):\n    from projects import states",
        "from ..states import APPLICATION",
        "from importlib import import_module\nimport_module('projects.states')",
    ],
)
def test_live_code_is_found_however_it_is_taken(line: str) -> None:
    assert [name for name in find_live_names(line) if name not in NAMED_BY_FIELDS]


def _name_tabled_enums() -> set[str]:
    """The enums of the states that a table governs: declared or imported beside it."""
    return {
        name
        for path, text in read_modules(*APPS).items()
        if path.endswith(("/states.py", "/enums.py")) and "StateTable(" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef | ast.ImportFrom)
        for name in ([node.name] if isinstance(node, ast.ClassDef) else [alias.name for alias in node.names])
        if name.endswith("State")
    }


STATE_ASSIGNED = re.compile(r"\.state\b[^=\n]*=[^=]")


def _may_set_a_state(source: str) -> bool:
    """By its text alone: few modules need to be parsed."""
    return bool(STATE_ASSIGNED.search(source)) or (".update(" in source and "state=" in source)


def _find_states_by_hand(source: str, tabled: set[str]) -> Iterator[int]:
    """The lines that set the state of a row, to one that a table governs, without ``transitions``."""
    for node in ast.walk(ast.parse(source)) if _may_set_a_state(source) else ():
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
        for name, source in read_modules(*APPS).items()
        for line in _find_states_by_hand(source, tabled)
    ]

    assert {"ParticipationState", "CanvasState", "ApplicationState"} <= tabled
    assert found == [], "Move the state by `apply` of accelerator/transitions.py."


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
