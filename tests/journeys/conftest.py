"""A real browser on a live server: signing in, looking at the console, accessibility.

Chromium is the machine's (CHROMIUM names another one), else Playwright's; without any these tests are skipped.
"""

import os
import re
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from pytest_django import Settings

from scripts.browser import MISSING, fetch_chromium, find_chromium
from tests.support.browser import sign_in

HERE = Path(__file__).parent
AXE_RUN = """(only) => axe.run(document, {
  resultTypes: ["violations"],
  preload: {assets: ["media"]},
  ...(only.length ? {runOnly: {type: "rule", values: only}} : {rules: {"target-size": {enabled: true}}}),
})"""
AXE = HERE.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HEIGHTS = {360: 740}
PATIENCE_MS = 30_000
"""Only a test that fails waits so long, on a machine that does much else."""
# A form that comes back with errors answers 422, what closed meanwhile 423, and Chromium writes that in its console;
# nor is it silent about a network that a test cut, at once or when it tries again.
EXPECTED = re.compile(r"status of 42[23]|ERR_INTERNET_DISCONNECTED")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all that lives in this folder: what is no main journey is left to `make test-all`."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)
            if item.get_closest_marker("main_journey") is None:
                item.add_marker(pytest.mark.thorough)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once. Playwright's event loop runs in this thread, where Django would refuse queries."""
    executable = find_chromium()
    if executable is None and not fetch_chromium():
        pytest.skip(MISSING)
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    with sync_playwright() as playwright:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()
            if before is None:
                del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
            else:
                os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


class InFlight:
    """Requests the live server has begun and not yet ended."""

    def __init__(self) -> None:
        self.count = 0
        self.changed = threading.Condition()

    def begun(self, **kwargs: Any) -> None:
        with self.changed:
            self.count += 1

    def ended(self, **kwargs: Any) -> None:
        with self.changed:
            self.count -= 1
            self.changed.notify_all()

    def none_left(self) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.count <= 0, timeout=PATIENCE_MS / 1000)


@pytest.fixture
def site(live_server: Any, settings: Settings) -> Iterator[str]:
    """Address of the live server; links in mails lead there too.

    A page that closes may still send what was typed: its last request ends before the database is emptied.
    """
    settings.SITE_URL = live_server.url
    requests = InFlight()
    request_started.connect(requests.begun)
    request_finished.connect(requests.ended)
    yield str(live_server.url)
    with urllib.request.urlopen(
        f"{live_server.url}/static/img/possibles.svg"
    ):  # those who came before it has begun
        pass
    assert requests.none_left(), "a request does not end"
    request_started.disconnect(requests.begun)
    request_finished.disconnect(requests.ended)


@pytest.fixture
def console(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """What went wrong in the pages of this test; anything left here fails it. Clear it if it was expected."""
    problems: list[str] = []
    yield problems
    assert not problems, "in the browser's console:\n" + "\n".join(problems)


@pytest.fixture
def page_for(chromium: Browser, site: str, console: list[str]) -> Iterator[Callable[..., Page]]:
    """``page_for(user, width=1280)``: a page of a new browser, already signed in (``None``: a visitor).

    Relative addresses work: ``page.goto("/my/")``. Keyword arguments go to the browser context
    (``color_scheme="dark"``, ``java_script_enabled=False``, ``locale="en-GB"``).
    """
    contexts: list[BrowserContext] = []

    def open_page(user: Any = None, width: int = 1280, **options: Any) -> Page:
        viewport = {"width": width, "height": HEIGHTS.get(width, 900)}
        chosen: dict[str, Any] = {
            "base_url": site,
            "locale": "fr-FR",
            "timezone_id": "Europe/Paris",
            "reduced_motion": "reduce",
            "viewport": viewport,
            "has_touch": width < 600,
            **options,
        }
        context = chromium.new_context(**chosen)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        if user is not None:
            context.add_cookies([sign_in(user, site)])
        page = context.new_page()
        page.on("console", lambda message: note(message, console))
        page.on("pageerror", lambda error: console.append(f"{page.url}: {error}"))
        return page

    yield open_page
    for context in contexts:
        context.close()


def note(message: ConsoleMessage, problems: list[str]) -> None:
    """Keep errors and refusals of the security policy, but not the answers that forms give on purpose.

    Our pages name their icon; Chromium asks for /favicon.ico on those that are not HTML.
    """
    address = message.location.get("url", "")
    if message.type == "error" and not EXPECTED.search(message.text) and not address.endswith("/favicon.ico"):
        problems.append(f"{address}: {message.text}")


@pytest.fixture
def axe() -> Callable[..., None]:
    """``axe(page)``: the page as it stands has no accessibility violation, of any rule of axe-core or of some alone.

    The size of targets (WCAG 2.2, 2.5.8) is the one rule that axe-core leaves off until it is asked for. Style sheets
    are not fetched again for it: only a rule that is still experimental reads them, which does not run.
    """
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page, *only: str) -> None:
        page.wait_for_load_state()  # a page half parsed has no tree to walk
        # evaluated through the debugger: the page's security policy holds, and does not apply to it
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        results = page.evaluate(AXE_RUN, list(only))
        found = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
            + "\n".join(f"    {node['html'][:200]}" for node in violation["nodes"][:5])
            for violation in results["violations"]
        ]
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check
