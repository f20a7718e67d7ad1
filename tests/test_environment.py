"""A bad environment is one clear line and a failure, whichever program starts, and never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from accelerator import environment

ROOT = Path(__file__).resolve().parent.parent
KEY = "k" * 50
PROGRAMS = {
    "manage.py": ["manage.py", "check"],
    "celery": ["-m", "celery", "-A", "accelerator", "report"],
    "wsgi": ["-c", "import accelerator.wsgi"],
}
PROBLEMS = [
    ({"DATABASE_URL": "mysql://h/db", "SECRET_KEY": KEY}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://h", "SECRET_KEY": KEY}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://u:p@h:port/db", "SECRET_KEY": KEY}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://u:p@h:5432/db"}, "SECRET_KEY"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY"),
    ({"REDIS_URL": "http://h"}, "REDIS_URL"),
    ({"EMAIL_URL": "ftp://h"}, "EMAIL_URL"),
    ({"EMAIL_URL": "smtp://"}, "EMAIL_URL"),
    ({"EMAIL_URL": "smtp://h:port"}, "EMAIL_URL"),
    ({"DEBUG": "perhaps"}, "DEBUG"),
    ({"PORT": "eighty"}, "PORT"),
    ({"OIDC_ISSUER": "https://id.test"}, "OIDC_CLIENT_ID"),
]


def start(program: str, variables: dict[str, str], var: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *PROGRAMS[program]],
        env={**kept, "POSSIBLES_VAR": str(var), **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def assert_one_line(done: subprocess.CompletedProcess[str], variable: str) -> None:
    said = done.stderr.strip()
    assert done.returncode != 0
    assert said.startswith("Possibles cannot start: ")
    assert variable in said
    assert len(said.splitlines()) == 1
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize(("variables", "variable"), PROBLEMS)
def test_a_bad_value_is_one_line(variables, variable, tmp_path):
    assert_one_line(start("manage.py", variables, tmp_path), variable)


@pytest.mark.parametrize("program", ["celery", "wsgi"])
@pytest.mark.parametrize(("variables", "variable"), [PROBLEMS[0], PROBLEMS[3], PROBLEMS[5], PROBLEMS[7]])
def test_every_program_says_it_alike(program, variables, variable, tmp_path):
    assert_one_line(start(program, variables, tmp_path), variable)


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_environment_at_all_works(program, tmp_path):
    done = start(program, {}, tmp_path)

    assert done.returncode == 0, done.stderr


def test_the_key_of_the_embedded_set_up_is_written_once_whoever_starts_first(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    first = environment.secret_key(tmp_path, debug=False)

    environment._keep_first(tmp_path / "secret_key", "the key of a process that came second")

    assert environment.secret_key(tmp_path, debug=False) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
