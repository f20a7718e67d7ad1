"""Invite somebody to a role; they accept by their personal link."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User, normalise_email
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from programmes import emails
from programmes.actions.roles import give_role
from programmes.enums import RoleName
from programmes.models import Edition, Invitation, Organisation, Role

VALID_FOR = timedelta(days=30)


@transaction.atomic
def invite(
    *,
    edition: Edition,
    email: str,
    role: RoleName | str,
    actor: Any,
    at: datetime,
    name: str = "",
    organisation: Organisation | None = None,
    skills: str = "",
) -> Invitation:
    """Offer a role to the owner of this address, for thirty days.

    Side effects: one invitation (an expired one for the same role makes way), one mail, one audit entry. Raises
    :class:`TransitionRefused` when the person holds the role already or an invitation waits for them.
    """
    address = normalise_email(email)
    if Role.objects.active().filter(edition=edition, user__email=address, name=role).exists():
        raise TransitionRefused(_("Cette personne tient déjà ce rôle."))
    same = Invitation.objects.filter(
        edition=edition, email=address, role=role, accepted_at=None, revoked_at=None
    )
    same.filter(expires_at__lte=at).update(revoked_at=at)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                edition=edition,
                email=address,
                name=" ".join(name.split()),
                role=role,
                organisation=organisation,
                skills=skills,
                nonce=secrets.token_hex(16),
                invited_by=actor,
                invited_at=at,
                expires_at=at + VALID_FOR,
            )
    except IntegrityError as known:
        raise TransitionRefused(_("Une invitation attend déjà cette personne.")) from known
    queue(emails.invitation(invitation, at=at), at=at)
    record(
        verb="invite", subject=invitation, actor=actor, at=at, scope=edition.scope, data={"role": str(role)}
    )
    return invitation


@transaction.atomic
def resend(*, invitation: Invitation, actor: Any, at: datetime) -> None:
    """Send the same link again and give it thirty days more.

    Side effects: ``expires_at``, one mail, one audit entry. Raises :class:`TransitionRefused`.
    """
    _move(invitation, {"expires_at": at + VALID_FOR})
    queue(emails.invitation(invitation, at=at), at=at)
    record(verb="resend_invitation", subject=invitation, actor=actor, at=at, scope=invitation.edition.scope)


@transaction.atomic
def revoke(*, invitation: Invitation, actor: Any, at: datetime) -> None:
    """Withdraw the offer: its link says so.

    Side effects: ``revoked_at``, one audit entry. Raises :class:`TransitionRefused`.
    """
    _move(invitation, {"revoked_at": at})
    record(verb="revoke_invitation", subject=invitation, actor=actor, at=at, scope=invitation.edition.scope)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User, at: datetime) -> Role:
    """Give ``user`` the role that was offered.

    Side effects: the invitation is used up, a role, the person's name if it was unknown, two audit entries. Raises
    :class:`TransitionRefused` for a closed account, and when it was used, withdrawn or has expired in between.
    """
    if not user.is_active:
        raise TransitionRefused(_("Ce compte est fermé."))
    _move(invitation, {"accepted_at": at, "accepted_by": user}, still=Q(expires_at__gt=at))
    if not user.name and invitation.name:
        user.name = invitation.name
        user.save(update_fields=["name"])
    record(verb="accept_invitation", subject=invitation, actor=user, at=at, scope=invitation.edition.scope)
    return give_role(
        edition=invitation.edition,
        user=user,
        name=invitation.role,
        organisation=invitation.organisation,
        skills=invitation.skills,
        actor=user,
        at=at,
    )


def _move(invitation: Invitation, changes: dict[str, Any], *, still: Q | None = None) -> None:
    """Compare-and-set: only an invitation that still waits may change."""
    waiting = Invitation.objects.filter(still or Q(), pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not waiting.update(**changes):
        raise TransitionRefused(_("Cette invitation n’attend plus de réponse."))
    for name, value in changes.items():
        setattr(invitation, name, value)
