"""The committee of an edition: its seats, its quorum, its pending invitations; the page of its organisers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import ngettext

from accelerator.accounts.models import User
from accelerator.web.search import normalise
from programmes.enums import RoleName
from programmes.models import CommitteeSeat, Edition, Invitation, Organisation, Role
from programmes.models.role import must_accept_declaration


def select_seats(edition: Edition) -> QuerySet[Any]:
    """The seats of the committee, in order; ``chairs`` of each: whether somebody of this body chairs it."""
    chairs = Role.objects.chairs().filter(edition=edition, organisation=OuterRef("organisation"))
    seats = edition.seats.select_related("organisation").order_by("position", "pk")
    return seats.annotate(chairs=Exists(chairs))


def find_quorum(edition: Edition) -> int:
    """How many bodies of the committee must be present for it to decide: what its organisers chose, as long as so many
    sit; otherwise more than half of those that sit. One query.
    """
    seated = edition.seats.count()
    return compute_quorum(edition, seated)


def compute_quorum(edition: Edition, seated: int) -> int:
    """The quorum of a committee of so many bodies; see :func:`find_quorum`."""
    majority = seated // 2 + 1
    return min(edition.quorum or majority, max(1, seated))


def list_seats(edition: Edition) -> list[tuple[str, bool]]:
    """The bodies of the committee, and whether each chairs it. One query."""
    return [(seat.organisation.name, seat.chairs) for seat in select_seats(edition)]


def count_committee_invitations(edition: Edition, at: datetime) -> dict[int | None, int]:
    """How many offers of a seat wait for an answer, by body (its key): one query."""
    offers = Invitation.objects.pending(at).to_committee().filter(edition=edition).order_by()
    return dict(offers.values_list("organisation").annotate(number=Count("pk")))


def describe_pending_invitations(count: int) -> str:
    """« 6 invitations en attente », wherever invited people are counted; nothing for none."""
    words = ngettext("%(count)d invitation en attente", "%(count)d invitations en attente", count)
    return words % {"count": count} if count else ""


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
    """The page of the committee of an edition. ``unseated``: bodies of members that do not sit; ``awaited``: bodies
    that sit once somebody who is invited accepts; ``quorum``: how many must be present; ``declared``: how many accepted
    the present declaration of interests; ``undeclared``: who did not.
    """

    bodies: list[SeatedBody]
    chair: Role | None
    secretaries: list[Role]
    jurors: Sequence[Role]
    unseated: list[Organisation]
    awaited: list[Organisation]
    invited: str
    quorum: int
    declared: int = 0
    undeclared: list[User] = field(default_factory=list)

    @property
    def needs_chair(self) -> bool:
        """Somebody sits, and nobody chairs yet."""
        return bool(self.jurors) and self.chair is None

    @property
    def next_act(self) -> str:
        """What comes next: ``seat`` a body of members, ``invite`` for a body without any, name the ``chair``; or
        nothing.
        """
        if self.unseated:
            return "seat"
        if any(not body.members and not body.waiting for body in self.bodies):
            return "invite"
        return "chair" if self.needs_chair else ""


OFFICES = (RoleName.REVIEWER, RoleName.CHAIR, RoleName.SECRETARY)


def read_committee(edition: Edition, at: datetime) -> CommitteePage:
    """Five queries: seats, people with their expertise and declarations, invitations."""
    roles = list(
        Role.objects.active()
        .filter(edition=edition, name__in=OFFICES, user__is_active=True)
        .select_related("user", "organisation")
        .annotate(must_declare=must_accept_declaration())
        .prefetch_related("expertise", "declarations")
        .order_by("user__name", "pk")
    )
    jurors = [role for role in roles if role.name == RoleName.REVIEWER]
    offers = list(
        Invitation.objects.to_committee()
        .filter(edition=edition, accepted_at=None, revoked_at=None)
        .exclude(email__in=[role.user.email for role in jurors])
        .select_related("organisation")
        .order_by("name", "pk")
    )
    waiting = [offer for offer in offers if offer.is_pending(at)]
    bodies = {seat.organisation_id: SeatedBody(seat, seat.chairs) for seat in select_seats(edition)}
    for role in jurors:
        if body := bodies.get(role.organisation_id or 0):
            (body.deputies if role.is_deputy else body.titulars).append(role)
    unseated = {own.pk: own for role in jurors if (own := role.organisation) and own.pk not in bodies}
    known = bodies.keys() | unseated.keys()
    awaited = {own.pk: own for offer in waiting if (own := offer.organisation) and own.pk not in known}
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
        unseated=_sort_by_name(unseated.values()),
        awaited=_sort_by_name(awaited.values()),
        invited=describe_pending_invitations(len(waiting)),
        quorum=compute_quorum(edition, len(bodies)),
        declared=len({role.user_id for role in roles if not role.must_declare}),
        undeclared=list({role.user: None for role in roles if role.must_declare}),
    )


def _sort_by_name(bodies: Iterable[Organisation]) -> list[Organisation]:
    return sorted(bodies, key=lambda body: normalise(body.name))
