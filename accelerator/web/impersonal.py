"""A page that is anybody's: without the token that the forms of each visitor carry."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

PERSONAL = (settings.SESSION_COOKIE_NAME, "messages")
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
PLACE = "<token of the visitor>"


def is_personal(request: HttpRequest) -> bool:
    """Whether the answer may be this visitor's alone."""
    return any(name in request.COOKIES for name in PERSONAL)


def strip_token(content: str) -> str:
    """The page with a place instead of the token of the person it was rendered for."""
    for token in set(FORM_TOKEN.findall(content)):
        content = content.replace(token, PLACE)
    return content


def with_token(request: HttpRequest, content: str) -> HttpResponse:
    """The page for this visitor. Another's token would have their posts refused."""
    if PLACE in content:
        content = content.replace(PLACE, get_token(request))
    return HttpResponse(content, headers={"Vary": "Cookie"})
