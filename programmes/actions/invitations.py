"""Invite somebody to roles; they accept or decline by their personal link."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User, normalise_email
from accelerator.audit.actions import record
from accelerator.invitations.actions import write_invitation
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from programmes import emails as emails
from programmes.actions.committee import accept_declaration, add_seat
from programmes.actions.roles import give_role, organisation_named
from programmes.enums import RoleName
from programmes.extensions import ensure_may_have
from programmes.invitation_lines import InvitationLine
from programmes.models import Edition, ExpertiseTag, Invitation, Organisation, Role


@dataclass(frozen=True)
class Offer:
    """A role for one address."""

    email: str
    role: RoleName | str
    name: str = ""
    organisation: Organisation | None = None
    skills: str = ""
    workload: str = ""
    is_deputy: bool = False
    capacity: int | None = None
    expertise: Sequence[ExpertiseTag | int] = ()


@dataclass(frozen=True)
class SeatAnswer:
    """What somebody answers about the seat that they accept: how many dossiers at most, of those they were asked; what
    they are expert in, what was proposed if they do not say; whether they accept the declaration of interests.
    """

    capacity: int | None = None
    expertise: Collection[ExpertiseTag] | None = None
    declares: int | None = None

    def limit(self, offered: int | None) -> int | None:
        """The lower of both."""
        return min((number for number in (offered, self.capacity) if number is not None), default=None)


NO_ANSWER = SeatAnswer()


class LineRefused(TransitionRefused):
    """The checked line is no longer valid."""

    def __init__(self, line: InvitationLine, refusal: TransitionRefused) -> None:
        values = {"number": line.number, "email": line.email, "why": refusal.message}
        super().__init__(_("Ligne %(number)s, %(email)s : %(why)s Rien n’est parti.") % values)


@transaction.atomic
def invite(*, edition: Edition, actor: User, at: datetime, **offer: Any) -> Invitation:
    """Offer a role (the fields of :class:`Offer`) to the owner of an address, until ``Invitation.find_limit``.

    Side effects: those of :func:`offer_role` and of one sending. Raises :class:`TransitionRefused` as they do.
    """
    invitation = offer_role(edition=edition, offer=Offer(**offer), actor=actor, at=at)
    _send(edition, invitation.email, at)
    invitation.refresh_from_db()
    return invitation


@transaction.atomic
def invite_many(*, edition: Edition, offers: Sequence[Offer], actor: User, at: datetime) -> list[Invitation]:
    """Make these offers: one mail a person, whatever the number of roles.

    Side effects: those of :func:`offer_role` for each. Raises :class:`TransitionRefused`: then nothing is done.
    """
    created = [offer_role(edition=edition, offer=offer, actor=actor, at=at) for offer in offers]
    _send_each(edition, created, at)
    return created


@transaction.atomic
def invite_lines(
    *,
    edition: Edition,
    lines: Sequence[InvitationLine],
    workload: str,
    capacity: int | None = None,
    actor: User,
    at: datetime,
) -> list[Invitation]:
    """Make the offers of lines that were read and confirmed.

    ``workload`` and ``capacity`` describe the work of reviewing: they go with that role alone. Side effects: those of
    :func:`invite_many`, and the bodies that did not exist yet. Raises :class:`LineRefused`: then nothing is done.
    """
    created = []
    for line in lines:
        try:
            created += [
                offer_role(edition=edition, offer=_offer(line, role, workload, capacity), actor=actor, at=at)
                for role in line.roles_to_offer
            ]
        except TransitionRefused as refusal:
            raise LineRefused(line, refusal) from refusal
    _send_each(edition, created, at)
    return created


def _offer(line: InvitationLine, role: RoleName, workload: str, capacity: int | None) -> Offer:
    return Offer(
        line.email,
        role,
        line.name,
        organisation_named(line.organisation) if line.organisation else None,
        "" if role == RoleName.REVIEWER else line.skills,
        workload if role == RoleName.REVIEWER else "",
        capacity=capacity if role == RoleName.REVIEWER else None,
        expertise=line.expertise if role == RoleName.REVIEWER else (),
    )


def _send_each(edition: Edition, created: Sequence[Invitation], at: datetime) -> None:
    for address in dict.fromkeys(invitation.email for invitation in created):
        _send(edition, address, at)


@transaction.atomic
def offer_role(*, edition: Edition, offer: Offer, actor: User, at: datetime) -> Invitation:
    """Write an invitation that is still to be sent.

    Side effects: one invitation (an expired one for the same role makes way), one audit entry. Raises
    :class:`TransitionRefused` when the person already has the role, an invitation waits for them, or a rule speaks
    against it.
    """
    address = normalise_email(offer.email)
    if Role.objects.active().filter(edition=edition, user__email=address, name=offer.role).exists():
        raise TransitionRefused(_("Cette personne tient déjà ce rôle."))
    ensure_may_have(edition=edition, role=offer.role, email=address, at=at)
    invitation = write_invitation(
        Invitation,
        to=address,
        of={"edition": edition, "role": offer.role},
        name=" ".join(offer.name.split()),
        organisation=offer.organisation,
        skills=offer.skills,
        workload=offer.workload,
        is_deputy=offer.is_deputy,
        capacity=offer.capacity,
        actor=actor,
        at=at,
    )
    invitation.expertise.set(offer.expertise)
    data = {"role": str(offer.role)}
    record(verb="invite", subject=invitation, actor=actor, at=at, scope=edition.scope, data=data)
    return invitation


@transaction.atomic
def resend(*, invitation: Invitation, actor: User, at: datetime) -> None:
    """Send a new link, until ``Invitation.find_limit``; the links sent before die.

    Side effects: as :func:`_send`, one audit entry; none within a minute of the last sending. Raises
    :class:`TransitionRefused`.
    """
    # two sendings of one invitation follow one another; the second reads what the first wrote
    row = Invitation.objects.waiting().select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if row is None:
        raise TransitionRefused(_("Cette invitation n’attend plus de réponse."))
    invitation.sent_at = row.sent_at
    if invitation.was_just_sent(at):
        return
    invitation.move({"expires_at": at + Invitation.VALID_FOR})
    _send(invitation.edition, invitation.email, at)
    record(verb="resend_invitation", subject=invitation, actor=actor, at=at, scope=invitation.edition.scope)


def _send(edition: Edition, address: str, at: datetime) -> None:
    """All that waits for this address in the edition goes in one mail, under one new nonce.

    Side effects: nonces and dates of these invitations, one mail.
    """
    waiting = Invitation.objects.pending(at).filter(edition=edition, email=address)
    roles = set(waiting.order_by().values_list("role", flat=True))
    limit = Invitation.find_limit(edition, roles, at)
    waiting.update(**{**Invitation.sending(at), "expires_at": limit})
    related = waiting.select_related("edition__programme", "edition__call", "organisation", "invited_by")
    queue(emails.invitation(list(related.order_by("pk"))), at=at)


@transaction.atomic
def revoke(*, invitation: Invitation, actor: User, at: datetime) -> None:
    """Withdraw the offer.

    Side effects: ``revoked_at``, one audit entry. Raises :class:`TransitionRefused`.
    """
    invitation.move({"revoked_at": at})
    record(verb="revoke_invitation", subject=invitation, actor=actor, at=at, scope=invitation.edition.scope)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User, at: datetime) -> Role:
    """Grant the offered role to the person of the invited address.

    Side effects: those of :func:`accept_invitations`.
    """
    return accept_invitations(offered=[invitation], accepted=[invitation], user=user, at=at)[0]


@transaction.atomic
def accept_invitations(
    *,
    offered: Sequence[Invitation],
    accepted: Sequence[Invitation],
    user: User,
    at: datetime,
    seat: SeatAnswer = NO_ANSWER,
) -> list[Role]:
    """Give ``user``, who has the invited address, the roles they accept among those offered; decline the others.

    ``seat`` is their answer about the seat on the committee, if that is one of them.

    Side effects: the invitations are used up, roles, the seat of a juror's body, the person's name if it was unknown,
    audit entries, one mail to the inviter. Raises :class:`TransitionRefused` for another address, for a closed
    account, and when one of them was used, withdrawn or has expired in between.
    """
    if not accepted:
        raise TransitionRefused(_("Choisissez au moins un rôle, ou déclinez l’invitation."))
    if any(invitation.email != user.email for invitation in offered):
        raise TransitionRefused(_("Cette invitation est adressée à quelqu’un d’autre."))
    declined = [invitation for invitation in offered if invitation not in accepted]
    roles = [_grant_role(invitation, user, at, actor=user, seat=seat) for invitation in accepted]
    for invitation in declined:
        _decline(invitation, at)
    queue(emails.invitation_answered(accepted, declined, person=user, at=at), at=at)
    return roles


def _grant_role(
    invitation: Invitation,
    user: User,
    at: datetime,
    *,
    actor: User,
    still: Q | None = None,
    seat: SeatAnswer = NO_ANSWER,
) -> Role:
    if not user.is_active:
        raise TransitionRefused(_("Ce compte est fermé."))
    still = Q(expires_at__gt=at) if still is None else still
    invitation.move({"accepted_at": at, "accepted_by": user}, still=still)
    if not user.name and invitation.name:
        user.name = invitation.name
        user.save(update_fields=["name"])
    record(verb="accept_invitation", subject=invitation, actor=actor, at=at, scope=invitation.edition.scope)
    role = give_role(
        edition=invitation.edition,
        user=user,
        name=invitation.role,
        organisation=invitation.organisation,
        skills=invitation.skills,
        is_deputy=invitation.is_deputy,
        capacity=seat.limit(invitation.capacity),
        actor=actor,
        at=at,
    )
    if role.name == RoleName.REVIEWER:
        if role.organisation:  # its seat is published: not before somebody accepts it
            add_seat(
                edition=role.edition,
                organisation=role.organisation,
                actor=actor,
                at=at,
                verb="seat_own_body" if actor == user else "add_seat",
            )
        role.expertise.set(invitation.expertise.all() if seat.expertise is None else seat.expertise)
        if seat.declares:
            accept_declaration(role=role, version=seat.declares, at=at)
    return role


@transaction.atomic
def decline_invitations(*, offered: Sequence[Invitation], at: datetime, words: str = "") -> None:
    """Decline all that the link offers.

    Side effects: ``declined_at``, audit entries, one mail to the inviter, with the ``words`` of the person.
    Raises :class:`TransitionRefused`.
    """
    for invitation in offered:
        _decline(invitation, at, words)
    queue(emails.invitation_answered([], offered, person=None, words=words, at=at), at=at)


def _decline(invitation: Invitation, at: datetime, words: str = "") -> None:
    invitation.move({"declined_at": at, "decline_words": words})
    record(verb="decline_invitation", subject=invitation, actor=None, at=at, scope=invitation.edition.scope)


@transaction.atomic
def claim_invitations(*, offered: Sequence[Invitation], user: User, at: datetime) -> None:
    """Claim these roles with another address than the invited one: an organiser answers.

    Side effects: the claimant, one mail to the inviter, audit entries. Raises :class:`TransitionRefused` when
    somebody else has claimed them already.
    """
    if not user.is_active:
        raise TransitionRefused(_("Ce compte est fermé."))
    for invitation in offered:
        free = Q(claimed_by=None, expires_at__gt=at)
        invitation.move({"claimed_by": user, "claimed_at": at}, still=free | Q(claimed_by=user))
        record(verb="claim_invitation", subject=invitation, actor=user, at=at, scope=invitation.edition.scope)
    queue(emails.invitation_claimed(offered, person=user), at=at)


@transaction.atomic
def confirm_claim(*, invitation: Invitation, claimant: User, actor: User, at: datetime) -> Role:
    """Grant the role to its claimant; ``claimant`` is the one on the organiser's page.

    Side effects: the invitation is used up, a role, two audit entries, a mail to them. Raises
    :class:`TransitionRefused` when the invitation was answered meanwhile, or when the claimant is another one now.
    """
    role = _grant_role(invitation, claimant, at, actor=actor, still=Q(claimed_by=claimant))
    queue(emails.claim_confirmed(invitation, to=claimant), at=at)
    return role


@transaction.atomic
def refuse_claim(*, invitation: Invitation, claimant: User, actor: User, at: datetime) -> None:
    """Refuse the claim: the role stays offered to the invited address.

    Side effects: the claim is cleared, one audit entry, a mail to the claimant. Raises as :func:`confirm_claim`.
    """
    invitation.move({"claimed_by": None, "claimed_at": None}, still=Q(claimed_by=claimant))
    record(verb="refuse_claim", subject=invitation, actor=actor, at=at, scope=invitation.edition.scope)
    queue(emails.claim_refused(invitation, to=claimant, at=at), at=at)
