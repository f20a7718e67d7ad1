"""Mails of this app: signed by the team of their edition, answered to the address of its call."""

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from programmes.emails import edition_message
from projects.models import Application


def application_message(
    template: str, to: User, key: str, application: Application, **context: object
) -> Message:
    """A mail about one application."""
    call = application.call
    return edition_message(
        f"projects/{template}", to, key, call.edition, application=application, call=call, **context
    )
