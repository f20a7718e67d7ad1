"""`make demo` and `make start`: what they print while they begin; a slow machine stops nothing."""

import re
import runpy
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.conf import settings

SCRIPTS = settings.ROOT / "scripts"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return lambda name: runpy.run_path(str(SCRIPTS / name))


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


def test_the_greeting_waits_for_a_slow_site_and_repeats_what_it_waits_for(
    script: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a site that takes its port, and answers only once the greeting printed twice that it waits
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    server = HTTPServer(("127.0.0.1", 0), Healthy, bind_and_activate=False)
    server.server_bind()
    url = f"http://127.0.0.1:{server.server_port}"
    wait = script("welcome.py")["wait_until_up"]
    waiting = threading.Thread(target=wait, args=[url], kwargs={"recall": 0.05}, daemon=True)

    output = ""
    waiting.start()
    while output.count("so far") < 2:
        output += capsys.readouterr().out
    assert waiting.is_alive()
    server.server_activate()
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()

    # then it ends
    waiting.join(timeout=30)
    server.shutdown()
    server.server_close()
    output += capsys.readouterr().out
    assert not waiting.is_alive()
    assert output.startswith(f"Pages: waiting for them at {url}/ …\n")
    assert re.search(r": done in \d+\.\d s\n$", output)


@pytest.mark.django_db
def test_each_step_is_printed_as_it_begins(script: Any, capsys: pytest.CaptureFixture[str]) -> None:
    seen_while_filling: list[str] = []

    script("local_site.py")["prepare"](
        "Demo: loading it", lambda: seen_while_filling.append(capsys.readouterr().out)
    )

    assert seen_while_filling[0].startswith("Settings: reading them …\n")
    assert "\nTables: creating or updating them …\n" in seen_while_filling[0]
    assert seen_while_filling[0].endswith("Demo: loading it …\n")
    assert capsys.readouterr().out.startswith("Demo: loading it: done in")


def test_a_web_process_that_loads_slowly_is_not_killed() -> None:
    """gunicorn kills a process that has not answered for thirty seconds, over and over on a machine that slow."""
    procfile = (settings.ROOT / "Procfile").read_text()

    assert re.search(r"^web: .* --timeout 0\b", procfile, re.MULTILINE)
