"""Offer something to one address, once: what every invitation does alike."""

from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.invitations.models import WAITING, PersonalInvitation
from accelerator.transitions import TransitionRefused

Row = TypeVar("Row", bound=PersonalInvitation)


def write_invitation(
    model: type[Row], *, to: str, of: dict[str, object], actor: User, at: datetime, **columns: object
) -> Row:
    """Write an invitation that is still to be sent; ``of`` are the columns that, with the address, stand once.

    Side effects: one row, in the caller's transaction; an expired one for the same thing makes way. Raises
    :class:`TransitionRefused` when one waits for an answer.
    """
    make_way(model, to=to, of=of, at=at)
    try:
        with transaction.atomic():
            return model._default_manager.create(
                **of,
                **columns,
                email=to,
                invited_by=actor,
                invited_at=at,
                sent_at=at,
                expires_at=at + model.VALID_FOR,
            )
    except IntegrityError as known:
        raise TransitionRefused(_("Une invitation attend déjà cette personne.")) from known


def make_way(model: type[Row], *, to: str, of: dict[str, object], at: datetime) -> None:
    """Withdraw what was offered alike and has expired. Side effect: ``revoked_at``."""
    alike = model._default_manager.filter(**of, email=to, expires_at__lte=at)
    alike.filter(WAITING).update(revoked_at=at)
