"""Mails of programmes: functions that return messages and never send them."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.messages import Address, Message, Recipient
from programmes import links
from programmes.enums import RoleName
from programmes.links import INVITATION_LINK
from programmes.models import Edition, Invitation, LateAccess, SupportScheme
from programmes.models.edition import find_latest
from programmes.seat_terms import describe_seat


def edition_message(
    template: str, to: Recipient | Address, key: str, edition: Edition, **context: object
) -> Message:
    """A mail of an edition: signed by its team, answered to the address of its call; see :class:`Message`."""
    return Message(
        template,
        to,
        key,
        context={"edition": edition, **context},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=edition.call.contact_email,
    )


OFFERS: dict[str, Promise] = {
    RoleName.ORGANISER: _("d’organiser cette édition"),
    RoleName.REVIEWER: _("d’évaluer des dossiers au comité de sélection"),
    RoleName.CHAIR: _("de présider le comité de sélection"),
    RoleName.SECRETARY: _("de tenir le secrétariat du comité de sélection"),
    RoleName.MENTOR: _("d’accompagner un projet, comme parrain ou marraine"),
    RoleName.FACILITATOR: _("d’animer les deux jours de session"),
    RoleName.SPEAKER: _("d’intervenir pendant la session"),
    RoleName.PARTNER: _("de soutenir les projets, comme partenaire"),
    RoleName.HOLDER: _("de porter un projet"),
}
"""What is offered, after « vous propose » (in English, “invites you”)."""


def offers_of(invitations: Sequence[Invitation]) -> list[dict[str, object]]:
    """Each invitation with the words of what it offers and its terms, for pages and mails."""
    return [
        {"invitation": offer, "words": OFFERS[offer.role], "terms": describe_seat(offer)}
        for offer in invitations
    ]


def invitation(together: Sequence[Invitation]) -> Message:
    """All that is offered to one person, with the one link that opens it."""
    first = together[0]
    user = User.objects.filter(email=first.email).first()
    name = next((offer.name for offer in together if offer.name), user.name if user else "")
    message = edition_message(
        "programmes/invitation",
        Address(first.email, name, user.language if user else "fr"),
        f"invitation:{first.pk}:{first.nonce}",
        first.edition,
        invitation=first,
        offers=offers_of(together),
        is_over=first.edition.session_is_over(first.sent_at),
        link=INVITATION_LINK.address_of(first),
    )
    return replace(message, private=True, required=True)


def invitation_answered(
    accepted: Sequence[Invitation],
    declined: Sequence[Invitation],
    *,
    person: User | None,
    at: datetime,
    words: str = "",
) -> Message:
    """To the inviter: who accepted what, and what was declined."""
    first = [*accepted, *declined][0]
    return edition_message(
        "programmes/invitation_answered",
        first.invited_by,
        f"invitation_answered:{first.pk}:{at.isoformat()}",
        first.edition,
        name=(person.name if person else "") or first.name,
        email=person.email if person else first.email,
        accepted=accepted,
        declined=declined,
        words=words,
    )


def invitation_claimed(offered: Sequence[Invitation], *, person: User) -> Message:
    """To the inviter: somebody with another address claims the roles."""
    first = offered[0]
    key, about = f"invitation_claimed:{first.pk}:{person.pk}", {"person": person, "offered": offered}
    inviter, edition = first.invited_by, first.edition
    return edition_message("programmes/invitation_claimed", inviter, key, edition, invitation=first, **about)


def address_change_requested(
    edition: Edition, keeper: User, *, person: User, email: str, reason: str, by: User, at: datetime
) -> Message:
    """To who runs the site: an organiser requests that somebody signs in by this address."""
    key = f"address_change:{keeper.pk}:{person.pk}:{at.isoformat()}"
    about = {"person": person, "email": email, "reason": reason, "by": by}
    return edition_message("programmes/address_change_requested", keeper, key, edition, **about)


def claim_confirmed(invitation: Invitation, *, to: User) -> Message:
    """To the claimant: the role is theirs."""
    return _build_claim_mail("claim_confirmed", invitation, to, f"{invitation.pk}")


def claim_refused(invitation: Invitation, *, to: User, at: datetime) -> Message:
    """To the claimant: the role stays offered to the invited address."""
    return _build_claim_mail("claim_refused", invitation, to, f"{invitation.pk}:{at.isoformat()}")


def _build_claim_mail(template: str, invitation: Invitation, to: User, key: str) -> Message:
    key = f"{template}:{key}"
    return edition_message(f"programmes/{template}", to, key, invitation.edition, invitation=invitation)


def late_access(offered: LateAccess) -> Message:
    """The personal link that opens a closed call to one person."""
    user = User.objects.filter(email=offered.email).first()
    call = offered.call
    contact = call.contact_email or offered.created_by.email
    message = edition_message(
        "programmes/late_access",
        user or Address(offered.email),
        f"late_access:{offered.pk}",
        call.edition,
        access=offered,
        call=call,
        contact=contact,
        link=links.LATE_LINK.address_of(offered),
    )
    return replace(message, reply_to=contact, private=True, required=True)


def messages_to_owners(
    schemes: Iterable[tuple[SupportScheme, Edition]], sent_on: date, *, again: str = ""
) -> Iterator[Message]:
    """One mail to each contact of each programme, about all of these schemes, each with an edition that proposes it:
    the latest writes. ``again``: what the contact confirmed was changed; when it was. One query.
    """
    by_contact: dict[tuple[int, str], list[tuple[SupportScheme, Edition]]] = defaultdict(list)
    for scheme, edition in schemes:
        by_contact[scheme.programme_id, scheme.contact_email.lower()].append((scheme, edition))
    emails = {email for _programme, email in by_contact}
    users = {user.email: user for user in User.objects.filter(email__in=emails, is_active=True)}
    for (_programme, email), theirs in by_contact.items():
        latest = find_latest(edition for _scheme, edition in theirs)
        rows = [scheme for scheme, _edition in theirs]
        yield _build_schemes_mail(latest, rows, sent_on, users.get(email), again)


def _build_schemes_mail(
    edition: Edition, schemes: Sequence[SupportScheme], sent_on: date, user: User | None, again: str
) -> Message:
    """One mail to one contact for all of their schemes that are due, each with its link; one a day at most, and one for
    each change of what they confirmed.
    """
    first = schemes[0]
    digest = hashlib.sha256(first.contact_email.lower().encode()).hexdigest()[:16]
    message = edition_message(
        "programmes/schemes_to_check",
        user or Address(first.contact_email, first.contact_name),
        f"schemes_to_check:{edition.programme_id}:{digest}:{again or sent_on.isoformat()}",
        edition,
        is_reworded=bool(again),
        schemes=[{"name": scheme.name, "link": links.SCHEME_LINK.address_of(scheme)} for scheme in schemes],
        number=len(schemes),
        contact=edition.call.contact_email,
    )
    return replace(message, private=True)


def declaration_to_accept(edition: Edition, to: User, *, day: date | None = None) -> Message:
    """To a member of a committee: its declaration of interests is to be accepted, again when its text changed; or a
    reminder of that ``day``."""
    version = edition.declaration_version
    key = f"declaration_to_accept:{edition.pk}:{version}:{day.isoformat() if day else ''}:{to.pk}"
    return edition_message("programmes/declaration_to_accept", to, key, edition, is_changed=day is None)
