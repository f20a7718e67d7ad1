"""The personal link of an invitation to a role: it opens all that was offered together."""

from datetime import datetime

from accelerator.invitations.links import answer_replaced_link, ensure_open
from accelerator.links import LinkForged, SignedLink, incomplete
from programmes.models import Invitation

LINK = SignedLink(salt="programmes.invitation", url_name="programmes:invitation")


def read(token: str, at: datetime) -> list[Invitation]:
    """What this link offers and nobody answered, with its edition: two queries.

    Raises :class:`LinkClosed`.
    """
    try:
        named = LINK.row_of(token, Invitation.objects.all())
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
