"""Mails about accounts."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings

from accelerator.accounts.models import User
from accelerator.outbox.messages import Address, Message

LOGIN_CODE = "accounts/login_code"


def login_code(user: User, code: str, *, at: datetime) -> Message:
    """The code that lets ``user`` in, asked for at this instant; emptied once sent."""
    return Message(
        LOGIN_CODE,
        user,
        f"login-code:{user.pk}:{uuid4()}",
        context={"code": code},
        private=True,
        expires_at=at + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
    )


def organiser_welcome(user: User, link: str) -> Message:
    """A sign-in link for somebody who was made an organiser from the command line."""
    return Message(
        "accounts/organiser_welcome",
        user,
        f"organiser-welcome:{user.pk}:{uuid4()}",
        context={"link": link},
        private=True,
    )


def address_changed(user: User, to: User | Address, *, at: datetime) -> Message:
    """To the former address and to the new one: which of them signs in from now on."""
    key = f"address-changed:{user.pk}:{to.email}:{at.isoformat()}"
    return Message("accounts/address_changed", to, key, context={"address": user.email})
