"""Draw the images of the documentation again: `make screenshots`, or `make screenshots ONLY=ranking`.

A demo of its own, in a scratch database, on a day that never changes, served by this very process; Chromium walks it
and photographs what ``shots`` lists into ``docs/images``. An image that looks the same as the one already there is left
alone, so that two runs change nothing.
"""

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
NOW = datetime(2026, 9, 24, 10, 12, tzinfo=ZoneInfo("Europe/Paris"))
PHONE, SCREEN = (390, 780), (1180, 820)
LARGEST = 150_000
"""Bytes of an image."""
VISIBLE, TOLERATED = 48, 60
"""A pixel looks different from so much on, out of 255; so few may: edges of letters are not always drawn alike."""
FRENCH_DATES = """() => {
  for (const field of document.querySelectorAll("input[type=datetime-local]")) {
    const [, year, month, day, time] = field.value.match(/(\\d+)-(\\d+)-(\\d+)T(\\d+:\\d+)/) || [];
    field.type = "text";
    if (year) field.value = `${day}/${month}/${year} ${time}`;
  }
}"""
"""Fields that the browser itself draws follow the language it was built in: show dates as a French one does."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Shot:
    """One image: who looks at which page, on what screen, and what they do there first."""

    name: str
    who: str
    path: str
    size: tuple[int, int] = SCREEN
    before: Callable[[Page], None] | None = None
    whole: bool = False
    """The whole page rather than what the screen shows."""
    language: str = "fr"


def main() -> int:
    """Side effects: files in ``docs/images``. Returns 1 without a browser or when a page does not answer."""
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        sys.exit("Chromium is not installed (on Debian: apt-get install chromium)")
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="possibles-shots-") as folder:
        prepare(Path(folder))
        with patch("django.utils.timezone.now", lambda: NOW):
            load_demo()
            with serve() as site, sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
                )
                for shot in shots():
                    if not wanted or shot.name in wanted:
                        say(f"{shot.name}: {keep(shot.name, take(browser, site, shot))}")
                browser.close()
    return 0


def prepare(folder: Path) -> None:
    """A set-up that owes nothing to the one of this machine. Side effects: the environment, Django."""
    for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "COMPANY_LOOKUP_URL"):
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "accelerator.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's loop runs in this thread
        "DEBUG": "1",
        "LOG_LEVEL": "ERROR",
        "POSSIBLES_VAR": str(folder),
    }
    (folder / "fonts").symlink_to(ROOT / "var" / "fonts")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


def load_demo() -> None:
    from django.core.management import call_command

    from coaching.demo.load import load

    call_command("migrate", verbosity=0)
    load(None, now=NOW)


@contextmanager
def serve() -> Iterator[str]:
    """Address of the site while the block lasts."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: what fails shows in the page."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def take(browser: Browser, site: str, shot: Shot) -> Image.Image:
    """Walk to the page as that person, and photograph it."""
    width, height = shot.size
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": height},
        device_scale_factor=1.5 if width < 600 else 1,
        has_touch=width < 600,
        locale="en-GB" if shot.language == "en" else "fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
        color_scheme="light",
    )
    context.add_cookies([{"name": "django_language", "value": shot.language, "url": site}])
    if shot.who:
        context.add_cookies([signed_in(shot.who, site)])
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    answer = page.goto(shot.path, wait_until="networkidle")
    if answer is None or not answer.ok:
        sys.exit(f"{shot.name}: {shot.path} answered {answer and answer.status}")
    if shot.before:
        shot.before(page)
    if shot.language == "fr":
        page.evaluate(FRENCH_DATES)
    page.evaluate("document.fonts.ready")
    if not shot.whole:
        page.wait_for_timeout(150)
    photo = page.screenshot(full_page=shot.whole, animations="disabled", caret="hide")
    context.close()
    return Image.open(BytesIO(photo)).convert("RGB")


def signed_in(email: str, site: str) -> Any:
    """A session of this person, as the browser's cookie."""
    from django.conf import settings
    from django.test import Client

    from accelerator.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": site}


def keep(name: str, image: Image.Image) -> str:
    """Write the image unless the one that is there looks the same; says what was done."""
    path = IMAGES / f"{name}.png"
    packed = pack(image)
    if path.exists() and alike(Image.open(path).convert("RGB"), Image.open(BytesIO(packed)).convert("RGB")):
        return "unchanged"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(packed)
    return f"{len(packed) // 1000} kB"


