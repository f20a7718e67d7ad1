"""Personal links of rows that carry a nonce: signed, for one purpose, dead with their nonce."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accelerator.invitations.models import PersonalInvitation


class LinkForged(Exception):
    """This token was not made here, or not for this purpose."""


@dataclass(frozen=True)
class SignedLink:
    """``salt`` is the purpose: a link made for another opens nothing here."""

    salt: str
    url_name: str

    def token(self, row: Any) -> str:
        """What stands in the address; ``row`` has a ``pk`` and a ``nonce``."""
        return signing.dumps([row.pk, row.nonce], salt=self.salt, compress=True)

    def address_of(self, row: Any) -> str:
        """The absolute address sent by mail."""
        return settings.SITE_URL + reverse(self.url_name, args=[self.token(row)])

    def read(self, token: str) -> tuple[int, str]:
        """The ``pk`` and the ``nonce`` of a token. Raises :class:`LinkForged`."""
        try:
            pk, nonce = signing.loads(token, salt=self.salt)
        except (signing.BadSignature, ValueError, TypeError) as forged:
            raise LinkForged from forged
        return pk, nonce


class InvitationClosed(Exception):
    """The link offers nothing any more; ``title`` and ``message`` are for people."""

    def __init__(self, title: object, message: object, invitation: Any = None) -> None:
        super().__init__(title)
        self.title = title
        self.message = message
        self.invitation = invitation


def incomplete() -> InvitationClosed:
    """What a forged or cut link is answered."""
    return InvitationClosed(
        _("Ce lien n’est pas complet"), _("Ouvrez-le depuis le message reçu, sans en perdre la fin.")
    )


def replaced() -> InvitationClosed:
    """What a link is answered whose nonce is not known any more: nothing is said of what it offered."""
    return InvitationClosed(
        _("Ce lien ne sert plus"),
        _("L’invitation a été renvoyée ou retirée : ouvrez le dernier message reçu."),
    )


def ensure_open(invitation: PersonalInvitation, at: datetime) -> None:
    """Raises :class:`InvitationClosed` unless the invitation still waits for an answer."""
    if invitation.revoked_at:
        raise InvitationClosed(
            _("Cette invitation a été retirée"),
            _("Écrivez à la personne qui vous avait invité si c’est une surprise."),
            invitation,
        )
    if invitation.accepted_at:
        raise InvitationClosed(
            _("Vous avez déjà accepté"), _("Il ne reste qu’à entrer, avec votre adresse."), invitation
        )
    if invitation.declined_at:
        raise InvitationClosed(
            _("Vous avez décliné cette invitation"),
            _("Vous avez changé d’avis ? Écrivez à la personne qui vous avait invité."),
            invitation,
        )
    if invitation.expires_at <= at:
        raise InvitationClosed(
            _("Cette invitation a expiré"),
            _("Demandez à la personne qui vous avait invité de la renvoyer."),
            invitation,
        )
