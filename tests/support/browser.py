"""What a browser needs before it is sent to a page."""

from typing import TYPE_CHECKING, Any

from django.conf import settings as django_settings
from django.test import Client

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FARTHEST = 120
"""Times that Tab is pressed before something counts as out of reach."""

RULES_OF_A_LOOK = ("color-contrast", "target-size", "scrollable-region-focusable")
"""Rules of axe-core that another width or other colours may change; they change nothing for all others."""


def sign_in(user: Any, site: str) -> dict[str, str]:
    """A session cookie for ``user``. Side effect: the session is written to the database."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": site}


def reach(page: "Page", target: "Locator") -> None:
    """Press Tab until it has the focus."""
    for _press in range(FARTHEST):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is out of reach")


def press(page: "Page", target: "Locator", key: str = "Enter") -> None:
    """Reach it, then press a key."""
    reach(page, target)
    page.keyboard.press(key)


def follow(target: "Locator") -> None:
    """Click what leads to another page, and wait until that page is there."""
    with target.page.expect_navigation():
        target.click()
