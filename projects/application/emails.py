"""What we write to people who apply, and to organisers about it."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.outbox.messages import AttachedText, Message
from accelerator.questionnaires.models import Question
from programmes.calendar import deadline_file
from programmes.emails import edition_message
from programmes.models import Call, CallDateChange
from projects.emails import application_message
from projects.models import Application, ApplicationVersion, ProjectMember


def receipt(application: Application, to: User, version: ApplicationVersion) -> Message:
    """The proof of submission: reference, version, time to the second, fingerprint of the content."""
    key = f"receipt:application:{application.pk}:{version.number}"
    return application_message("application/receipt", to, key, application, version=version)


def application_withdrawn(application: Application, to: User, *, by: User) -> Message:
    """To a member: their dossier is withdrawn, ``by`` whom."""
    key = f"withdrawn:application:{application.pk}:{to.pk}"
    return application_message("application/withdrawn", to, key, application, by=None if by == to else by)


def withdrawal_notice(application: Application, to: User, reason: str) -> Message:
    """To an organiser: one dossier less to examine."""
    key = f"withdrawn_notice:application:{application.pk}:{to.pk}"
    return application_message("application/withdrawn_notice", to, key, application, reason=reason)


def draft_waiting(application: Application, to: User, *, days: int, missing: int) -> Message:
    """``days`` before closing: the draft is not sent yet. A postponed closing is a new reminder.

    The mail has the date and not a number of days, which a late planner or mail would make wrong.
    """
    closing = application.call.closes_at.isoformat()
    key = f"draft_waiting:application:{application.pk}:{to.pk}:{closing}:{days}"
    return application_message("application/draft_waiting", to, key, application, days=days, missing=missing)


def call_dates_changed(change: CallDateChange, member: ProjectMember) -> Message:
    """To a member of a draft, or of a sent dossier being changed: the new closing."""
    application, call = member.project.application, change.call
    template = "call_extended" if change.extends and change.new_opens_at is None else "call_dates_changed"
    key = f"call_extended:{change.pk}:application:{application.pk}:{member.user_id}"
    message = edition_message(
        f"projects/application/{template}",
        member.user,
        key,
        call.edition,
        application=application,
        call=call,
        extension=change,
        is_closed=change.new_closes_at <= change.at,
    )

    def build_files() -> list[AttachedText]:
        summary = _("%(edition)s : dernier moment pour déposer un dossier")
        return deadline_file(call.edition, "closing", change.new_closes_at, summary)

    return replace(message, attachments=build_files)


def form_changed(
    call: Call,
    member: ProjectMember,
    *,
    added: Sequence[Question],
    removed: Sequence[Question],
    changed: Sequence[Question] = (),
) -> Message:
    """To a member of a draft: questions added to the form, removed, or changed."""
    application = member.project.application
    key = f"form_changed:{call.form_id}:application:{application.pk}:{member.user_id}"
    questions = {"added": added, "removed": removed, "changed": changed}
    return edition_message(
        "projects/application/form_changed",
        member.user,
        key,
        call.edition,
        application=application,
        call=call,
        **questions,
    )
