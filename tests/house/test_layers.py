"""The dependency law: coaching → projects → programmes → accelerator, and from ground to roof inside an app."""

from pathlib import Path

import pytest
from importlinter import api
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_dependency_law_is_written_down() -> None:
    contracts = api.read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]

    assert [contract["type"] for contract in contracts] == ["layers", "layers", "forbidden"]


def test_the_dependency_law_holds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)

    status = lint_imports(no_cache=True)

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out
