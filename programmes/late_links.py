"""The personal link to a closed call: signed, for one address, dead once spent, revoked or expired."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.models import LateAccess

SALT = "programmes.late_access"


class LateLinkClosed(Exception):
    """The link opens nothing any more; ``title`` and ``message`` are for people."""

    def __init__(self, title: object, message: object, access: LateAccess | None = None) -> None:
        super().__init__(title)
        self.title = title
        self.message = message
        self.access = access


def token_for(access: LateAccess) -> str:
    return signing.dumps([access.pk, access.nonce], salt=SALT, compress=True)


def address_of(access: LateAccess) -> str:
    """The absolute address sent by mail."""
    return settings.SITE_URL + reverse("programmes:late_access", args=[token_for(access)])


def read(token: str, at: datetime) -> LateAccess:
    """The access that this link gives, with its call: one query. Raises :class:`LateLinkClosed`."""
    try:
        pk, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise LateLinkClosed(
            _("Ce lien n’est pas complet"), _("Ouvrez-le depuis le message reçu, sans en perdre la fin.")
        ) from forged
    related = LateAccess.objects.select_related("call__edition__programme", "created_by")
    found = related.filter(pk=pk, nonce=nonce).first()
    if found is None or found.revoked_at:
        raise LateLinkClosed(
            _("Ce lien a été retiré"), _("Écrivez à l’équipe qui organise si c’est une surprise."), found
        )
    if found.spent_at:
        raise LateLinkClosed(
            _("Ce lien a servi"), _("Le dossier est envoyé ; il vous attend dans votre espace."), found
        )
    if found.expires_at <= at:
        raise LateLinkClosed(
            _("Ce lien a expiré"),
            _("Ce qui est écrit reste lisible dans votre espace, sans pouvoir partir."),
            found,
        )
    return found
