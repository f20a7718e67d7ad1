"""What the committee decided, and the participation that follows."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from programmes.models import Edition, SupportScheme
from projects.application.models import Application
from projects.decision.enums import (
    TAKEN,
    Outcome,
    ParticipationState,
    place_attends,
    place_has_room,
    place_is_confirmed,
    place_is_offered,
)
from projects.members.models import Project, has_member
from projects.review.models import Review


class Decision(models.Model):
    """Decided at one instant, announced at another. Not taking a project needs a written reason."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="decision")
    outcome = models.CharField(_("décision"), max_length=12, choices=Outcome)
    reserve_rank = models.PositiveSmallIntegerField(
        _("rang sur la liste complémentaire"), null=True, blank=True
    )
    reason = models.TextField(_("raison, envoyée à la personne porteuse"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True, blank=True)

    visible_rank: int | None
    """To one reader: see ``Conflicts.mark_rank``."""

    class Meta:
        ordering = ["application"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.NOT_SELECTED) | ~Q(reason=""),
                name="refusal_has_reason",
                violation_error_message=_("Une décision défavorable indique sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def offered(self) -> "ParticipationQuerySet":
        """Participations that await an answer."""
        return self.filter(place_is_offered())

    def confirmed(self) -> "ParticipationQuerySet":
        """The projects that come."""
        return self.filter(place_is_confirmed())

    def attending(self) -> "ParticipationQuerySet":
        """The projects that are planned for: those that come, and did not leave in the course of the session."""
        return self.filter(place_attends())

    def with_room(self) -> "ParticipationQuerySet":
        """Participations whose room opens: of projects that come, and that left a session that had begun."""
        return self.filter(place_has_room())

    def taken(self) -> "ParticipationQuerySet":
        """Places that nobody else may have."""
        return self.filter(state__in=TAKEN)

    def of_member(self, user: User | AnonymousUser | None) -> "ParticipationQuerySet":
        return self.filter(has_member("project__members", user=user))

    def read_by_organiser(self, user: User) -> "ParticipationQuerySet":
        """Participations whose dossier this person reads as an organiser, in the editions that they organise."""
        read = Application.objects.read_by_organiser(user).filter(project=OuterRef("project"))
        return self.filter(Exists(read.order_by()))

    def create_confirmed(self, **fields: object) -> "Participation":
        """Create the participation of a project that is entered after it came: nobody answered here."""
        return self.create(state=ParticipationState.CONFIRMED, **fields)


class Participation(models.Model):
    """A project admitted to an edition: offered when the decision is announced, then confirmed or declined."""

    PATH_TO_DOSSIER: ClassVar[str] = "project__application"

    project = models.OneToOneField(Project, models.PROTECT, related_name="participation")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="participations")
    state = models.CharField(max_length=10, choices=ParticipationState, default=ParticipationState.OFFERED)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decline_reason = models.CharField(_("raison"), max_length=400, blank=True)
    left_session_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When a project that had confirmed left a session that had begun. With its place: its room is only "
        "read; else it keeps its place, its room and what follows, and is planned for no more.",
    )
    scribe = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who types at its table during the session, as last chosen there: they may have left since.",
    )
    scribe_chosen_at = models.DateTimeField(null=True, blank=True)

    hidden_because: str | None
    visible_reason: str
    answer_due_on: date | None
    is_late: bool
    """To one reader: see ``readable_places``."""

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "project__title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_session_at=None) | ~Q(state=ParticipationState.OFFERED),
                name="left_place_was_confirmed",
            )
        ]

    def __str__(self) -> str:
        return str(self.project)

    @property
    def is_offered(self) -> bool:
        """Whether an answer is awaited."""
        return self.state == ParticipationState.OFFERED

    @property
    def is_confirmed(self) -> bool:
        return self.state == ParticipationState.CONFIRMED

    @property
    def is_declined(self) -> bool:
        return self.state == ParticipationState.DECLINED

    @property
    def has_left(self) -> bool:
        """Whether the place was given up once the session had begun."""
        return self.is_declined and self.left_session_at is not None

    @property
    def is_away(self) -> bool:
        """Whether the project left in the course of the session, and keeps its place, its room and what follows."""
        return self.is_confirmed and self.left_session_at is not None

    @property
    def has_room(self) -> bool:
        """Whether the participation is in :meth:`ParticipationQuerySet.with_room`."""
        return self.is_confirmed or self.has_left


class HolderFeedback(models.Model):
    """A reviewer's comment as an organiser let it leave; the comment itself stays its author's, unchanged.

    ``text`` is what leaves, nothing when it is withheld; ``original`` the comment that was read. Without a reader:
    it left before comments were read first.
    """

    review = models.OneToOneField(Review, models.CASCADE, related_name="feedback")
    original = models.TextField()
    text = models.TextField(blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["review"]

    def __str__(self) -> str:
        return f"feedback of review {self.review_id}"

    @property
    def is_withheld(self) -> bool:
        return not self.text

    @property
    def is_edited(self) -> bool:
        return bool(self.text) and self.text != self.original


class DecisionLetter(models.Model):
    """What an organiser adds to the mail of a decision: one row each time they save it, the last one leaves.

    ``orientation`` and ``schemes`` are for projects that are not selected. ``read_mark`` identifies the mail that
    somebody read as a whole, see :func:`projects.decision.queries.letters.letter_mark`.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="decision_letters")
    version = models.PositiveIntegerField()
    paragraph = models.TextField(blank=True)
    orientation = models.TextField(blank=True)
    schemes = models.ManyToManyField(SupportScheme, related_name="+")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    read_mark = models.CharField(max_length=64, blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["application", "version"]
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="decision_letter_version_once")
        ]

    def __str__(self) -> str:
        return f"letter of application {self.application_id}, version {self.version}"
