"""What we write to people who are writing when their call changes: its closing, its form."""

from collections.abc import Sequence

from accelerator.outbox.messages import Message
from accelerator.questionnaires.models import Question
from programmes.models import Call, CallExtension
from projects.models import ProjectMember


def call_extended(extension: CallExtension, member: ProjectMember) -> Message:
    """The closing was put off: to somebody who holds a draft, or changes a dossier that was sent."""
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


def form_changed(
    call: Call,
    member: ProjectMember,
    *,
    added: Sequence[Question],
    removed: Sequence[Question],
    changed: Sequence[Question] = (),
) -> Message:
    """Questions came into the form of the call, left it, or ask for another answer: to somebody with a draft."""
    application = member.project.application
    return Message(
        template="projects/form_changed",
        to=member.user,
        dedupe_key=f"form_changed:{call.form_id}:application:{application.pk}:{member.user_id}",
        context={
            "application": application,
            "call": call,
            "edition": call.edition,
            "added": added,
            "removed": removed,
            "changed": changed,
        },
        scope=call.edition.scope,
        reply_to=call.contact_email,
    )
