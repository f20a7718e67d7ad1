"""What one screen of a meeting shows to one reader: who runs it, a member, or the projector."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from programmes.models import Edition
from projects.conflicts.queries import Apart, Conflicts, conflicts_of, list_conflicting_pairs
from projects.decision.queries.decisions import Tally
from projects.deliberation.checks import Obstacle, Refusal, list_refusals
from projects.deliberation.queries.dossiers import (
    Agenda,
    MeetingDossier,
    arrange_agenda,
    count_outcomes,
    find_dossier,
    list_dossiers,
    read_dossiers,
    sign_decisions,
)
from projects.deliberation.queries.members import Assembly, Member, Voter, read_assembly
from projects.models import Application, Interest, Meeting, Review
from projects.review.queries.correction import read_correction
from projects.review.queries.reviews import CriterionLine, compare_reviews, reviews_of
from projects.review.solver.corrected import CorrectedDossier


@dataclass(frozen=True)
class Reading:
    """The current dossier with its reviews; criteria on which they differ most come first."""

    dossier: MeetingDossier
    reviews: list[Review]
    lines: list[CriterionLine]
    corrected: CorrectedDossier | None = None

    @property
    def application(self) -> Application:
        return self.dossier.application


@dataclass(frozen=True)
class Screen:
    """What one person sees of a meeting. ``waits``: why the current dossier is hidden from the reader; nothing of it
    is here then. ``apart``: the others that are hidden from them, without score nor decision.
    """

    meeting: Meeting
    assembly: Assembly
    agenda: Agenda
    tally: Tally
    reading: Reading | None
    conflicts: Conflicts
    waits: Interest | None = None
    member: Member | None = None
    apart: Apart = field(default_factory=Apart)

    @property
    def edition(self) -> Edition:
        return self.meeting.edition

    @cached_property
    def voter(self) -> Voter | None:
        """That of the reader's body."""
        return self.assembly.find_voter(self.member.user) if self.member else None

    @property
    def may_vote(self) -> bool:
        return bool(
            self.reading
            and self.member
            and self.voter
            and self.voter.lets_answer(self.member)
            and not self.meeting.is_paused
            and not self.reading.dossier.is_pending
        )

    @property
    def owes_vote(self) -> bool:
        """The reader may vote, and nobody voted for their body yet."""
        return self.may_vote and not (self.voter and self.voter.vote)

    @property
    def may_object(self) -> bool:
        return bool(self.member and self.member.is_present and not self.meeting.is_paused)

    @property
    def shows_votes(self) -> bool:
        """A member reads the count once their body answered, or nothing of it can change any more."""
        answered = bool(self.voter and self.voter.vote)
        return answered or self.assembly.are_all_in or bool(self.reading and self.reading.dossier.is_pending)

    @property
    def following(self) -> MeetingDossier | None:
        return self.agenda.find_next(self.meeting.current_id)

    @property
    def decided(self) -> int:
        return sum(
            item.is_pending for item in (*self.agenda.accept, *self.agenda.debate, *self.agenda.set_aside)
        )

    @property
    def mark(self) -> str:
        """What the forms that end the meeting send back."""
        return sign_decisions(self.meeting, self.agenda)


def find_latest_meeting(edition: Edition) -> Meeting | None:
    """Open or closed, with this very edition and its current dossier: one query."""
    meetings = Meeting.objects.filter(edition=edition).select_related("current__project", "closed_by")
    meeting = meetings.order_by("pk").last()
    if meeting:
        meeting.edition = edition
    return meeting


def find_open_meeting(edition: Edition) -> Meeting | None:
    """The open meeting of an edition, as :func:`find_latest_meeting`. One query."""
    meeting = find_latest_meeting(edition)
    return meeting if meeting and meeting.is_open else None


def read_screen(meeting: Meeting, user: User, at: datetime, *, runs: bool = False) -> Screen:
    """The screen of somebody who ``runs`` the meeting or writes its minutes, or of a member. Five queries at most."""
    conflicts = conflicts_of(user, meeting.edition, at)
    dossiers, apart = read_dossiers(meeting, conflicts)
    assembly = read_assembly(meeting)
    current = find_dossier(dossiers, meeting.current_id)
    member = assembly.find_member(user)
    reads = runs or (member is not None and member.is_present)
    return Screen(
        meeting=meeting,
        assembly=assembly,
        agenda=arrange_agenda(dossiers),
        tally=count_outcomes(meeting.edition, dossiers, conflicts),
        reading=_read_dossier(meeting, current, conflicts) if reads and current else None,
        conflicts=conflicts,
        waits=conflicts.because.get(meeting.current_id) if meeting.current_id else None,
        member=member,
        apart=apart,
    )


def _read_dossier(meeting: Meeting, current: MeetingDossier, conflicts: Conflicts) -> Reading:
    reviews = reviews_of(current.application)
    edition = meeting.edition
    correction = read_correction(getattr(edition.call, "score_correction", None), edition.places)
    is_readable = correction.is_current and not conflicts
    corrected = correction.find(current.pk) if is_readable else None
    return Reading(current, reviews, compare_reviews(reviews), corrected)


def list_closing_refusals(meeting: Meeting, conflicts: Conflicts) -> list[Refusal]:
    """All of them, as far as who closes may know. Four queries."""
    dossiers = list_dossiers(meeting, conflicts)
    if not any(item.is_pending for item in dossiers):
        return [
            Refusal(Obstacle.EMPTY, _("Aucune décision n’est notée : la séance se lève, avec une raison."))
        ]
    return list_refusals(
        dossiers,
        meeting.edition.places,
        read_assembly(meeting),
        list_conflicting_pairs(meeting.edition),
        compares_all=not conflicts,
    )
