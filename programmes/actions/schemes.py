"""Support schemes: saved, verified, archived; by an organiser, or by the person who answers for them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accelerator.audit.actions import record
from accelerator.edit_conflict import EditConflict
from accelerator.links import new_nonce
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from programmes.emails.schemes import messages_to_owners
from programmes.models import Edition, SupportScheme
from programmes.models.scheme import LONGEST_CODE


@transaction.atomic
def save_scheme(
    *,
    scheme: SupportScheme,
    actor: Any,
    at: datetime,
    base_version: int | None = None,
    is_verified: bool = False,
) -> SupportScheme:
    """Save a scheme, new or known; one without a code is given one made of its name.

    ``is_verified``: whoever saves it says that it holds (``verified_on`` is then theirs; without an account, the
    person who answers for it). Side effects: a link sent to a former contact dies, one audit entry. Raises
    :class:`EditConflict` when ``base_version`` is no more the last.
    """
    if scheme.pk:
        known = SupportScheme.objects.select_for_update().get(pk=scheme.pk)
        if base_version is not None and base_version != known.version:
            raise EditConflict({}, known.version, _("Ce dispositif a été modifié entre-temps."))
        scheme.version = known.version + 1
        if scheme.contact_email.lower() != known.contact_email.lower():
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
    *, scheme: SupportScheme, actor: Any, at: datetime, base_version: int | None = None
) -> None:
    """Say that a scheme holds as it stands; ``actor`` is ``None`` for the person who answers for it.

    Side effects: one audit entry. Raises :class:`TransitionRefused` when its last day is over: another one is needed;
    :class:`EditConflict` when it is no more as it was read, in ``base_version``.
    """
    today = timezone.localdate(at)
    known = _lock(scheme)
    if base_version not in (None, known.version):
        raise EditConflict({}, known.version, _("Ce dispositif a été modifié entre-temps."))
    if known.is_over(today):
        raise TransitionRefused(_("Son dernier jour est passé : corrigez d’abord cette date."))
    known.verified_on, known.verified_by, known.verified_by_contact = today, actor, actor is None
    known.version += 1
    known.save(update_fields=["verified_on", "verified_by", "verified_by_contact", "version"])
    record(verb="verify_scheme", subject=known, actor=actor, at=at, scope=scheme.edition.scope)


@transaction.atomic
def notify_scheme_owners(*, edition: Edition, actor: Any, at: datetime) -> int:
    """Ask now, without waiting for the first of the month, who answers for the schemes that are to check.

    Returns how many mails leave: one to each contact, once a day. Side effects: these mails, an audit entry for any.
    """
    today = timezone.localdate(at)
    stale = edition.schemes.current().stale(edition.schemes_checked_months, today).exclude(contact_email="")
    asked = queue(*messages_to_owners(stale.order_by("name", "pk"), today), at=at)
    if asked:
        record(
            verb="ask_scheme_owners",
            subject=edition,
            actor=actor,
            at=at,
            scope=edition.scope,
            data={"mails": asked},
        )
    return asked


@transaction.atomic
def archive_scheme(*, scheme: SupportScheme, actor: Any, at: datetime) -> None:
    """Propose a scheme no more; what named it goes on naming it. Side effects: one audit entry; again, none."""
    known = _lock(scheme)
    if known.archived_at is None:
        known.archived_at = at
        known.version += 1
        known.save(update_fields=["archived_at", "version"])
        record(verb="archive_scheme", subject=known, actor=actor, at=at, scope=scheme.edition.scope)


@transaction.atomic
def restore_scheme(*, scheme: SupportScheme, actor: Any, at: datetime) -> None:
    """Propose an archived scheme again. Side effects: one audit entry; for one that is not archived, none."""
    known = _lock(scheme)
    if known.archived_at is not None:
        known.archived_at = None
        known.version += 1
        known.save(update_fields=["archived_at", "version"])
        record(verb="restore_scheme", subject=known, actor=actor, at=at, scope=scheme.edition.scope)


@transaction.atomic
def remove_scheme(*, scheme: SupportScheme, actor: Any, at: datetime) -> None:
    """Delete an archived scheme: answers and decisions that named it name none. Side effects: one audit entry.

    Raises :class:`TransitionRefused` for one that is still proposed.
    """
    known = _lock(scheme)
    if known.archived_at is None:
        raise TransitionRefused(_("Archivez d’abord ce dispositif."))
    record(verb="remove_scheme", subject=known, actor=actor, at=at, scope=scheme.edition.scope)
    known.delete()


def _lock(scheme: SupportScheme) -> SupportScheme:
    known = SupportScheme.objects.select_for_update().get(pk=scheme.pk)
    known.edition = scheme.edition
    return known
