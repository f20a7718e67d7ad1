"""Pairings, the wishes of both sides, and their meetings."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid5

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.rows.models import SharedRow, SharedRowQuerySet
from coaching.pairing.enums import CURRENT, MeetingKind, MentorMeetingState, PairingState
from programmes.models import Edition, Role
from projects.decision.enums import ParticipationState
from projects.models import Participation


class PairingQuerySet(models.QuerySet["Pairing"]):
    def current(self) -> "PairingQuerySet":
        return self.filter(state__in=CURRENT)

    def followed_until_left(self) -> "PairingQuerySet":
        """Accepted pairings of projects that left a running session."""
        return self.filter(
            state=PairingState.ENDED,
            answered_at__isnull=False,
            participation__state=ParticipationState.DECLINED,
            ended_at__gte=F("participation__left_session_at"),
        )


class Pairing(models.Model):
    PATH_TO_DOSSIER: ClassVar[str] = "participation__project__application"

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="pairings")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pairings")
    state = models.CharField(max_length=10, choices=PairingState, default=PairingState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("raison"), max_length=400, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["participation", "-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(state__in=["proposed", "accepted"]),
                name="pairing_one_current",
                violation_error_message=_("Ce projet a déjà un parrain ou une marraine."),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="pairing_refusal_has_reason",
                violation_error_message=_("Un refus indique sa raison."),
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | ~Q(reason=""),
                name="pairing_end_has_reason",
                violation_error_message=_("La fin d’un parrainage indique sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id} with {self.participation_id}"

    @property
    def is_current(self) -> bool:
        """Proposed or accepted, and not over."""
        return self.state in CURRENT

    @property
    def is_accepted(self) -> bool:
        return self.state == PairingState.ACCEPTED

    @property
    def is_refused(self) -> bool:
        """Refused by the mentor it was proposed to; else it ended."""
        return self.state == PairingState.REFUSED


class MentorCapacity(models.Model):
    """How many projects a mentor follows at most; without a row, :func:`compute_default_capacity`."""

    role = models.OneToOneField(Role, models.CASCADE, related_name="mentor_capacity")
    projects = models.PositiveSmallIntegerField(_("projets suivis au plus"))

    class Meta:
        ordering = ["role"]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.projects}"


MOST_DATES = 3


class MentorMeetingQuerySet(models.QuerySet["MentorMeeting"]):
    def upcoming(self, at: datetime) -> "MentorMeetingQuerySet":
        """Proposed ones, and confirmed ones that have not begun."""
        return self.filter(
            Q(state=MentorMeetingState.PROPOSED) | Q(state=MentorMeetingState.CONFIRMED, starts_at__gt=at)
        )

    def awaiting_outcome(self, at: datetime) -> "MentorMeetingQuerySet":
        """Meetings whose hour has come, without a recorded outcome."""
        return self.filter(state=MentorMeetingState.CONFIRMED, starts_at__lte=at)


def is_online_place(place: str) -> bool:
    """Whether a typed place is an address to open."""
    return place.startswith(("https://", "http://"))


class MentorMeeting(models.Model):
    """``starts_at`` is the agreed date; until then the proposed dates are :class:`MeetingDate` rows.

    ``sequence`` is that of the iCalendar event. ``proposed_by``: the author of the present dates; the other side
    answers.
    """

    PATH_TO_DOSSIER: ClassVar[str] = "pairing__participation__project__application"

    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="meetings")
    state = models.CharField(max_length=10, choices=MentorMeetingState, default=MentorMeetingState.PROPOSED)
    kind = models.CharField(_("comment"), max_length=10, choices=MeetingKind, default=MeetingKind.IN_PERSON)
    starts_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("durée, en minutes"), default=60)
    place = models.CharField(_("lieu ou lien"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    was_in_calendars = models.BooleanField(default=False)
    """It was confirmed once: calendars have it, and need its changes."""
    word = models.CharField(_("un mot"), max_length=400, blank=True)
    """Why it was cancelled or moved; both sides read it."""

    objects = MentorMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "cancelled"]) | Q(starts_at__isnull=False),
                name="meeting_has_date",
                violation_error_message=_("Un rendez-vous convenu a une date."),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(word=""),
                name="meeting_cancelled_with_word",
                violation_error_message=_("Un rendez-vous annulé dit pourquoi."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=480),
                name="meeting_minutes_in_range",
                violation_error_message=_("Un rendez-vous dure de 5 minutes à 8 heures."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pairing_id} at {self.starts_at}"

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    def is_answered_by(self, user: User) -> bool:
        """Whether the dates were proposed to this person's side. Needs the pairing."""
        mentor = self.pairing.mentor_id
        return bool((user.pk == mentor) != (self.proposed_by_id == mentor))

    @property
    def is_link(self) -> bool:
        """Whether its place is an address to open."""
        return is_online_place(self.place)


