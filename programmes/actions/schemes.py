"""Support schemes: saved, verified, archived; by an organiser, or by the person who answers for them."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.edit_conflict import EditConflict
from accelerator.links import new_nonce
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from programmes.emails import messages_to_owners
from programmes.models import Edition, SupportScheme
from programmes.models.scheme import LONGEST_CODE


@transaction.atomic
def save_scheme(
    *,
    scheme: SupportScheme,
    actor: User | None,
    at: datetime,
    base_version: int | None = None,
    is_verified: bool = False,
) -> SupportScheme:
    """Save a scheme, new or existing; one without a code gets one from its name.

    ``is_verified``: the actor confirms it (``verified_on`` is then theirs; without an actor, the contact of the
    scheme). Side effects: a link sent to a former contact dies, one audit entry. Raises :class:`EditConflict` when
    ``base_version`` is not the last.
    """
    if scheme.pk:
        stored = SupportScheme.objects.select_for_update().get(pk=scheme.pk)
        if base_version is not None and base_version != stored.version:
            raise EditConflict({}, stored.version, _("Ce dispositif a été modifié entre-temps."))
        scheme.version = stored.version + 1
        if scheme.contact_email.lower() != stored.contact_email.lower():
            scheme.nonce = new_nonce()
    scheme.code = scheme.code or find_free_code(scheme)
    if is_verified:
        scheme.verified_by, scheme.verified_by_contact = actor, actor is None
    scheme.save()
    record(verb="save_scheme", subject=scheme, actor=actor, at=at, scope=scheme.edition.scope)
    return scheme


def find_free_code(scheme: SupportScheme) -> str:
    """« impulsion-conseil », or with a number when it is taken in this edition. One query."""
    base = slugify(scheme.name)[: LONGEST_CODE - 5] or "dispositif"
    taken = set(scheme.edition.schemes.filter(code__startswith=base).values_list("code", flat=True))
    free = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in free if code not in taken)


@transaction.atomic
def verify_scheme(
    *, scheme: SupportScheme, actor: User | None, at: datetime, base_version: int | None = None
) -> None:
    """Confirm a scheme unchanged; ``actor`` is ``None`` for its contact.

    Side effects: one audit entry. Raises :class:`TransitionRefused` when its last day is over: another one is needed;
    :class:`EditConflict` when it changed since ``base_version``.
    """
    today = timezone.localdate(at)
    stored = _lock(scheme)
    if base_version not in (None, stored.version):
        raise EditConflict({}, stored.version, _("Ce dispositif a été modifié entre-temps."))
    if stored.is_over(today):
        raise TransitionRefused(_("Son dernier jour est passé : corrigez d’abord cette date."))
    stored.verified_on, stored.verified_by, stored.verified_by_contact = today, actor, actor is None
    stored.version += 1
    stored.save(update_fields=["verified_on", "verified_by", "verified_by_contact", "version"])
    record(verb="verify_scheme", subject=stored, actor=actor, at=at, scope=scheme.edition.scope)


@transaction.atomic
def notify_scheme_owners(*, edition: Edition, actor: User, at: datetime) -> int:
    """Write now, without waiting for the first of the month, to the contacts of schemes to check.

    Returns the number of mails: one to each contact, once a day. Side effects: these mails, an audit entry for any.
    """
    today = timezone.localdate(at)
    stale = edition.schemes.current().stale(edition.schemes_checked_months, today).exclude(contact_email="")
    mails = queue(*messages_to_owners(stale.order_by("name", "pk"), today), at=at)
    if mails:
        record(
            verb="ask_scheme_owners",
            subject=edition,
            actor=actor,
            at=at,
            scope=edition.scope,
            data={"mails": mails},
        )
    return mails


@transaction.atomic
def archive_scheme(*, scheme: SupportScheme, actor: User | None, at: datetime) -> None:
    """Archive a scheme: no longer proposed, but still named where it was. Side effects: one audit entry; again,
    none."""
    _set_archived_at("archive_scheme", scheme, at, actor=actor, at=at)


@transaction.atomic
def restore_scheme(*, scheme: SupportScheme, actor: User, at: datetime) -> None:
    """Propose an archived scheme again. Side effects: one audit entry; for one that is not archived, none."""
    _set_archived_at("restore_scheme", scheme, None, actor=actor, at=at)


def _set_archived_at(
    verb: str, scheme: SupportScheme, archived_at: datetime | None, *, actor: User | None, at: datetime
) -> None:
    locked = _lock(scheme)
    if bool(locked.archived_at) != bool(archived_at):
        locked.archived_at = archived_at
        locked.version += 1
        locked.save(update_fields=["archived_at", "version"])
        record(verb=verb, subject=locked, actor=actor, at=at, scope=scheme.edition.scope)


@transaction.atomic
def remove_scheme(*, scheme: SupportScheme, actor: User, at: datetime) -> None:
    """Delete an archived scheme: answers and decisions that named it name none. Side effects: one audit entry.

    Raises :class:`TransitionRefused` for one that is still proposed.
    """
    locked = _lock(scheme)
    if locked.archived_at is None:
        raise TransitionRefused(_("Archivez d’abord ce dispositif."))
    record(verb="remove_scheme", subject=locked, actor=actor, at=at, scope=scheme.edition.scope)
    locked.delete()


def _lock(scheme: SupportScheme) -> SupportScheme:
    locked = SupportScheme.objects.select_for_update().get(pk=scheme.pk)
    locked.edition = scheme.edition
    return locked
