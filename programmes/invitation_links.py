"""The personal link of an invitation to a role: it opens all that was offered together."""

from datetime import datetime

from accelerator.invitations.links import LinkForged, SignedLink, ensure_open, incomplete, replaced
from programmes.models import Invitation

LINK = SignedLink("programmes.invitation", "programmes:invitation")


def address_of(invitation: Invitation) -> str:
    """The absolute address sent by mail."""
    return LINK.address_of(invitation)


def read(token: str, at: datetime) -> list[Invitation]:
    """What this link offers and nobody answered, with its edition: two queries.

    Raises :class:`InvitationClosed`.
    """
    try:
        pk, nonce = LINK.read(token)
    except LinkForged as forged:
        raise incomplete() from forged
    named = Invitation.objects.filter(pk=pk, nonce=nonce).first()
    if named is None:
        raise replaced()
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
