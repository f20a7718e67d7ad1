"""Mails of this app: signed by the team of their edition, answered to the address of its call."""

from accelerator.accounts.models import User
from accelerator.outbox.messages import Address, Message
from programmes.emails import contact_of
from programmes.models import Edition
from projects.models import Application


def edition_message(
    template: str, to: User | Address, key: str, edition: Edition, **context: object
) -> Message:
    """A mail about an edition; ``template`` is its name below ``templates/projects``."""
    return Message(
        template=f"projects/{template}",
        to=to,
        dedupe_key=key,
        context={"edition": edition, **context},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )


def application_message(
    template: str, to: User, key: str, application: Application, **context: object
) -> Message:
    """A mail about one application."""
    call = application.call
    return edition_message(template, to, key, call.edition, application=application, call=call, **context)
