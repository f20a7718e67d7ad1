"""Logs and Sentry events hold no token that opens something, and nobody's address."""

import logging
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core import signing
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accelerator.logs import MaskedRecord, mask, mask_event
from tests.support.repository import ROOT

PATIENCE_S = 300
TOKEN = signing.dumps([12, "5f2a9c" * 5], salt="a.purpose", compress=True)


def paths_with_tokens(patterns: Any, before: str = "/") -> Iterator[str]:
    """Every address of the site that holds a token, with one in it."""
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from paths_with_tokens(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and "token" in pattern.pattern.converters:
            yield path


PATHS = sorted(paths_with_tokens(get_resolver().url_patterns))


def test_tokens_of_links_are_masked() -> None:
    for path, token in product(PATHS, (TOKEN, "plain-secret-0123")):
        address = path.replace("<str:token>", token)

        for written in (address, quote(address, safe=""), f"https://possibles.test{address}?a=1"):
            assert token not in mask(written)
            assert quote(token, safe="") not in mask(written)


def test_the_code_of_a_session_and_its_key_are_masked() -> None:
    for page in (
        "",
        "idea/",
        "wall/feed/",
        "debrief/learnt/",
    ):
        address = f"/live/GX7KQM/{page}?k=0123456789ab&since=4"

        for written in (
            address,
            quote(address, safe=""),
            f'"GET {address} HTTP/1.1" 200',
            f"https://a.test{address}",
        ):
            assert "GX7KQM" not in mask(written)
            assert "0123456789ab" not in mask(written)
        assert (
            mask("GET /live/?next=1 /live/worker.js /live/badges/")
            == "GET /live/?next=1 /live/worker.js /live/badges/"
        )


def test_tokens_and_addresses_are_masked_wherever_they_stand() -> None:
    for written in (
        "GET /account/?next=%2Faccount%2Finvitation%2F{quoted}%2F HTTP/1.1",
        "{token}",
        "Referer: https://possibles.test/anywhere/{token}/",
        "claire.lemonnier+jury@exemple.test refused",
        "GET /x/?email=claire.lemonnier%40exemple.test",
        "550 <claire.lemonnier@sous.exemple.test>: unknown",
    ):
        masked = mask(written.format(token=TOKEN, quoted=quote(TOKEN, safe="")))

        assert TOKEN.rpartition(":")[2] not in masked
        assert "lemonnier" not in masked
        assert "***" in masked


def test_the_rest_of_a_log_stays_readable() -> None:
    for written in (
        "GET /manage/normandie-2026/people/ HTTP/1.1",
        "12:30:45 mail 7 failed",
        "edition:12 a:b:c",
    ):
        assert mask(written) == written


def test_a_post_without_a_csrf_cookie_logs_no_token(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="django.security.csrf"):
        answer = Client(enforce_csrf_checks=True).post(f"/account/invitation/{TOKEN}/")

    assert answer.status_code == 403
    assert "/account/invitation/***/" in caplog.text
    assert TOKEN not in caplog.text


def test_a_traceback_is_masked_too(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError(f"claire@exemple.test by {TOKEN}")
    except ValueError:
        logging.getLogger("celery.task").exception("a job for %s failed", "claire@exemple.test")

    assert isinstance(caplog.records[0], MaskedRecord)
    assert "ValueError" in caplog.text
    assert "claire" not in caplog.text
    assert TOKEN not in caplog.text


def test_a_sentry_event_is_masked_throughout() -> None:
    event = {
        "request": {"url": f"https://possibles.test/account/link/{TOKEN}/", "headers": {"Referer": TOKEN}},
        "breadcrumbs": {"values": [{"message": "to claire@exemple.test"}]},
        "exception": {"values": [{"stacktrace": {"frames": [{"vars": {"token": TOKEN, "n": 3}}]}}]},
        "level": "error",
    }

    masked = mask_event(event, {})

    assert TOKEN not in str(masked)
    assert "claire" not in str(masked)
    assert masked["exception"]["values"][0]["stacktrace"]["frames"][0]["vars"]["n"] == 3


@pytest.mark.services
def test_lines_of_a_real_gunicorn_hold_no_token(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "POSSIBLES_VAR": str(tmp_path), "DEBUG": "1", "LOG_LEVEL": "INFO"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "gunicorn", "accelerator.wsgi", "--bind", f"127.0.0.1:{port}"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--access-logfile", "-", "--timeout", str(PATIENCE_S)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        status = answer_of(f"http://127.0.0.1:{port}/account/invitation/{TOKEN}/", server)
    finally:
        server.terminate()
        server.wait()

    written = (tmp_path / "log").read_text()
    assert status == 403
    assert '"POST /account/invitation/***/ HTTP/1.1" 403' in written
    assert "CSRF cookie not set" in written
    assert TOKEN not in written


def answer_of(address: str, server: subprocess.Popen[bytes]) -> int:
    """The status of a POST, once the server listens."""
    for _try in range(300):
        try:
            with urllib.request.urlopen(address, data=b"", timeout=PATIENCE_S) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code
        except urllib.error.URLError:
            assert server.poll() is None
            time.sleep(0.1)
    raise AssertionError("the server never listened")
