"""Let one person submit after the closing: offer, take up, spend, revoke."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User, normalise_email
from accelerator.audit.actions import record
from accelerator.links import new_nonce
from accelerator.outbox.actions import queue
from accelerator.transitions import DateRefused, TransitionRefused
from programmes import emails as emails
from programmes.models import Call, LateAccess


@transaction.atomic
def offer_late_access(
    *, call: Call, email: str, reason: str, expires_at: datetime, actor: User, at: datetime
) -> LateAccess:
    """Send the owner of this address a link to submit one dossier until ``expires_at``, closing or not.

    Side effects: one row (an expired one for the same address makes way), one mail, one audit entry with the reason.
    Raises :class:`TransitionRefused` when that would open nothing, or when they have a valid link.
    """
    if not call.is_published(at):
        raise TransitionRefused(_("L’appel n’est pas encore publié."))
    if expires_at <= max(at, call.closes_at):
        raise DateRefused(_("Choisissez un moment à venir, après la clôture de l’appel."))
    if call.edition.announced_at:
        raise TransitionRefused(_("Les décisions sont annoncées : plus aucun dossier n’entre."))
    address = normalise_email(email)
    same = LateAccess.objects.standing().filter(call=call, email=address)
    same.filter(expires_at__lte=at).update(revoked_at=at)
    try:
        with transaction.atomic():
            access = LateAccess.objects.create(
                call=call,
                email=address,
                nonce=new_nonce(),
                expires_at=expires_at,
                reason=" ".join(reason.split()),
                created_by=actor,
                created_at=at,
            )
    except IntegrityError as error:
        raise TransitionRefused(
            _("Cette personne a déjà un lien hors délai : retirez-le avant d’en faire un autre.")
        ) from error
    queue(emails.late_access(access), at=at)
    _record("offer_late_access", access, actor, at, reason=access.reason, expires_at=expires_at.isoformat())
    return access


@transaction.atomic
def take_up_late_access(*, access: LateAccess, user: User, at: datetime) -> None:
    """Tie the access to the account of its address; doing it again changes nothing.

    Side effects: ``used_at`` and ``used_by`` once, one audit entry. Raises :class:`TransitionRefused` for somebody
    else, and once it was revoked, spent or has expired.
    """
    if user.email != access.email:
        raise TransitionRefused(
            _("Ce lien est personnel : il ne sert qu’à la personne à qui il est adressé.")
        )
    fresh = LateAccess.objects.standing().filter(pk=access.pk, expires_at__gt=at)
    if fresh.filter(used_at=None).update(used_at=at, used_by=user):
        access.used_at, access.used_by = at, user
        _record("take_up_late_access", access, user, at)
    elif not fresh.filter(used_by=user).exists():
        raise TransitionRefused(_("Ce lien ne sert plus."))


@transaction.atomic
def spend_late_access(*, call: Call, user: User, at: datetime) -> None:
    """The dossier is going: the access that let it in lets in nothing more.

    Side effects: ``spent_at``, one audit entry. Raises :class:`TransitionRefused` if it was revoked meanwhile.
    """
    mine = LateAccess.objects.select_for_update().usable_by(user, at)
    access = mine.filter(call=call).order_by("-expires_at").first()
    if access is None:
        raise TransitionRefused(_("Votre lien hors délai ne sert plus : écrivez à l’équipe qui organise."))
    access.spent_at = at
    access.save(update_fields=["spent_at"])
    _record("spend_late_access", access, user, at)


@transaction.atomic
def revoke_late_access(*, access: LateAccess, actor: User, at: datetime) -> None:
    """Revoke the access: a draft begun with it can no longer be sent.

    Side effects: ``revoked_at``, one audit entry. Raises :class:`TransitionRefused` when it has ended already.
    """
    if not LateAccess.objects.standing().filter(pk=access.pk).update(revoked_at=at):
        raise TransitionRefused(_("Ce lien a déjà servi, ou il est déjà retiré."))
    access.revoked_at = at
    _record("revoke_late_access", access, actor, at)


def _record(verb: str, access: LateAccess, actor: User | None, at: datetime, **data: object) -> None:
    record(verb=verb, subject=access, actor=actor, at=at, scope=access.call.edition.scope, data=data)