class MeetingDate(models.Model):
    """One of the proposed dates."""

    meeting = models.ForeignKey(MentorMeeting, models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["meeting", "starts_at"], name="meeting_date_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.starts_at}"


class MeetingNoteQuerySet(SharedRowQuerySet):
    def readable_by(self, user: User) -> "MeetingNoteQuerySet":
        """The shared notes, and one's own: private notes are visible to their author alone."""
        return self.filter(Q(author=None) | Q(author=user))


class MeetingNote(SharedRow):
    """A note about a meeting: the shared one (no ``author``), or the private one of a person."""

    PATH_TO_DOSSIER: ClassVar[str] = "meeting__pairing__participation__project__application"
    WRITTEN: ClassVar[tuple[str, ...]] = ("text",)

    meeting = models.ForeignKey(MentorMeeting, models.CASCADE, related_name="notes")
    # A private note is deleted with the account of its author.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="meeting_notes"
    )
    text = models.TextField(_("note"), max_length=4000, blank=True)

    objects = MeetingNoteQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(author=None), name="meeting_one_shared_note"
            ),
            models.UniqueConstraint(fields=["meeting", "author"], name="meeting_one_note_each"),
        ]

    def __str__(self) -> str:
        return f"note of {self.meeting_id}"


NOTES = UUID("6f8b2a44-5a4e-4c6e-9a53-5d4f2d3c9c17")


def name_note(meeting: int, author: int | None) -> UUID:
    """The identifier of a note: two people who type first at once write one row."""
    return uuid5(NOTES, f"{meeting}:{author or 'shared'}")


MOST_WISHES = 3


class WishCall(models.Model):
    """Until when mentors and projects of an edition send their wishes; without a row none are requested."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="wish_call")
    closes_at = models.DateTimeField(_("jusqu’au"))
    requested_at = models.DateTimeField()

    class Meta:
        ordering = ["edition"]

    def __str__(self) -> str:
        return f"{self.edition_id} until {self.closes_at}"


class PairingWish(models.Model):
    """One side's wish about the other: ``rank`` 1 to 3, or none for « plutôt pas », whose reason organisers read.

    ``by_mentor``: by the mentor about the project; otherwise by the project about the mentor.
    """

    PATH_TO_DOSSIER: ClassVar[str] = "participation__project__application"

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="pairing_wishes")
    role = models.ForeignKey(Role, models.CASCADE, related_name="pairing_wishes")
    by_mentor = models.BooleanField()
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(_("raison"), max_length=400, blank=True)
    wished_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    wished_at = models.DateTimeField()

    class Meta:
        ordering = ["by_mentor", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "role", "by_mentor"],
                name="wish_one_word",
                violation_error_message=_("On ne dit qu’une chose de chacun."),
            ),
            models.UniqueConstraint(
                fields=["participation", "rank"],
                condition=Q(by_mentor=False, rank__isnull=False),
                name="wish_project_rank_once",
            ),
            models.UniqueConstraint(
                fields=["role", "rank"],
                condition=Q(by_mentor=True, rank__isnull=False),
                name="wish_mentor_rank_once",
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1, rank__lte=MOST_WISHES) | Q(rank=None) & ~Q(reason=""),
                name="wish_rank_or_reason",
                violation_error_message=_("« Plutôt pas » indique sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} / {self.role_id}: {self.rank}"
