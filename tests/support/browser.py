"""What a browser needs before it is sent to a page."""

from typing import Any

from django.conf import settings as django_settings
from django.test import Client


def sign_in(user: Any, site: str) -> dict[str, str]:
    """A session cookie for ``user``. Side effect: the session is written to the database."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": site}
