"""Draw the images of the documentation again: `make screenshots`, or `make screenshots ONLY=ranking`.

A demo of its own, in a scratch database, on a day that never changes, served by this very process; Chromium walks it
and photographs what ``shots`` lists into ``docs/images``. An image that looks the same as the one there is left alone.
"""

import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from wsgiref import handlers
from zoneinfo import ZoneInfo

import shots
from browser import MISSING, find_chromium
from PIL import Image, ImageChops
from playwright.sync_api import Browser, sync_playwright
from shots import Shot

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
NOW = datetime(2026, 9, 24, 10, 12, tzinfo=ZoneInfo("Europe/Paris"))
DURING_THE_MIX = NOW.replace(hour=11, minute=24)
"""On the second day of a session."""
MOMENTS: list[tuple[str | None, datetime, list[Shot], Callable[[], dict[str, Any]]]] = [
    (None, NOW, shots.YEAR_LATER, shots.find_year_facts),
    ("day2", DURING_THE_MIX, shots.SECOND_DAY, shots.find_day_facts),
    ("followup", NOW, shots.FOLLOW_UP, shots.find_follow_up_facts),
    ("meeting", NOW, shots.MEETING, shots.find_meeting_facts),
]
"""How far the demo has gone, its instant, what is photographed of it, and where that is."""
LARGEST = 150_000
"""Bytes of an image."""
VISIBLE, TOLERATED = 48, 60
"""A pixel looks different from so much on, out of 255; so few may: edges of letters are not always drawn alike."""
FRENCH_DATES = """() => {
  for (const field of document.querySelectorAll("input[type=datetime-local], input[type=date]")) {
    const [, year, month, day, time] = field.value.match(/(\\d+)-(\\d+)-(\\d+)(?:T(\\d+:\\d+))?/) || [];
    field.type = "text";
    if (year) field.value = `${day}/${month}/${year} ${time ?? ""}`.trim();
  }
}"""
"""Fields that the browser itself draws follow the language it was built in: show dates as a French one does."""


def main() -> int:
    """Side effects: files in ``docs/images``. Returns 1 without a browser or when a page does not answer."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit(MISSING)
    wanted = set(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="possibles-shots-") as folder:
        prepare(Path(folder))
        for stage, now, listed, find_facts in MOMENTS:
            chosen = [shot for shot in listed if not wanted or shot.name in wanted]
            if chosen:
                with patch("django.utils.timezone.now", return_value=now):
                    load_demo(stage, now)
                    photograph(chromium, now, chosen, find_facts())
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


def load_demo(stage: str | None = None, now: datetime = NOW) -> None:
    """The demo, or one edition of it alone. Side effects: tables made or emptied, then filled."""
    from django.core.cache import cache
    from django.core.management import call_command

    from coaching.demo.calendar import Stage
    from coaching.demo.load import load

    cache.clear()
    call_command("migrate", verbosity=0)
    if stage:
        call_command("flush", verbosity=0, interactive=False)
    # drawn by lot elsewhere
    with patch("coaching.attendance.actions.codes.generate_code", side_effect=["G7D9MK", "H4R7WX", "K3T8QP"]):
        load(Stage(stage) if stage else None, now=now)


def photograph(chromium: str, now: datetime, chosen: list[Shot], facts: dict[str, Any]) -> None:
    """Side effects: files in ``docs/images``."""
    with serve() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for shot in chosen:
            write_line(f"{shot.name}: {save(shot.name, take(browser, site, shot, facts, now))}")
        browser.close()


@contextmanager
def serve() -> Iterator[str]:
    """Address of the site while the block lasts."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from django.utils import timezone

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: what fails shows in the page."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    format_date = handlers.format_date_time
    try:
        # pages that count down trust the hour of the answer
        with patch.object(handlers, "format_date_time", lambda _at: format_date(timezone.now().timestamp())):
            yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def take(browser: Browser, site: str, shot: Shot, facts: dict[str, Any], now: datetime) -> Image.Image:
    """Walk to the page as that person, and photograph it."""
    from django.urls import reverse

    width, height = shot.size
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": height},
        device_scale_factor=1.5 if width < 600 else 1,
        has_touch=width < 600,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
        color_scheme="light",
    )
    context.add_cookies([{"name": "django_language", "value": "fr", "url": site}])
    if shot.who:
        context.add_cookies([sign_in(facts.get(shot.who, shot.who), site)])
    page = context.new_page()
    page.clock.set_fixed_time(now)
    view, _mark, query = shot.page.partition("?")
    path = reverse(view, args=[facts[name] for name in shot.args.split()])
    answer = page.goto(f"{path}?{query.format(**facts)}" if query else path, wait_until="networkidle")
    if answer is None or not answer.ok:
        sys.exit(f"{shot.name}: {path} answered {answer and answer.status}")
    if shot.before:
        shot.before(page)
    page.evaluate(FRENCH_DATES)
    page.evaluate("document.fonts.ready")
    if not shot.whole:
        page.wait_for_timeout(150)
    photo = page.screenshot(full_page=shot.whole, animations="disabled", caret="hide")
    context.close()
    return Image.open(BytesIO(photo)).convert("RGB")


def sign_in(email: str, site: str) -> Any:
    """A session of this person, as the browser's cookie."""
    from django.conf import settings
    from django.test import Client

    from accelerator.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": site}


def save(name: str, image: Image.Image) -> str:
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


def write_line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
