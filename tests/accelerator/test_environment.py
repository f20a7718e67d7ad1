"""A bad environment is one clear line and a failure, whichever program starts, and never a traceback."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.mail import get_connection
from django.db import connection

from accelerator import environment
from tests.support.repository import ROOT

pytestmark = pytest.mark.django_db

KEY = "k" * 50
KEPT = ("PATH", "HOME", "LANG", "PYTHONPYCACHEPREFIX")
PROGRAMS = {
    "manage.py": ["manage.py", "check"],
    "celery": ["-m", "celery", "-A", "accelerator", "report"],
    "wsgi": ["-c", "import accelerator.wsgi"],
}
ALL = """
import runpy, sys
import accelerator.wsgi
sys.argv = ["manage.py", "check"]
runpy.run_path("manage.py", run_name="__main__")
sys.argv = ["celery", "-A", "accelerator", "report"]
runpy.run_module("celery", run_name="__main__")
"""
"""The same, one after the other: most of what each does is to read the same code."""
PROBLEMS = [
    ({"DATABASE_URL": "mysql://h/db", "SECRET_KEY": KEY}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://h", "SECRET_KEY": KEY}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://u:p@h:port/db", "SECRET_KEY": KEY}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://u:p@h:5432/db"}, "SECRET_KEY"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY"),
    ({"DATABASE_URL": "postgres://u:p@h:5432/db", "SECRET_KEY": KEY}, "AUDIT_KEY is missing"),
    ({"AUDIT_KEY": "short"}, "AUDIT_KEY is too short"),
    ({"AUDIT_KEY": KEY, "SECRET_KEY": KEY}, "AUDIT_KEY is the same as SECRET_KEY"),
    ({"REDIS_URL": "http://h"}, "REDIS_URL"),
    ({"REDIS_URL": "redis://h:port"}, "REDIS_URL"),
    ({"CACHE_URL": "memcached://h"}, "CACHE_URL"),
    ({"EMAIL_BACKEND": "brevo"}, "BREVO_API_KEY"),
    (
        {"EMAIL_BACKEND": "anymail.backends.mailjet.EmailBackend", "MAILJET_API_KEY": "k"},
        "MAILJET_SECRET_KEY",
    ),
    ({"EMAIL_BACKEND": "pigeon"}, "EMAIL_BACKEND"),
    ({"EMAIL_BACKEND": "accelerator.outbox.Pigeon"}, "EMAIL_BACKEND"),
    ({"FILE_STORAGE": "storages.backends.s3.S3Storage"}, "S3_BUCKET"),
    ({"S3_BUCKET": "https://s3.example.org/bucket"}, "S3_BUCKET"),
    ({"S3_BUCKET": "bucket", "S3_ENDPOINT": "s3.example.org"}, "S3_ENDPOINT"),
    ({"S3_BUCKET": "bucket", "S3_ACCESS_KEY": "k"}, "S3_SECRET_KEY"),
    ({"S3_ENDPOINT": "https://s3.example.org"}, "S3_BUCKET"),
    ({"EMAIL_URL": "ftp://h"}, "EMAIL_URL"),
    ({"EMAIL_URL": "smtp://"}, "EMAIL_URL"),
    ({"EMAIL_URL": "smtp://h:port"}, "EMAIL_URL"),
    ({"DEBUG": "perhaps"}, "DEBUG"),
    ({"TRUSTED_PROXIES": "nginx"}, "TRUSTED_PROXIES"),
    ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
    ({"PORT": "eighty"}, "PORT"),
    ({"OIDC_ISSUER": "https://id.test"}, "OIDC_CLIENT_ID"),
]


def start(command: list[str], variables: dict[str, str], var: Path) -> subprocess.CompletedProcess[str]:
    stored = {name: os.environ[name] for name in KEPT if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        env={**stored, "POSSIBLES_VAR": str(var), **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def assert_one_line(done: subprocess.CompletedProcess[str], variable: str) -> None:
    message = done.stderr.strip()
    assert done.returncode != 0
    assert message.startswith("Possibles cannot start: ")
    assert variable in message
    assert len(message.splitlines()) == 1
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize(("variables", "variable"), PROBLEMS)
def test_a_bad_value_is_one_line(variables, variable, tmp_path, monkeypatch):
    """What every program reads as it starts, read here: a Python for each would take longer than most of the suite."""
    for name in os.environ:
        if name not in KEPT:
            monkeypatch.delenv(name)
    # tests are run as in development, where a key may be short
    for name, value in {"POSSIBLES_VAR": str(tmp_path), "DEBUG": "0", **variables}.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(environment.EnvironmentProblem) as problem:
        runpy.run_path(str(ROOT / "accelerator" / "settings.py"))

    message = str(problem.value)
    assert variable in message
    assert len(message.splitlines()) == 1


@pytest.mark.services
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_reports_a_bad_value_alike(program, tmp_path):
    without_key = {"DATABASE_URL": "postgres://u:p@h:5432/db"}

    assert_one_line(start(PROGRAMS[program], without_key, tmp_path), "SECRET_KEY")


@pytest.mark.services
def test_no_environment_at_all_works(tmp_path):
    """Each finds its settings by itself: the test above has seen it."""
    done = start(["-c", ALL], {}, tmp_path)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    assert "software -> celery" in done.stdout


def test_a_blank_variable_is_absent_and_no_sign_means_another_variable(monkeypatch):
    monkeypatch.setenv("PORT", " ")
    monkeypatch.setenv("SECRET_KEY", f"$HOME{KEY}")
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,")

    assert environment.env.int("PORT", default=8000) == 8000
    assert environment.env.str("SECRET_KEY") == f"$HOME{KEY}"
    assert environment.env.list("ALLOWED_HOSTS", cast=str.strip) == ["a.example", "b.example"]
    with pytest.raises(environment.EnvironmentProblem, match="PORT"):
        environment.env.int("PORT")


@pytest.mark.parametrize("debug", [True, False])
def test_the_audit_key_of_the_embedded_set_up_is_made_once(debug, tmp_path, monkeypatch):
    monkeypatch.delenv("AUDIT_KEY", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)

    first = environment.audit_key(tmp_path, debug=debug)

    assert len(first) >= 40
    assert environment.audit_key(tmp_path, debug=debug) == first
    assert (tmp_path / "audit_key").stat().st_mode & 0o077 == 0


def test_the_key_of_the_embedded_set_up_is_written_once_by_the_first_to_start(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    first = environment.secret_key(tmp_path, debug=False)

    environment._write_once(tmp_path / "secret_key", "the key of a process that came second")

    assert environment.secret_key(tmp_path, debug=False) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("broker", "cache"),
    [
        ("redis://h", "redis://h?db=1"),
        ("redis://:secret@h:6380/12", "redis://:secret@h:6380?db=13"),
        ("rediss://h/15?ssl_cert_reqs=none", "rediss://h?ssl_cert_reqs=none&db=14"),
        ("unix:///run/redis.sock?db=3", "unix:///run/redis.sock?db=2"),
    ],
)
def test_the_cache_is_beside_the_broker_unless_it_has_an_address(broker, cache, monkeypatch):
    monkeypatch.setenv("REDIS_URL", broker)
    monkeypatch.delenv("CACHE_URL", raising=False)
    assert environment.cache()["LOCATION"] == [cache]

    monkeypatch.setenv("CACHE_URL", "redis://elsewhere/0")
    assert environment.cache()["LOCATION"] == ["redis://elsewhere/0"]


def test_a_provider_of_mail_is_named_and_given_its_key(monkeypatch, tmp_path, settings):
    monkeypatch.setenv("EMAIL_BACKEND", "mailgun")
    monkeypatch.setenv("MAILGUN_API_KEY", "key")
    monkeypatch.setenv("MAILGUN_API_URL", "https://api.eu.mailgun.net/v3")

    for name, value in environment.email(tmp_path).items():
        setattr(settings, name, value)

    backend = get_connection(settings.EMAIL_BACKEND)
    assert (backend.api_key, backend.api_url) == ("key", "https://api.eu.mailgun.net/v3/")


@pytest.mark.parametrize("provider", environment.PROVIDERS)
def test_every_provider_can_be_made_of_what_it_needs(provider, monkeypatch, tmp_path, settings):
    for name in environment.PROVIDERS[provider]:
        monkeypatch.setenv(name, "https://provider.test/" if name.endswith("URL") else "key")
    monkeypatch.setenv("EMAIL_BACKEND", provider)

    for name, value in environment.email(tmp_path).items():
        setattr(settings, name, value)

    assert get_connection(settings.EMAIL_BACKEND)


@pytest.mark.parametrize(
    ("variables", "trusted"),
    [
        ({}, 0),
        ({"TRUSTED_PROXIES": "2"}, 2),
        ({"TRUSTED_PROXIES": "10.0.0.0/8, fd00::/8"}, [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]),
    ],
)
def test_the_trusted_proxies_are_a_number_or_networks(variables, trusted, monkeypatch):
    monkeypatch.delenv("TRUSTED_PROXIES", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert environment.read_trusted_proxies() == trusted


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL alone compiles statements")
def test_no_statement_is_compiled() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setting, source FROM pg_settings WHERE name = 'jit'")
        assert cursor.fetchone() == ("off", "session")
