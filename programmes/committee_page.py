"""What organisers read of a committee: by body, who sits, who is invited, who declined."""

from dataclasses import dataclass, field
from datetime import datetime

from accelerator.web.search import normalise
from programmes.enums import RoleName
from programmes.models import CommitteeSeat, Edition, Invitation, Organisation, Role
from programmes.queries import describe_pending_invitations, find_quorum_of, select_seats


@dataclass
class SeatedBody:
    """A body, the people who sit through it, titular ones first, and those who were offered a seat and do not sit."""

    seat: CommitteeSeat
    chairs: bool
    titulars: list[Role] = field(default_factory=list)
    deputies: list[Role] = field(default_factory=list)
    waiting: list[Invitation] = field(default_factory=list)
    declined: list[Invitation] = field(default_factory=list)

    @property
    def members(self) -> list[Role]:
        return self.titulars + self.deputies

    @property
    def needs_deputy(self) -> bool:
        """Somebody declined, and nobody sits for this body nor is invited."""
        return bool(self.declined) and not self.members and not self.waiting


@dataclass(frozen=True)
class CommitteePage:
    """``unseated``: bodies through which somebody sits, and that do not; ``quorum``: how many must be present."""

    bodies: list[SeatedBody]
    chair: Role | None
    secretaries: list[Role]
    jurors: list[Role]
    unseated: list[Organisation]
    invited: str
    quorum: int


OFFICES = (RoleName.REVIEWER, RoleName.CHAIR, RoleName.SECRETARY)


def read_committee(edition: Edition, at: datetime) -> CommitteePage:
    """Five queries: seats, people with their expertise and declarations, invitations."""
    roles = list(
        Role.objects.active()
        .filter(edition=edition, name__in=OFFICES, user__is_active=True)
        .select_related("user", "organisation")
        .prefetch_related("expertise", "declarations")
        .order_by("user__name", "pk")
    )
    jurors = [role for role in roles if role.name == RoleName.REVIEWER]
    offers = list(
        Invitation.objects.to_committee()
        .filter(edition=edition, accepted_at=None, revoked_at=None)
        .exclude(email__in=[role.user.email for role in jurors])
        .order_by("name", "pk")
    )
    waiting = [offer for offer in offers if offer.is_pending(at)]
    bodies = {seat.organisation_id: SeatedBody(seat, seat.chairs) for seat in select_seats(edition)}
    for role in jurors:
        if body := bodies.get(role.organisation_id or 0):
            (body.deputies if role.is_deputy else body.titulars).append(role)
    unseated = {
        role.organisation.pk: role.organisation
        for role in jurors
        if role.organisation and role.organisation.pk not in bodies
    }
    for offer in offers:
        if body := bodies.get(offer.organisation_id or 0):
            if offer.declined_at:
                body.declined.append(offer)
            elif offer.is_pending(at):
                body.waiting.append(offer)
    return CommitteePage(
        bodies=list(bodies.values()),
        chair=next((role for role in roles if role.name == RoleName.CHAIR), None),
        secretaries=[role for role in roles if role.name == RoleName.SECRETARY],
        jurors=jurors,
        unseated=sorted(unseated.values(), key=lambda body: normalise(body.name)),
        invited=describe_pending_invitations(len(waiting)),
        quorum=find_quorum_of(edition, len(bodies)),
    )
