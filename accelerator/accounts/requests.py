"""The request of a page behind the sign-in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accelerator.accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """What a view receives whose row in the visibility table admits nobody without an account.

    A public page, or one of a personal link, receives Django's ``HttpRequest``, whose user may be anonymous.
    """

    user: User
    htmx: HtmxDetails
