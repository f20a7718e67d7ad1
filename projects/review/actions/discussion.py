"""Messages of the committee about a dossier before it meets: write, take back, mark as read."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.transitions import TransitionRefused
from projects.application.enums import SCORED
from projects.audit import record_act
from projects.conflicts.queries import conflicts_of
from projects.locks import lock_application
from projects.models import Application, CommitteeMessage, DiscussionReading
from projects.review.queries.discussion import list_discussed_by


class DiscussionRefused(TransitionRefused):
    """The message cannot be written; ``message`` is the reason."""


@transaction.atomic
def write_message(*, application: Application, text: str, author: User, at: datetime) -> CommitteeMessage:
    """Write to those who read this dossier. Raises :class:`DiscussionRefused`.

    Side effects: one row, an audit entry without its text; the author has read what came before. No mail leaves: a
    digest is sent once a day to those who have something to read.
    """
    locked = lock_application(application)
    if locked.state not in SCORED:
        raise DiscussionRefused(_("Ce dossier n’est plus à décider : la discussion est close."))
    may_write = list_discussed_by(author).judged_by(author).filter(pk=locked.pk).exists()
    if not may_write or conflicts_of(author, application.call.edition, at).pending:
        raise DiscussionRefused(_("Vous lisez cette discussion sans y prendre part, ou ne la lisez plus."))
    message = CommitteeMessage.objects.create(application=locked, text=text.strip(), author=author, at=at)
    mark_as_read(application=locked, reader=author, at=at)
    record_act(application, "discuss", actor=author, at=at)
    return message


@transaction.atomic
def take_back_message(*, message: CommitteeMessage, actor: User, at: datetime) -> None:
    """Take one's own message back: others see that there was one. Side effects: its text goes; an audit entry."""
    rows = CommitteeMessage.objects.filter(pk=message.pk, author=actor, taken_back_at=None)
    if rows.update(text="", taken_back_at=at):
        record_act(message.application, "take_back_message", actor=actor, at=at)


def mark_as_read(*, application: Application, reader: User, at: datetime) -> None:
    """Record until when this person has read the discussion. Side effect: one row, or its instant."""
    DiscussionReading.objects.update_or_create(application=application, reader=reader, defaults={"at": at})
