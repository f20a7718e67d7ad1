"""Who is asking."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accelerator.accounts.models import User


def current_user(request: HttpRequest) -> User:
    """The person who is signed in. Raises ``PermissionDenied`` for a visitor: the visibility gate stops them before."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
