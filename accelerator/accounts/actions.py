"""What is done to an account."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.core import ratelimit
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from accelerator.accounts import emails, links
from accelerator.accounts.models import User, normalise_email
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue

SEND_CODE = "request_login_code"
TRY_CODE = "try_login_code"


class TooManyCodes(Exception):
    """This address, or this visitor, asked for too many codes in a short while."""


class AddressKnown(Exception):
    """There is an account of this address already: whoever has it enters by a code."""


@transaction.atomic
def send_code(request: HttpRequest, *, email: str) -> None:
    """Start signing in: the same for every address, known or not, so that the answer tells nothing.

    Side effects: an account for a new address, a private mail with the code (none for a closed account), and the
    waiting sign-in kept in the visitor's session. Raises :class:`TooManyCodes`.
    """
    if not ratelimit.consume(request, action=SEND_CODE, key=email):
        raise TooManyCodes
    user = User.objects.for_email(email, language=(get_language() or "fr")[:2])
    LoginCodeVerificationProcess.initiate(
        request=request, user=user if user.is_active else None, email=user.email
    )


def let_in(request: HttpRequest, *, user: User, redirect_url: str | None = None) -> HttpResponse:
    """Sign in somebody who proved to read the mailbox of ``user``; a second factor, if set, is still asked for.

    Side effects: the session becomes theirs. Returns where to go next.
    """
    record_authentication(request, user, method="link", email=user.email)
    response: HttpResponse = perform_login(
        request, Login(user=user, redirect_url=redirect_url, email=user.email)
    )
    return response


def open_account(*, email: str, name: str = "") -> User:
    """An account for an address that has none, whose mailbox was just read. Raises :class:`AddressKnown`."""
    language = (get_language() or "fr")[:2]
    user, made = User.objects.get_or_create(
        email=normalise_email(email), defaults={"password": "!", "name": name, "language": language}
    )
    if not made:
        raise AddressKnown
    return user


@transaction.atomic
def make_organiser(*, email: str, name: str, at: datetime) -> User:
    """Let this person create programmes and editions.

    Side effects: an account for a new address, its platform right, a private mail with a sign-in link, one audit
    entry.
    """
    user = User.objects.for_email(email, name=name)
    user.is_staff = True
    user.name = name or user.name
    user.save(update_fields=["is_staff", "name"])
    record(verb="make_organiser", subject=user, actor=None, at=at)
    queue(emails.organiser_welcome(user, links.sign_in_link(user)), at=at)
    return user


@transaction.atomic
def save_profile(*, user: User, changed: Sequence[str], actor: Any, at: datetime) -> None:
    """Save the named fields. Side effects: one audit entry that names them, without their content."""
    if changed:
        user.save(update_fields=list(changed))
        record(verb="change_profile", subject=user, actor=actor, at=at, data={"fields": list(changed)})


def choose_language(*, user: User, language: str) -> None:
    """Speak ``language`` to this person from now on, mails included."""
    User.objects.filter(pk=user.pk).exclude(language=language).update(language=language)
