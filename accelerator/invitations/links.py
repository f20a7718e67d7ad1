"""What the link of an invitation is answered once it offers nothing."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accelerator.invitations.models import PersonalInvitation
from accelerator.links import LinkClosed


def answer_replaced_link() -> LinkClosed:
    """What a link is answered whose nonce is not known any more: nothing is said of what it offered."""
    return LinkClosed(
        _("Ce lien ne sert plus"),
        _("L’invitation a été renvoyée ou retirée : ouvrez le dernier message reçu."),
    )


def ensure_open(invitation: PersonalInvitation, at: datetime) -> None:
    """Raises :class:`LinkClosed` unless the invitation still waits for an answer."""
    if invitation.revoked_at:
        raise LinkClosed(
            _("Cette invitation a été retirée"),
            _("Écrivez à la personne qui vous avait invité si c’est une surprise."),
            invitation,
        )
    if invitation.accepted_at:
        raise LinkClosed(
            _("Vous avez déjà accepté"), _("Il ne reste qu’à entrer, avec votre adresse."), invitation
        )
    if invitation.declined_at:
        raise LinkClosed(
            _("Vous avez décliné cette invitation"),
            _("Vous avez changé d’avis ? Écrivez à la personne qui vous avait invité."),
            invitation,
        )
    if invitation.expires_at <= at:
        raise LinkClosed(
            _("Cette invitation a expiré"),
            _("Demandez à la personne qui vous avait invité de la renvoyer."),
            invitation,
        )
