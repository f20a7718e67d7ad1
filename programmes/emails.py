"""Mails of programmes: functions that return messages and never send them."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.messages import Address, Message
from programmes import late_links
from programmes.enums import RoleName
from programmes.invitation_links import address_of
from programmes.models import Invitation, LateAccess

OFFERS: dict[str, Promise] = {
    RoleName.ORGANISER: _("d’organiser cette édition"),
    RoleName.REVIEWER: _("d’évaluer des dossiers au comité de sélection"),
    RoleName.MENTOR: _("d’accompagner un projet, comme parrain ou marraine"),
    RoleName.FACILITATOR: _("d’animer les deux jours de session"),
    RoleName.SPEAKER: _("d’intervenir pendant la session"),
    RoleName.PARTNER: _("de soutenir les projets, comme partenaire"),
    RoleName.HOLDER: _("de porter un projet"),
}
"""What is offered, after « vous propose » (in English, “invites you”)."""


def invitation(offered: Invitation, *, at: datetime) -> Message:
    """The offer of a role with its personal link. Asked for twice in a minute, it is one mail."""
    known = User.objects.filter(email=offered.email).first()
    return Message(
        "programmes/invitation",
        Address(
            offered.email, offered.name or (known.name if known else ""), known.language if known else "fr"
        ),
        f"invitation:{offered.pk}:{at:%Y%m%d%H%M}",
        context={"invitation": offered, "offer": OFFERS[offered.role], "link": address_of(offered)},
        scope=offered.edition.scope,
        reply_to=offered.invited_by.email,
        private=True,
    )


def late_access(offered: LateAccess) -> Message:
    """The personal link that opens a closed call to one person."""
    known = User.objects.filter(email=offered.email).first()
    call = offered.call
    return Message(
        "programmes/late_access",
        known or Address(offered.email),
        f"late_access:{offered.pk}",
        context={
            "access": offered,
            "call": call,
            "edition": call.edition,
            "link": late_links.address_of(offered),
        },
        scope=call.edition.scope,
        reply_to=call.contact_email or offered.created_by.email,
        private=True,
    )
