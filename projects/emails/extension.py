"""What we write to people who are writing when their call changes: its closing, its form."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accelerator.outbox.messages import Message
from accelerator.questionnaires.models import Question
from programmes.calendar import deadline_file
from programmes.models import Call, CallDateChange
from projects.models import ProjectMember


def call_dates_changed(change: CallDateChange, member: ProjectMember) -> Message:
    """To somebody who holds a draft, or changes a dossier that was sent: until when they may send it now."""
    application, call = member.project.application, change.call
    template = "call_extended" if change.extends and change.new_opens_at is None else "call_dates_changed"
    return Message(
        template=f"projects/{template}",
        to=member.user,
        dedupe_key=f"call_extended:{change.pk}:application:{application.pk}:{member.user_id}",
        context={
            "application": application,
            "call": call,
            "edition": call.edition,
            "extension": change,
            "is_closed": change.new_closes_at <= change.at,
        },
        scope=call.edition.scope,
        signed_by=call.edition.name,
        reply_to=call.contact_email,
        attachments=lambda: deadline_file(
            call.edition,
            "closing",
            change.new_closes_at,
            _("%(edition)s : dernier moment pour déposer un dossier"),
        ),
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
        signed_by=call.edition.name,
        reply_to=call.contact_email,
    )
