"""The personal link of the person who answers for a support scheme: it dies with another contact, or the archive."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accelerator.links import LinkClosed, LinkExpired, LinkForged, SignedLink, incomplete
from programmes.models import SupportScheme

LINK = SignedLink(
    salt="programmes.check_scheme", url_name="programmes:check_scheme", max_age=timedelta(days=120)
)


def read(token: str) -> SupportScheme:
    """The scheme that this link opens: one query. Raises :class:`LinkClosed`."""
    rows = SupportScheme.objects.select_related("edition__programme", "edition__call", "organisation")
    try:
        scheme = LINK.row_of(token, rows)
    except LinkExpired as expired:
        raise LinkClosed(_("Ce lien a expiré"), _("Le prochain message en portera un autre.")) from expired
    except LinkForged as forged:
        raise incomplete() from forged
    if scheme is None or not scheme.contact_email:
        raise LinkClosed(
            _("Ce lien n’ouvre plus rien"), _("Une autre personne répond maintenant de ce dispositif.")
        )
    if scheme.archived_at:
        raise LinkClosed(
            _("Ce dispositif est archivé"),
            _("Il n’est plus proposé. Si c’est une erreur, écrivez à l’équipe qui organise."),
            scheme.edition,
        )
    return scheme
