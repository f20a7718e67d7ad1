"""Mails about accounts."""

from uuid import uuid4

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message

LOGIN_CODE = "accounts/login_code"


def login_code(user: User, code: str) -> Message:
    """The code that lets ``user`` in; emptied once sent."""
    return Message(LOGIN_CODE, user, f"login-code:{user.pk}:{uuid4()}", context={"code": code}, private=True)


def organiser_welcome(user: User, link: str) -> Message:
    """A sign-in link for somebody who was made an organiser from the command line."""
    return Message(
        "accounts/organiser_welcome",
        user,
        f"organiser-welcome:{user.pk}:{uuid4()}",
        context={"link": link},
        private=True,
    )
