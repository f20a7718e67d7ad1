"""The personal link to a closed call: for one address, dead once spent, revoked or expired."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accelerator.links import LinkClosed, LinkForged, SignedLink, incomplete
from programmes.models import LateAccess

LINK = SignedLink(salt="programmes.late_access", url_name="programmes:late_access")


def read(token: str, at: datetime) -> LateAccess:
    """The access that this link gives, with its call: one query. Raises :class:`LinkClosed`."""
    try:
        access = LINK.row_of(
            token, LateAccess.objects.select_related("call__edition__programme", "created_by")
        )
    except LinkForged as forged:
        raise incomplete() from forged
    if access is None or access.revoked_at:
        raise LinkClosed(
            _("Ce lien a été retiré"), _("Écrivez à l’équipe qui organise si c’est une surprise."), access
        )
    if access.spent_at:
        raise LinkClosed(
            _("Ce lien a servi"), _("Le dossier est envoyé ; il vous attend dans votre espace."), access
        )
    if access.expires_at <= at:
        raise LinkClosed(
            _("Ce lien a expiré"),
            _("Ce qui est écrit reste lisible dans votre espace, sans pouvoir partir."),
            access,
        )
    return access
