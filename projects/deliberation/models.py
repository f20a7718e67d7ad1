"""A meeting of the committee: who is there, what it discusses, its votes and the decisions it has not yet applied.

Nothing here is a ``Decision``: closing the meeting writes those.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from programmes.models import Edition, Organisation
from projects.application.models import Application
from projects.decision.enums import Outcome
from projects.deliberation.enums import AgendaBlock, VoteChoice


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def open(self) -> "MeetingQuerySet":
        """Meetings that are not closed, paused ones too: one per edition at most."""
        return self.filter(closed_at=None)

    def closed(self) -> "MeetingQuerySet":
        """Meetings that are over, with their decisions applied, or adjourned without any."""
        return self.filter(closed_at__isnull=False)

    def concluded(self) -> "MeetingQuerySet":
        """Closed with their decisions applied."""
        return self.closed().filter(adjourned_because="")


class Meeting(models.Model):
    """One meeting of the committee of an edition, from its opening to its close.

    ``current``: the dossier on the screens of its members. ``version`` rises with each change of what a screen shows.
    ``quorum``: bodies that must be there, as the edition required when it opened; 0 for none.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="committee_meetings")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    adjourned_because = models.CharField(
        _("raison de l’ajournement"),
        max_length=400,
        blank=True,
        help_text="Closed without applying anything, for this reason; empty otherwise.",
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    current = models.ForeignKey(Application, models.SET_NULL, null=True, blank=True, related_name="+")
    current_since = models.DateTimeField(null=True, blank=True)
    quorum = models.PositiveSmallIntegerField(_("quorum, en organismes"), default=0)
    bodies = models.PositiveSmallIntegerField(
        default=0, help_text="Voices of the committee when the meeting opened."
    )
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(closed_at=None),
                name="meeting_open_once",
                violation_error_message=_("Une séance est déjà ouverte pour cette édition."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__gte=F("opened_at"), closed_by__isnull=False),
                name="meeting_closed_by_somebody",
                violation_error_message=_("Une séance se clôt après son ouverture, par quelqu’un."),
            ),
            models.CheckConstraint(
                condition=Q(adjourned_because="") | Q(closed_at__isnull=False),
                name="meeting_adjourned_is_closed",
                violation_error_message=_("Une séance ajournée est close."),
            ),
        ]

    def __str__(self) -> str:
        return f"meeting of {self.edition_id}, {self.opened_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_paused(self) -> bool:
        return self.is_open and self.paused_at is not None


class AgendaItem(models.Model):
    """A dossier on the order of the day, frozen at the opening; an objection moves it to those to debate.

    ``position`` orders the items of a block.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    application = models.ForeignKey(Application, models.CASCADE, related_name="agenda_items")
    block = models.CharField(max_length=10, choices=AgendaBlock)
    position = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting", "block", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "application"], name="agenda_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.block}"


class MeetingAttendanceQuerySet(models.QuerySet["MeetingAttendance"]):
    def present(self) -> "MeetingAttendanceQuerySet":
        """The periods that go on."""
        return self.filter(left_at=None)


class MeetingAttendance(models.Model):
    """A period during which a member is in the meeting, for the body they sit for; somebody may come back.

    ``organisation`` is empty for a member who sits for no body and has a voice of their own.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MeetingAttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "arrived_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(left_at=None),
                name="meeting_attendance_once",
                violation_error_message=_("Cette personne est déjà présente."),
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at")),
                name="meeting_attendance_in_order",
                violation_error_message=_("Le départ suit l’arrivée."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} from {self.arrived_at:%H:%M}"


class Discussion(models.Model):
    """A time during which a dossier was the current one; it may come back later in the meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="discussions")
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["meeting", "began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(ended_at=None), name="discussion_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="discussion_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} from {self.began_at:%H:%M}"


class StepOut(models.Model):
    """A member with a conflict who was out of the room for a discussion, from ``at`` to its end or to ``back_at``, when
    the conflict was lifted."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="step_outs")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["discussion", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "user"], condition=Q(back_at=None), name="step_out_once"
            ),
            models.CheckConstraint(
                condition=Q(back_at=None) | Q(back_at__gte=F("at")), name="step_out_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} out of {self.discussion_id}"


class Vote(models.Model):
    """What a body answers about a dossier, by ``user``, the last of its members who answered.

    A member who sits for no body has a voice of their own.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="votes")
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    choice = models.CharField(_("voix"), max_length=8, choices=VoteChoice)
    at = models.DateTimeField()

    class Meta:
        ordering = ["meeting", "application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "application", "organisation"],
                name="vote_once_per_body",
                violation_error_message=_("Un organisme a une voix."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "application", "user"],
                condition=Q(organisation=None),
                name="vote_once_per_person",
                violation_error_message=_("Une personne a une voix."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.choice}"


class PendingDecision(models.Model):
    """What the meeting decided about a dossier: it becomes a ``Decision`` when the meeting closes, and stays here.

    ``reason`` goes to the person who holds the dossier; ``explanation`` to the minutes alone: why one project more than
    places, or a dossier before a better ranked one. ``in_block``: decided with the others of its block.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    application = models.ForeignKey(Application, models.CASCADE, related_name="pending_decisions")
    outcome = models.CharField(_("décision"), max_length=12, choices=Outcome)
    reserve_rank = models.PositiveSmallIntegerField(
        _("rang sur la liste complémentaire"), null=True, blank=True
    )
    reason = models.TextField(_("raison, envoyée à la personne porteuse"), blank=True)
    explanation = models.TextField(_("phrase au procès-verbal"), blank=True)
    in_block = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["meeting", "application"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "application"],
                name="pending_decision_once",
                violation_error_message=_("La séance a déjà décidé de ce dossier."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.NOT_SELECTED) | ~Q(reason=""),
                name="pending_refusal_has_reason",
                violation_error_message=_("Une décision défavorable indique sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"

    @property
    def decided_by(self) -> User:
        """The author, under the name that a ``Decision`` has for it."""
        return self.by

    @property
    def decided_at(self) -> datetime:
        return self.at


class Objection(models.Model):
    """A member asks that a dossier be debated rather than decided with its ``block``."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="objections")
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    block = models.CharField(max_length=10, choices=AgendaBlock)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("raison"), max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["meeting", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "application", "user"],
                name="objection_once",
                violation_error_message=_("Votre objection est déjà enregistrée."),
            ),
            models.CheckConstraint(
                condition=~Q(block=AgendaBlock.DEBATE),
                name="objection_to_a_block",
                violation_error_message=_("Ce dossier est déjà à débattre."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} objects about {self.application_id}"
