"""The database does not answer: visitors read so, in their language, and programs in JSON."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

pytestmark = pytest.mark.services

VISIT = """
import json, sys
import django
django.setup()
from django.test import Client
browser = Client(raise_request_exception=False)
answers = []
for path, headers in json.loads(sys.argv[1]):
    answer = browser.get(path, headers=headers)
    answers.append([answer.status_code, answer.headers.get("Retry-After"), answer.headers["Content-Type"], answer.text])
print(json.dumps(answers))
"""


def find_closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What a site whose PostgreSQL is stopped answers, to a page, in English, to somebody signed in, to the API."""
    folder: Path = tmp_path_factory.mktemp("var")
    visits = [
        ["/", {"accept-language": "fr"}],
        ["/", {"accept-language": "en-GB,en;q=0.9"}],
        [
            "/account/profile/",
            {"cookie": f"{settings.SESSION_COOKIE_NAME}={'a' * 32}", "accept-language": "fr"},
        ],
        ["/api/v1/editions", {"authorization": "Bearer something", "accept-language": "en"}],
        ["/healthz", {}],
    ]
    env = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "accelerator.settings",
        "DATABASE_URL": f"postgres://site:word@127.0.0.1:{find_closed_port()}/site",
        "SECRET_KEY": "s" * 50,
        "AUDIT_KEY": "a" * 50,
        "ALLOWED_HOSTS": "testserver",
        "POSSIBLES_VAR": str(folder),
    }
    done = subprocess.run(
        [sys.executable, "-c", VISIT, json.dumps(visits)],
        cwd=settings.ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_a_page_is_a_503_that_says_when_to_come_back(answers) -> None:
    status, retry_after, kind, text = answers[0]

    assert (status, retry_after, kind) == (503, "60", "text/html; charset=utf-8")
    assert "Le site revient dans un instant" in text
    assert '<html lang="fr">' in text


def test_a_session_that_cannot_be_read_is_no_fault_of_ours(answers) -> None:
    assert answers[2][:2] == [503, "60"]


def test_the_api_answers_in_json(answers) -> None:
    status, retry_after, kind, text = answers[3]

    assert (status, retry_after, kind) == (503, "60", "application/json")
    assert json.loads(text) == {"detail": "The site does not answer at the moment. Try again in a minute."}


def test_the_process_still_says_that_it_lives(answers) -> None:
    assert answers[4][0] == 200
