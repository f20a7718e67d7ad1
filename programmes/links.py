"""Personal links: to an invitation, to a closed call, to a support scheme one answers for."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accelerator.invitations.entering import answer_replaced_link, ensure_open
from accelerator.links import LinkClosed, LinkExpired, LinkForged, SignedLink, incomplete
from programmes.models import Invitation, LateAccess, SupportScheme

INVITATION_LINK = SignedLink(salt="programmes.invitation", url_name="programmes:invitation")


def read_invitation_link(token: str, at: datetime) -> list[Invitation]:
    """What this link offers and nobody answered, with its edition: two queries.

    Raises :class:`LinkClosed`.
    """
    try:
        named = INVITATION_LINK.row_of(token, Invitation.objects.all())
    except LinkForged as forged:
        raise incomplete() from forged
    if named is None:
        raise answer_replaced_link()
    related = (
        "edition__programme",
        "edition__call",
        "organisation",
        "invited_by",
        "accepted_by",
        "claimed_by",
    )
    together = list(Invitation.objects.sent_with(named).select_related(*related).order_by("pk"))
    offered = [invitation for invitation in together if invitation.is_pending(at)]
    if not offered:
        ensure_open(together[0], at)
    return offered


LATE_LINK = SignedLink(salt="programmes.late_access", url_name="programmes:late_access")


def read_late_link(token: str, at: datetime) -> LateAccess:
    """The access that this link gives, with its call: one query. Raises :class:`LinkClosed`."""
    try:
        access = LATE_LINK.row_of(
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


SCHEME_LINK = SignedLink(
    salt="programmes.check_scheme", url_name="programmes:check_scheme", max_age=timedelta(days=120)
)


def read_scheme_link(token: str) -> SupportScheme:
    """The scheme that this link opens, for all editions: one query. Raises :class:`LinkClosed`."""
    rows = SupportScheme.objects.select_related("programme", "organisation")
    try:
        scheme = SCHEME_LINK.row_of(token, rows)
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
            scheme.editions.public().select_related("call").first(),
        )
    return scheme