def pack(image: Image.Image) -> bytes:
    """PNG of at most 256 colours, fewer until it is small enough."""
    packed = b""
    for colours in (256, 128, 64, 32):
        stream = BytesIO()
        reduced = image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        reduced.save(stream, "PNG", optimize=True)
        packed = stream.getvalue()
        if len(packed) <= LARGEST:
            break
    return packed


def alike(image: Image.Image, other: Image.Image) -> bool:
    if image.size != other.size:
        return False
    difference = (
        ImageChops.difference(image, other).convert("L").point(lambda value: 255 * (value >= VISIBLE))
    )
    return difference.histogram()[255] <= TOLERATED


# --- what is photographed ---


def shots() -> list[Shot]:
    """The images, in the order of the guides. Who and where come from the demo."""
    from django.urls import reverse

    from projects.models import Application

    def dossier(edition: str, state: str) -> Application:
        found = Application.objects.filter(call__edition__slug=edition, state=state).order_by("reference")
        one = found.select_related("project").first()
        if one is None:
            sys.exit(f"the demo has no {state} dossier in {edition}")
        return one

    def lead(application: Application) -> str:
        return str(application.project.members.get(leads=True).user.email)

    call, choice = "speciale-littoral-2026", "petites-structures-2026"
    draft, sent = dossier(call, "draft"), dossier(call, "submitted")
    organiser = "organisation@possibles.example"

    def at(name: str, *args: Any) -> str:
        return reverse(name, args=args)

    return [
        Shot("ranking", organiser, at("projects:ranking", choice), (1180, 900), from_the_title),
        Shot("candidat-appel", "", at("programmes:call", call), PHONE),
        Shot(
            "candidat-formulaire",
            lead(draft),
            at("projects:application_form", draft.reference, 3),
            PHONE,
            type_an_answer,
        ),
        Shot(
            "candidat-hors-connexion",
            lead(draft),
            at("projects:application_form", draft.reference, 3),
            PHONE,
            go_offline,
        ),
        Shot(
            "candidat-envoi",
            lead(draft),
            at("projects:application_review_and_submit", draft.reference),
            PHONE,
        ),
        Shot("candidat-recu", lead(sent), at("projects:application_sent", sent.reference), PHONE),
        Shot("candidat-accueil", lead(sent), at("coaching:my_home"), whole=True),
        Shot("appel-reglages", organiser, at("programmes:manage_call", call)),
        Shot("appel-formulaire", organiser, at("programmes:manage_form", call), SCREEN, begin_the_form),
        Shot("appel-question", organiser, at("programmes:manage_form", call), SCREEN, open_a_question),
        Shot("appel-dossiers", organiser, at("projects:manage_applications", choice), SCREEN, tick_two),
        Shot("appel-dossier", organiser, at("projects:manage_application", call, sent.reference)),
        Shot("appel-exports", organiser, at("projects:manage_exports", choice), SCREEN, from_the_title),
    ]


def from_the_title(page: Page) -> None:
    """Without what every page of an organiser begins with."""
    page.locator("h1").evaluate(
        "title => window.scrollTo(0, title.getBoundingClientRect().top + scrollY - 32)"
    )


def tick_two(page: Page) -> None:
    """Two dossiers ticked, with what can be done to them."""
    boxes = page.locator("[data-tick]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.locator(".toolbar").evaluate(
        "bar => window.scrollTo(0, bar.getBoundingClientRect().top + scrollY - 32)"
    )


def begin_the_form(page: Page) -> None:
    """A draft of the form, begun from the one that is published."""
    begin = page.get_by_role("button", name="Commencer")
    if begin.count():
        begin.click()
        page.wait_for_load_state("networkidle")
    from_the_title(page)


def open_a_question(page: Page) -> None:
    begin_the_form(page)
    page.get_by_role("link", name="Le problème de travail").first.click()
    page.wait_for_load_state("networkidle")
    from_the_title(page)


def type_an_answer(page: Page) -> None:
    """A long answer that saves itself."""
    field = page.locator("textarea").first
    field.fill("Sept personnes sur les parcs, de vingt à soixante et un ans, dont trois pour la saison.")
    field.blur()
    expect(page.locator("[data-state]", has_text="enregistré à").first).to_be_visible()
    field.scroll_into_view_if_needed()


def go_offline(page: Page) -> None:
    """The network goes while somebody writes."""
    field = page.locator("textarea").first
    page.context.set_offline(True)
    field.fill("Sept personnes sur les parcs, et un réseau qui va avec la marée.")
    field.blur()
    field.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
