"""The personal link of an invitation: it is signed, and dies with the invitation."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.models import Invitation

SALT = "programmes.invitation"


class InvitationClosed(Exception):
    """The link offers nothing any more; ``title`` and ``message`` are for people."""

    def __init__(self, title: object, message: object, invitation: Any = None) -> None:
        super().__init__(title)
        self.title = title
        self.message = message
        self.invitation = invitation


def address_of(invitation: Invitation) -> str:
    """The absolute address sent by mail."""
    token = signing.dumps([invitation.pk, invitation.nonce], salt=SALT, compress=True)
    return settings.SITE_URL + reverse("programmes:invitation", args=[token])


def read(token: str, at: datetime) -> Invitation:
    """The invitation that this link offers, with its edition: one query. Raises :class:`InvitationClosed`."""
    try:
        pk, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise InvitationClosed(
            _("Ce lien n’est pas complet"), _("Ouvrez-le depuis le message reçu, sans en perdre la fin.")
        ) from forged
    found = (
        Invitation.objects.select_related(
            "edition__programme", "edition__call", "organisation", "invited_by", "accepted_by"
        )
        .filter(pk=pk, nonce=nonce)
        .first()
    )
    if found is None or found.revoked_at:
        raise InvitationClosed(
            _("Cette invitation a été retirée"),
            _("Écrivez à la personne qui vous avait invité si c’est une surprise."),
            found,
        )
    if found.accepted_at:
        raise InvitationClosed(
            _("Vous avez déjà accepté"), _("Il ne reste qu’à entrer, avec votre adresse."), found
        )
    if found.expires_at <= at:
        raise InvitationClosed(
            _("Cette invitation a expiré"),
            _("Demandez à la personne qui vous avait invité de la renvoyer."),
            found,
        )
    return found
