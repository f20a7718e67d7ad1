"""Imports that no layer speaks of: no circle anywhere, and migrations that stand by themselves."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from tests.support.repository import ROOT

PACKAGES = ("accelerator", "programmes", "projects", "coaching")
NAMED_BY_FIELDS = {
    "accelerator.initial_tables.CreateModels",
    "accelerator.invitations.models.new_nonce",
    "accelerator.links.new_nonce",
    "accelerator.questionnaires.enums.list_question_kinds",
    "accelerator.questionnaires.models.answers.random_name",
    "accelerator.web.search_field.WordsField",
    "coaching.canvas.models.random_photo_name",
    "coaching.gallery.models.make_file_name",
    "coaching.session.models.random_resource_name",
    "coaching.surveys.models.survey.default_audiences",
    "coaching.synthesis.models.random_name",
    "programmes.models.edition.logo_path",
    "projects.exchange.models.random_name",
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


@pytest.mark.parametrize(
    "back",
    [
        "import circular.one",
        "from circular.one import ONE",
        "def late():\n    from circular import one",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from circular.one import ONE",
    ],
)
def test_a_circle_is_found_wherever_it_closes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, back: str
) -> None:
    package = tmp_path / "circular"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "one.py").write_text("from circular import two\nONE = 1\n")
    (package / "two.py").write_text(f"{back}\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    assert set(find_circle("circular")) == {"circular.one", "circular.two"}


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
