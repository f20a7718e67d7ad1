"""Who sits in a meeting, for which body, and whether they are there: one vote for each body."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from accelerator.accounts.models import User
from programmes.bodies import body_numbers
from programmes.capabilities import Capability
from programmes.models import CommitteeSeat, Edition, Organisation, Role
from programmes.queries import RoleBook
from projects.deliberation.enums import VoteChoice
from projects.models import Meeting, MeetingAttendance, StepOut, Vote
from projects.review.queries.queue import QueueNotice


@dataclass(frozen=True)
class Member:
    """A juror in a meeting. ``organisation`` is the body they sit for, the same row for all of its members.

    ``is_out``: they are out of the room while the current dossier is discussed.
    """

    user: User
    organisation: Organisation | None
    is_present: bool = False
    is_out: bool = False
    is_deputy: bool = False

    @property
    def voter_key(self) -> tuple[str, int]:
        """The key of the vote: shared by all members of a body; one's own without a body."""
        return ("body", self.organisation.pk) if self.organisation else ("user", self.user.pk)

    @property
    def is_in_room(self) -> bool:
        return self.is_present and not self.is_out


@dataclass(frozen=True)
class BodyAnswer:
    """What a body answered about the current dossier, by the last of its members who did."""

    member: Member
    choice: VoteChoice

    @property
    def label(self) -> str:
        return str(self.choice.label)


@dataclass
class Voter:
    """A body of the committee, or a member without a body: one vote, and the ``members`` who may cast it."""

    name: str
    members: list[Member] = field(default_factory=list)
    vote: BodyAnswer | None = None

    @property
    def is_present(self) -> bool:
        return any(member.is_present for member in self.members)

    def lets_answer(self, member: Member) -> bool:
        """Whether this member answers for it now: a deputy does while nobody whom they stand in for is in the room."""
        return member.is_in_room and not (
            member.is_deputy and any(other.is_in_room and not other.is_deputy for other in self.members)
        )

    @property
    def is_represented(self) -> bool:
        """Whether it may answer about the current dossier: one of its members is in the room."""
        return any(member.is_in_room for member in self.members)


@dataclass(frozen=True)
class Assembly:
    """The voters of a committee, in the order of their names. ``total`` counts the seats without a member too."""

    voters: list[Voter]
    total: int
    quorum: int

    @property
    def members(self) -> list[Member]:
        return [member for voter in self.voters for member in voter.members]

    @property
    def present(self) -> int:
        return sum(voter.is_present for voter in self.voters)

    @property
    def has_quorum(self) -> bool:
        return self.present >= self.quorum

    @property
    def in_room(self) -> int:
        """How many voters may answer about the current dossier."""
        return sum(voter.is_represented for voter in self.voters)

    @property
    def out(self) -> list[Member]:
        """Members who are there, but for the current dossier."""
        return [member for member in self.members if member.is_present and member.is_out]

    @property
    def votes(self) -> list[BodyAnswer]:
        """The answers that count: those of voters who are still in the room."""
        return [voter.vote for voter in self.voters if voter.vote and voter.is_represented]

    @property
    def are_all_in(self) -> bool:
        """Whether every voter in the room answered."""
        return bool(self.in_room) and len(self.votes) == self.in_room

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """For each answer, its code, its label, and how many voters chose it."""
        choices = [vote.choice for vote in self.votes]
        return [(choice.value, str(choice.label), choices.count(choice)) for choice in VoteChoice]

    @property
    def presence_text(self) -> str:
        """« 7 organismes sur 9 présents, quorum 5 »."""
        text = ngettext(
            "%(present)s organisme sur %(total)s présent",
            "%(present)s organismes sur %(total)s présents",
            self.present,
        ) % {"present": self.present, "total": self.total}
        if not self.quorum:
            return text
        return _("%(present)s, quorum %(quorum)s") % {"present": text, "quorum": self.quorum}

    def find_member(self, user: User) -> Member | None:
        return next((member for member in self.members if member.user.pk == user.pk), None)

    def find_voter(self, user: User) -> Voter | None:
        return next(
            (voter for voter in self.voters if any(m.user.pk == user.pk for m in voter.members)), None
        )


