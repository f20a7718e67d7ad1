"""What we write to people who are writing when the closing moves."""

from accelerator.outbox.messages import Message
from programmes.models import CallExtension
from projects.models import ProjectMember


def call_extended(extension: CallExtension, member: ProjectMember) -> Message:
    """The closing was put off: to somebody who holds a draft."""
    application, call = member.project.application, extension.call
    return Message(
        template="projects/call_extended",
        to=member.user,
        dedupe_key=f"call_extended:{extension.pk}:application:{application.pk}:{member.user_id}",
        context={
            "application": application,
            "call": call,
            "edition": call.edition,
            "extension": extension,
        },
        scope=call.edition.scope,
        reply_to=call.contact_email,
    )
