"""The request of a page behind the sign-in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accelerator.accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """What a view receives whose row in the visibility table admits nobody without an account.

    A public page, or one of a personal link, receives Django's ``HttpRequest``, whose user may be anonymous.
    """

    user: User
    htmx: HtmxDetails


def current_user(request: HttpRequest) -> User:
    """The person who is signed in. Raises ``PermissionDenied`` for a visitor: the visibility gate stops them before."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
