"""Send a message to everybody at a session, withdraw it, record who has seen it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.text import clean_line
from accelerator.transitions import TransitionRefused
from coaching.models import Attendee, Broadcast, BroadcastReader, Session
from coaching.session.actions.occupancy import lock_session
from coaching.session.timetable import PARIS

LASTS = timedelta(hours=1)


@transaction.atomic
def send_broadcast(*, session: Session, text: str, actor: User, at: datetime) -> tuple[Broadcast, bool]:
    """Display a message for an hour; returns it, and whether it is new.

    A text that is displayed already stays one message, even when somebody else sends it again. Side effects: one row,
    one audit entry without the text; no mail.
    """
    session, text = lock_session(session.pk), clean_line(text)
    same = Broadcast.objects.active(at).filter(session=session, text=text).first()
    if same:
        return same, False
    sent = Broadcast.objects.create(
        session=session, text=text, sent_at=at, sent_by=actor, expires_at=at + LASTS
    )
    scope = session.edition.scope
    record(verb="send_broadcast", subject=sent, actor=actor, at=at, scope=scope, data={"length": len(text)})
    return sent, True


@transaction.atomic
def withdraw_broadcast(*, broadcast: Broadcast, actor: User, at: datetime) -> None:
    """Take a message off all phones and screens. Side effects: ``withdrawn_at``, one audit entry.

    Raises :class:`TransitionRefused` when it is no longer displayed.
    """
    if not Broadcast.objects.active(at).filter(pk=broadcast.pk).update(withdrawn_at=at):
        raise TransitionRefused(_("Ce message n’est déjà plus affiché."))
    scope = broadcast.session.edition.scope
    record(verb="withdraw_broadcast", subject=broadcast, actor=actor, at=at, scope=scope)


def note_reader(*, broadcast: Broadcast, attendee: Attendee, at: datetime) -> None:
    """Record that an attendee saw the message; repeating it changes nothing. Side effect: one row."""
    row = BroadcastReader(broadcast=broadcast, attendee=attendee, at=at)
    BroadcastReader.objects.bulk_create([row], ignore_conflicts=True)


def delete_broadcasts(*, at: datetime) -> int:
    """Delete the messages of sessions that are over, with their readers; returns how many rows."""
    today = timezone.localdate(at, PARIS)
    over = Broadcast.objects.filter(expires_at__lte=at, session__edition__session_ends_on__lt=today)
    # a session without a last day is over the day after its message
    undated = Broadcast.objects.filter(
        expires_at__lte=at - timedelta(days=1), session__edition__session_ends_on=None
    )
    return sum(rows.delete()[0] for rows in (over, undated))
