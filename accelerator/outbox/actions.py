"""Queue mails in the caller's transaction, and call the postman once it commits."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.jobs.broker import enqueue
from accelerator.outbox.delivery import deliver_urgent
from accelerator.outbox.messages import Address, Message
from accelerator.outbox.models import MailState, OutgoingMail
from accelerator.registry import Registry
from accelerator.transitions import TransitionRefused

SilenceRule = Callable[[set[str]], set[str]]
"""Which of these scopes are silent: one query at most."""

_silence_rules: Registry[SilenceRule] = Registry()
register_silence = _silence_rules.add


class ScopeSilent(TransitionRefused):
    """The mail was the very purpose of the act."""

    def __init__(self) -> None:
        super().__init__(_("Édition passée : aucun message ne part, celui-ci non plus."))


def silent_scopes(scopes: Iterable[str]) -> set[str]:
    """The scopes among these that send no mail."""
    named = {scope for scope in scopes if scope}
    return {scope for rule in _silence_rules for scope in rule(named)} if named else set()


def drop_silent(messages: Iterable[Message]) -> list[Message]:
    """The messages that may be written. Raises :class:`ScopeSilent` for one that its action needs."""
    pending = list(messages)
    silent = silent_scopes(message.scope for message in pending)
    if any(message.required for message in pending if message.scope in silent):
        raise ScopeSilent
    return [message for message in pending if message.scope not in silent]


CHUNK = 500


def queue(*messages: Message, at: datetime, asks: bool = True) -> int:
    """Write these mails; returns how many are new.

    Side effects: one row a mail whose ``dedupe_key`` is not known yet (three queries for each 500 mails), in the
    caller's transaction; delivery is asked for on commit, once a transaction, if one is due and the caller ``asks``:
    else the next delivery takes them, at the latest the one of the sweep. A scope that writes to
    nobody (:mod:`accelerator.outbox.actions`) gets no row; an urgent mail is sent by this process where the workers
    cannot be called; raises ``ScopeSilent`` for a message that is ``required``.
    """
    remaining = iter({message.dedupe_key: message for message in drop_silent(messages)}.values())
    written = 0
    is_due, urgent = False, list[str]()
    while chunk := list(islice(remaining, CHUNK)):
        rows = [_build_row(message, at) for message in _select_new(chunk)]
        written += _write(rows)
        is_due = is_due or any(row.due_at <= at for row in rows)
        urgent += [row.dedupe_key for row in rows if row.expires_at]
    if urgent:
        transaction.on_commit(lambda: _deliver_urgent(urgent))
    elif is_due and asks:
        deliver_on_commit()
    return written


def store_cancelled(*messages: Message, at: datetime) -> int:
    """Write these mails as cancelled: they never leave, asked for again or not. Returns how many were not known."""
    rows = [_build_row(message, at) for message in _select_new(messages)]
    for row in rows:
        row.state = MailState.CANCELLED
        if row.private:
            row.text = row.html = ""
    return _write(rows)


def deliver_on_commit() -> None:
    """Ask for a delivery when the current transaction commits, unless it was asked already."""
    standing = set(connection.savepoint_ids)
    for hook in connection.run_on_commit:
        if hook[1] is request_delivery and hook[0] <= standing:
            return
    transaction.on_commit(request_delivery)


def request_delivery(times: int = 1) -> None:
    """Announce work to the workers."""
    for _time in range(times):
        enqueue("outbox.deliver")


def _deliver_urgent(keys: Sequence[str]) -> None:
    """Have the workers send these mails; without a broker this process does, since they cannot wait."""
    if not enqueue("outbox.deliver"):
        deliver_urgent(OutgoingMail.objects.filter(dedupe_key__in=keys), at=timezone.now())


def _select_new(chunk: Sequence[Message]) -> list[Message]:
    keys = [message.dedupe_key for message in chunk]
    existing_keys = set(OutgoingMail.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
    return [message for message in chunk if message.dedupe_key not in existing_keys]


def _write(rows: Sequence[OutgoingMail]) -> int:
    """How many of these rows are new: another transaction may have written some since they were looked up."""
    if not rows:
        return 0
    OutgoingMail.objects.bulk_create(rows, ignore_conflicts=True)
    keys = [row.dedupe_key for row in rows]
    return OutgoingMail.objects.filter(dedupe_key__in=keys, created_at=rows[0].created_at).count()


def _build_row(message: Message, at: datetime) -> OutgoingMail:
    rendered = message.render()
    return OutgoingMail(
        dedupe_key=message.dedupe_key,
        template=message.template,
        scope=message.scope,
        user_id=None if isinstance(message.to, Address) else message.to.pk,
        to_email=message.to.email,
        to_name=message.to.name,
        reply_to=message.reply_header,
        language=message.to.language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        attachments=[asdict(attachment) for attachment in message.build_attachments()],
        message_id=message.message_id,
        created_at=at,
        due_at=message.due_at or at,
        expires_at=message.expires_at,
        private=message.private,
    )
