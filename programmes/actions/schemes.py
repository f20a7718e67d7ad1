"""Support schemes: saved, chosen, verified, archived; by an organiser, or by the person who answers for them.

They belong to a programme. ``edition`` is the one through which an organiser acts; ``None`` for a scheme's contact.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, RestrictedError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.links import new_nonce
from accelerator.outbox.actions import queue
from accelerator.transitions import EditConflict, TransitionRefused
from programmes.emails import messages_to_owners
from programmes.locks import lock_programme
from programmes.models import Edition, SupportScheme
from programmes.models.scheme import LONGEST_CODE


@transaction.atomic
def save_scheme(
    *,
    scheme: SupportScheme,
    edition: Edition | None = None,
    actor: User | None,
    at: datetime,
    base_version: int | None = None,
    is_verified: bool = False,
) -> SupportScheme:
    """Save a scheme, new or existing; one without a code gets one from its name.

    ``is_verified``: the actor confirms it (``verified_on`` is then theirs; without an actor, the contact of the
    scheme). Side effects: ``edition`` proposes a new one, a link sent to a former contact dies; what the contact had
    confirmed is to confirm again, unless they write it themselves; audit entries. Raises
    :class:`EditConflict` when ``base_version`` is not the last, :class:`TransitionRefused` when another one has its
    name or its code, or when it was deleted meanwhile.
    """
    is_new = scheme.pk is None
    lock_programme(scheme.programme_id)
    if not is_new:
        stored = _lock(scheme)
        if base_version is not None and base_version != stored.version:
            raise EditConflict({}, stored.version, _("Ce dispositif a été modifié entre-temps."))
        scheme.version = stored.version + 1
        if scheme.contact_email.lower() != stored.contact_email.lower():
            scheme.nonce = new_nonce()
        if actor is None:
            scheme.reworded_at = None
        elif stored.was_confirmed and scheme.list_confirmed() != stored.list_confirmed():
            scheme.reworded_at = at
    scheme.code = scheme.code or find_free_code(scheme)
    others = scheme.programme.schemes.exclude(pk=scheme.pk)
    if others.filter(Q(name=scheme.name) | Q(code=scheme.code)).exists():
        raise TransitionRefused(_("Ce programme a déjà un dispositif de ce nom ou de ce code."))
    if is_verified:
        scheme.verified_by, scheme.verified_by_contact = actor, actor is None
    scheme.save()
    if is_new and edition:
        edition.schemes.add(scheme)
    _record("save_scheme", scheme, edition, actor=actor, at=at)
    return scheme


@transaction.atomic
def choose_schemes(
    *,
    edition: Edition,
    added: Collection[SupportScheme],
    removed: Collection[SupportScheme],
    actor: User,
    at: datetime,
) -> None:
    """Propose some schemes of the programme in an edition, and some no longer; answers that named these name them
    still.

    Side effects: one audit entry for any.
    """
    edition.schemes.add(*added)
    edition.schemes.remove(*removed)
    if added or removed:
        data = {"added": len(added), "removed": len(removed)}
        record(verb="choose_schemes", subject=edition, actor=actor, at=at, scope=edition.scope, data=data)


def find_free_code(scheme: SupportScheme) -> str:
    """« impulsion-conseil », or with a number when it is taken in the programme. One query."""
    base = slugify(scheme.name)[: LONGEST_CODE - 5] or "dispositif"
    taken = set(scheme.programme.schemes.filter(code__startswith=base).values_list("code", flat=True))
    free = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in free if code not in taken)


@transaction.atomic
def verify_scheme(
    *,
    scheme: SupportScheme,
    edition: Edition | None = None,
    actor: User | None,
    at: datetime,
    base_version: int | None = None,
) -> None:
    """Confirm a scheme unchanged, for all editions; ``actor`` is ``None`` for its contact.

    Side effects: its contact is asked no more; audit entries. Raises :class:`TransitionRefused` when its last day is
    over: another one is needed;
    :class:`EditConflict` when it changed since ``base_version``.
    """
    today = timezone.localdate(at)
    stored = _lock(scheme)
    if base_version not in (None, stored.version):
        raise EditConflict({}, stored.version, _("Ce dispositif a été modifié entre-temps."))
    if stored.is_over(today):
        raise TransitionRefused(_("Son dernier jour est passé : corrigez d’abord cette date."))
    stored.verified_on, stored.verified_by, stored.verified_by_contact = today, actor, actor is None
    stored.reworded_at = None
    stored.version += 1
    stored.save(update_fields=["verified_on", "verified_by", "verified_by_contact", "reworded_at", "version"])
    _record("verify_scheme", stored, edition, actor=actor, at=at)


@transaction.atomic
def notify_scheme_owners(*, edition: Edition, actor: User, at: datetime) -> int:
    """Write now, without waiting for the first of the month, to the contacts of schemes to check.

    Returns the number of mails: one to each contact, once a day for the programme. Side effects: these mails, an audit
    entry for any.
    """
    today = timezone.localdate(at)
    rows = edition.schemes.current().stale(edition.schemes_checked_months, today).exclude(contact_email="")
    stale = [(scheme, edition) for scheme in rows.order_by("name", "pk")]
    mails = queue(*messages_to_owners(stale, today), at=at)
    if mails:
        record(
            verb="request_scheme_confirmation",
            subject=edition,
            actor=actor,
            at=at,
            scope=edition.scope,
            data={"mails": mails},
        )
    return mails


@transaction.atomic
def archive_scheme(
    *, scheme: SupportScheme, edition: Edition | None = None, actor: User | None, at: datetime
) -> bool:
    """Archive a scheme: no longer proposed, but still named where it was. Returns whether it is archived now.

    When another edition proposes it, ``edition`` alone proposes it no longer. Side effects: audit entries; again, none.
    """
    locked = _lock(scheme)
    if edition and _is_offered_elsewhere(locked, edition):
        return _take_back("archive_scheme", locked, edition, actor=actor, at=at)
    _set_archived_at("archive_scheme", locked, at, edition, actor=actor, at=at)
    return True


@transaction.atomic
def restore_scheme(*, scheme: SupportScheme, edition: Edition, actor: User, at: datetime) -> None:
    """Propose an archived scheme again, in this edition too.

    Side effects: one audit entry; for one that is not archived, none.
    """
    locked = _lock(scheme)
    edition.schemes.add(locked)
    _set_archived_at("restore_scheme", locked, None, edition, actor=actor, at=at)


@transaction.atomic
def remove_scheme(*, scheme: SupportScheme, edition: Edition, actor: User, at: datetime) -> bool:
    """Delete an archived scheme; returns whether it is gone.

    When another edition proposes it, or when an answer or a decision names it, ``edition`` proposes it no longer.
    Side effects: one audit entry. Raises :class:`TransitionRefused` for one that is not archived.
    """
    locked = _lock(scheme)
    if locked.archived_at is None:
        raise TransitionRefused(_("Archivez d’abord ce dispositif."))
    if _is_offered_elsewhere(locked, edition):
        return _take_back("remove_scheme", locked, edition, actor=actor, at=at)
    key = locked.pk
    try:
        locked.delete()
    except RestrictedError:
        return _take_back("remove_scheme", locked, edition, actor=actor, at=at)
    locked.pk = key
    _record("remove_scheme", locked, edition, actor=actor, at=at)
    return True


def _is_offered_elsewhere(scheme: SupportScheme, edition: Edition) -> bool:
    return scheme.editions.exclude(pk=edition.pk).exists()


def _take_back(
    verb: str, scheme: SupportScheme, edition: Edition, *, actor: User | None, at: datetime
) -> bool:
    """This edition alone proposes it no longer: ``False``."""
    if edition.schemes.filter(pk=scheme.pk).exists():
        edition.schemes.remove(scheme)
        _record(verb, scheme, edition, actor=actor, at=at)
    return False


def _set_archived_at(
    verb: str,
    locked: SupportScheme,
    archived_at: datetime | None,
    edition: Edition | None,
    *,
    actor: User | None,
    at: datetime,
) -> None:
    if bool(locked.archived_at) != bool(archived_at):
        locked.archived_at = archived_at
        locked.version += 1
        locked.save(update_fields=["archived_at", "version"])
        _record(verb, locked, edition, actor=actor, at=at)


def _record(
    verb: str, scheme: SupportScheme, edition: Edition | None, *, actor: User | None, at: datetime
) -> None:
    """Record an act in the journal of the edition through which an organiser acts; for a contact, of each that
    proposes the scheme.
    """
    scopes = [holder.scope for holder in ([edition] if edition else scheme.editions.all())]
    for scope in scopes or [scheme.programme.scope]:
        record(verb=verb, subject=scheme, actor=actor, at=at, scope=scope)


def _lock(scheme: SupportScheme) -> SupportScheme:
    """Lock and read the row. Raises :class:`TransitionRefused` once it was deleted."""
    locked = SupportScheme.objects.select_for_update().filter(pk=scheme.pk).first()
    if locked is None:
        raise TransitionRefused(_("Ce dispositif vient d’être supprimé."))
    return locked
