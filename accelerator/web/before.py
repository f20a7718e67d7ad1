"""The page that a form was sent from."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def page_before(request: HttpRequest) -> str | None:
    """Path and query of the page of this site that the request comes from; ``None`` when the browser tells none."""
    address = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return None
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}".rstrip("?")
