"""The mentors of projects, for pages of other subjects."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from coaching.models import MentorMeeting, Pairing
from coaching.pairing.enums import MentorMeetingState, PairingState
from coaching.pairing.queries.board import format_ago, select_last_contact, select_next_contact, was_quiet
from coaching.pairing.queries.meetings import format_when
from coaching.pairing.queries.wishes import OpenWishCall, list_mentor_wish_calls
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from projects.models import Application, Participation


@dataclass(frozen=True)
class Mentoring:
    """The mentor proposed or accepted for a project; :data:`NOBODY` as long as there is none."""

    person: User | None = None
    state: PairingState | None = None

    @property
    def mentor(self) -> User | None:
        """The person who follows the project, once they accepted."""
        return self.person if self.state == PairingState.ACCEPTED else None

    @property
    def tone(self) -> str:
        return "success" if self.mentor else "info"

    def as_step(self, *, over: bool = False) -> dict[str, object] | None:
        """The step of the journey of the project; without a name before the mentor accepted.

        ``None`` for a project without a mentor, once its session is ``over``.
        """
        if over and not self.person:
            return None
        if self.mentor:
            return {"label": _("%(mentor)s vous accompagne") % {"mentor": self.mentor}, "state": "done"}
        return {
            "label": _("Parrain ou marraine"),
            "text": _("Une personne est pressentie.")
            if self.person
            else _("Une personne suivra votre projet pendant la session."),
            "state": "current" if self.person else "coming",
        }


NOBODY = Mentoring()


def read_mentoring(row: Any) -> Mentoring:
    """Build the mentoring from a row of :func:`~coaching.session.mentors.join_pairing`. No query."""
    pairing = getattr(row, "current_pairing", None)
    return Mentoring(pairing.mentor, PairingState(pairing.state)) if pairing else NOBODY


def read_mentorings(participations: Iterable[int]) -> dict[int, Mentoring]:
    """By participation, its mentoring, where there is or may be a mentor. One query."""
    rows = Pairing.objects.current().filter(participation__in=participations).select_related("mentor")
    return {
        pairing.participation_id: Mentoring(pairing.mentor, PairingState(pairing.state)) for pairing in rows
    }


@dataclass(frozen=True)
class FollowedProject:
    """A project that a mentor follows. ``last``: how long ago they met; ``soon``: when they meet next, "" without an
    agreed date.
    """

    pairing: Pairing
    last: str
    soon: str
    to_answer: bool
    """Whether this mentor has to choose among proposed dates."""
    awaits_outcome: bool = False
    """Whether a past meeting has no recorded outcome."""
    is_quiet: bool = False
    """Whether there was no meeting for long, and none is planned."""


@dataclass(frozen=True)
class Mentored:
    """The pairings of a mentor, with their projects, the latest edition first."""

    proposals: list[Pairing]
    """Unanswered proposals."""
    followed: list[FollowedProject]
    """Those of one edition by last meeting, never first."""
    wishes: list[OpenWishCall] = field(default_factory=list)


def list_mentored(user: User, at: datetime, **columns: Combinable) -> Mentored:
    """Projects proposed to this person and those they follow, without those they stepped aside from. Two queries.

    ``columns``: further expressions over the pairings.
    """
    proposed = MentorMeeting.objects.filter(pairing=OuterRef("pk"), state=MentorMeetingState.PROPOSED)
    proposed = proposed.exclude(proposed_by=user)
    awaiting_outcome = MentorMeeting.objects.awaiting_outcome(at).filter(pairing=OuterRef("pk"))
    unbiased = Application.objects.not_hidden_from(user).order_by().values("project")
    pairings = list(
        Pairing.objects.current()
        .filter(mentor=user, participation__project__in=unbiased)
        .annotate(last=select_last_contact("participation"), soon=select_next_contact(at, "participation"))
        .annotate(to_answer=Exists(proposed), awaits_outcome=Exists(awaiting_outcome), **columns)
        .select_related("participation__project__organisation", "participation__edition")
        .order_by("-participation__edition__session_starts_on", "participation__project__title")
    )
    followed = [pairing for pairing in pairings if pairing.state == PairingState.ACCEPTED]
    followed.sort(key=lambda pairing: pairing.last or datetime.min.replace(tzinfo=UTC))
    followed.sort(
        key=lambda pairing: pairing.participation.edition.session_starts_on or date.min, reverse=True
    )
    return Mentored(
        [pairing for pairing in pairings if pairing.state == PairingState.PROPOSED],
        [
            FollowedProject(
                pairing,
                format_ago(pairing.last, at),
                format_when(pairing.soon) if pairing.soon else "",
                pairing.to_answer,
                pairing.awaits_outcome,
                was_quiet(pairing, at),
            )
            for pairing in followed
        ],
        list_mentor_wish_calls(user, at),
    )


def list_proposals(user: User) -> QuerySet[Pairing]:
    """Unanswered proposals to this person."""
    return Pairing.objects.filter(mentor=user, state=PairingState.PROPOSED)


def select_mentor_body(mentor: str, edition: str) -> Subquery:
    """The name of the body for which the person at ``mentor`` follows projects of the edition at ``edition``."""
    roles = Role.objects.who_can(Capability.MENTOR_PROJECTS)
    roles = roles.filter(edition=OuterRef(edition), user=OuterRef(mentor))
    short = NullIf("organisation__short_name", Value(""))
    bodies = roles.order_by("pk").annotate(body=Coalesce(short, "organisation__name"))
    return Subquery(bodies.values("body")[:1])


def list_followed_in(edition: Edition) -> QuerySet[Pairing]:
    """The accepted pairings of projects of this edition that come."""
    coming = Participation.objects.confirmed().filter(edition=edition)
    return Pairing.objects.filter(state=PairingState.ACCEPTED, participation__in=coming)