def count_bodies(edition: Edition) -> int:
    """Voices of the committee: seats, bodies of jurors, and jurors without a body. Two queries."""
    seats = CommitteeSeat.objects.filter(edition=edition).select_related("organisation").order_by()
    jurors = list(Role.objects.jurors().filter(edition=edition).select_related("organisation").order_by())
    bodies = [seat.organisation for seat in seats] + [
        role.organisation for role in jurors if role.organisation
    ]
    alone = {role.user_id for role in jurors if role.organisation is None}
    return len(set(body_numbers(bodies).values())) + len(alone)


def read_assembly(meeting: Meeting) -> Assembly:
    """Jurors with their presence, and the answers about the current dossier: one query."""
    present = MeetingAttendance.objects.present().filter(meeting=meeting, user=OuterRef("user"))
    out = StepOut.objects.filter(
        discussion__meeting=meeting, discussion__ended_at=None, back_at=None, user=OuterRef("user")
    )
    # one cast from a former seat was that of another body
    votes = Vote.objects.filter(
        meeting=meeting,
        application=meeting.current_id,
        user=OuterRef("user"),
        at__gte=OuterRef("started_at"),
    )
    roles = (
        Role.objects.jurors()
        .filter(edition=meeting.edition_id)
        .select_related("user", "organisation")
        .annotate(
            is_present=Exists(present.order_by()),
            is_out=Exists(out.order_by()),
            choice=Subquery(votes.order_by("-at").values("choice")[:1]),
        )
        .order_by("user__name", "pk")
    )
    voters = _group_voters(list(roles))
    ordered = sorted(voters.values(), key=lambda voter: voter.name.casefold())
    return Assembly(ordered, max(meeting.bodies, len(ordered)), meeting.quorum)


def find_seat(meeting: Meeting, user: User) -> Member | None:
    """The seat of ``user`` in the meeting; ``None`` if they have none. One query."""
    return read_assembly(meeting).find_member(user)


def _group_voters(roles: list[Role]) -> dict[tuple[str, int], Voter]:
    bodies = {role.organisation.pk: role.organisation for role in roles if role.organisation}
    numbers = body_numbers(bodies.values())
    voters: dict[tuple[str, int], Voter] = {}
    for role in roles:
        organisation = bodies[numbers[role.organisation_id]] if role.organisation_id else None
        member = Member(
            user=role.user,
            organisation=organisation,
            is_present=role.is_present,  # type: ignore[attr-defined]
            is_out=role.is_out,  # type: ignore[attr-defined]
            is_deputy=role.is_deputy,
        )
        name = (organisation.short_name or organisation.name) if organisation else str(role.user)
        voter = voters.setdefault(member.voter_key, Voter(name))
        voter.members.append(member)
        if role.choice:  # type: ignore[attr-defined]
            voter.vote = BodyAnswer(member, VoteChoice(role.choice))  # type: ignore[attr-defined]
    return voters


def list_open_meetings(roles: RoleBook) -> Iterator[QueueNotice]:
    """Notices of open meetings: who reads the selection enters the room, other members their own screen. One query."""
    seats = roles.edition_ids(Capability.SIT_ON_COMMITTEE)
    overseen = roles.edition_ids(Capability.READ_SELECTION)
    meetings = Meeting.objects.open().filter(edition__in=seats).select_related("edition")
    for meeting in meetings.order_by("pk"):
        page = "deliberation" if meeting.edition_id in overseen else "meeting"
        yield QueueNotice(
            _("La séance du comité est suspendue")
            if meeting.paused_at
            else _("La séance du comité est ouverte"),
            meeting.edition.name,
            reverse(f"projects:{page}", args=[meeting.edition.slug]),
            _("Entrer dans la séance"),
        )
