"""The dependency law: coaching → projects → programmes → accelerator, subjects in order, and layers inside each."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter import api

from tests.support.repository import ROOT

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
    ("accelerator.companies.territories", "django"),
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
        subjects = {path.parent.name for path in (ROOT / app).glob("*/urls.py")}
        assert subjects, "subjects have addresses"
        assert subjects <= output
        assert {f"{app}.{subject}" for subject in subjects} <= containers


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

    assert wrong == []


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
