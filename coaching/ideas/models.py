"""The *Grand Mix des idées*: rounds in which peers and experts write ideas to projects, and the seats."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.rows.models import SharedRow, SharedRowQuerySet
from coaching.attendance.models import Attendee
from coaching.ideas.enums import (
    AuthorRole,
    ContributionKind,
    ModerationReason,
    RotationPart,
    RoundState,
    TableLayout,
    Verdict,
    Visibility,
    is_visible,
)
from coaching.session.models import Session
from projects.models import Participation

LONGEST = 400
"""Characters of a contribution."""
LONGEST_ROUND = 240
"""In minutes."""


class MixBoard(models.Model):
    """The settings of the mix of a session, and ``tick``: how many times its wall has changed.

    A change of the wall takes the next tick and writes it on the changed rows, under the lock of this row: screens
    request later ticks than their own, and miss nothing.
    """

    session = models.OneToOneField(Session, models.CASCADE, related_name="mix_board")
    tick = models.PositiveIntegerField(default=0)
    seats_tick = models.PositiveIntegerField(default=0, help_text="When the tables last changed.")
    shows_names = models.BooleanField(_("montrer les prénoms au mur"), default=True)
    slot = models.ForeignKey(
        "coaching.Slot", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("créneau du Grand Mix"),
    )  # fmt: skip
    moderated_words = models.TextField(_("mots à relire"), blank=True)
    free_words = models.TextField(_("mots à laisser passer"), blank=True)

    class Meta:
        ordering = ["session"]

    def __str__(self) -> str:
        return f"mix of {self.session_id}"


GRACE = timedelta(minutes=10)
"""How long an open round accepts ideas after its time, to end a sentence or find the network."""


def is_open(path: str = "") -> models.Q:
    """Condition: the round at ``path`` was opened, and not closed by a facilitator."""
    return models.Q(**{f"{path}state": RoundState.OPEN})


class MixRoundQuerySet(models.QuerySet["MixRound"]):
    def opened(self) -> "MixRoundQuerySet":
        """Rounds that were opened and not closed by a facilitator, whatever the hour: one of a session at most."""
        return self.filter(is_open())

    def begun(self) -> "MixRoundQuerySet":
        """Rounds that were opened at some time."""
        return self.filter(opened_at__isnull=False)


class MixRound(models.Model):
    """A round. Whether it is open is computed for an instant: somebody may forget to close it."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="mix_rounds")
    number = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(
        _("durée en minutes"), default=15, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_ROUND)]
    )
    state = models.CharField(max_length=8, choices=RoundState, default=RoundState.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = MixRoundQuerySet.as_manager()

    class Meta:
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="mix_round_once"),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(state="open"),
                name="mix_one_round_open",
                violation_error_message=_("Un tour est déjà ouvert : terminez-le d’abord."),
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.number} of {self.session_id}"

    @property
    def is_open(self) -> bool:
        """Whether the round is in :meth:`MixRoundQuerySet.opened`."""
        return self.state == RoundState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == RoundState.CLOSED

    @property
    def ends_at(self) -> datetime | None:
        """When its time is over; ``None`` unless it is open."""
        return self.opened_at + timedelta(minutes=self.minutes) if self.is_open and self.opened_at else None

    def is_late(self, at: datetime) -> bool:
        """Whether it is open after the end of its time."""
        return self.ends_at is not None and at >= self.ends_at

    def takes_ideas(self, at: datetime) -> bool:
        return self.ends_at is not None and at < self.ends_at + GRACE

    def is_over(self, at: datetime) -> bool:
        """Whether it accepts no idea any more: it was closed, or its time and grace are over."""
        return self.is_closed or (self.is_open and not self.takes_ideas(at))


class ContributionQuerySet(SharedRowQuerySet):
    def published(self) -> "ContributionQuerySet":
        """Ideas that the wall and the project's holders may read."""
        return self.filter(is_visible())

    def pending(self) -> "ContributionQuerySet":
        """Ideas that await moderation."""
        return self.filter(visibility=Visibility.PENDING)

    def of_session(self, session: Session) -> "ContributionQuerySet":
        """Ideas for the projects of its edition that nobody removed."""
        return self.active().filter(participation__edition=session.edition_id)


class Contribution(SharedRow):
    """An idea for a project, on one of its blockers or on the whole; the author is an attendee of the session.

    Its text stays inside the session: a competitor may have written it.
    """

    WRITTEN: ClassVar[tuple[str, ...]] = ("text", "kind")

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="contributions")
    blocker = models.ForeignKey(
        "coaching.Blocker", models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    round = models.ForeignKey(MixRound, models.SET_NULL, null=True, blank=True, related_name="contributions")
    attendee = models.ForeignKey(
        Attendee, models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    author_name = models.CharField(max_length=150, help_text="As it was when they wrote.")
    by_name = models.BooleanField(
        default=False, help_text="By a phone that chose this name and proved nothing: it may be another's."
    )
    author_role = models.CharField(max_length=6, choices=AuthorRole, default=AuthorRole.PEER)
    kind = models.CharField(
        _("c’est une"), max_length=10, choices=ContributionKind, default=ContributionKind.IDEA
    )
    text = models.CharField(_("votre texte"), max_length=LONGEST)
    visibility = models.CharField(max_length=7, choices=Visibility, default=Visibility.VISIBLE)
    moderation_reason = models.CharField(max_length=8, choices=ModerationReason, blank=True)
    matched_word = models.CharField(max_length=100, blank=True)
    wall_tick = models.PositiveIntegerField(default=0, help_text="See MixBoard.")
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(max_length=5, choices=Verdict, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)

    objects = ContributionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["participation", "created_at", "pk"]
        indexes = [models.Index(fields=["round", "id"], name="contribution_of_round")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="contribution_has_text",
                violation_error_message=_("Écrivez votre idée."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_visible(self) -> bool:
        """Whether the idea is visible; see :func:`coaching.ideas.enums.is_visible`."""
        return self.visibility == Visibility.VISIBLE and not self.is_removed

    @property
    def is_pending(self) -> bool:
        """Whether it awaits moderation."""
        return self.visibility == Visibility.PENDING

    @property
    def is_hidden(self) -> bool:
        return self.visibility == Visibility.HIDDEN

    @property
    def is_accepted(self) -> bool:
        return self.verdict == Verdict.KEEP

    @property
    def is_to_dig(self) -> bool:
        return self.verdict == Verdict.DIG

    @property
    def is_set_aside(self) -> bool:
        return self.verdict == Verdict.SET_ASIDE


class Rotation(models.Model):
    """The seats of each round of the mix, as last planned."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="rotation")
    first = models.PositiveSmallIntegerField(default=1, help_text="Number of the first round it seats.")
    rounds = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField(help_text="People at a table, those who stay counted.")
    only_present = models.BooleanField()
    apart_by_territory = models.BooleanField()
    layout = models.CharField(max_length=6, choices=TableLayout, default=TableLayout.ONE)
    repeats = models.PositiveIntegerField(help_text="Times two people sit together again.")
    returns = models.PositiveIntegerField(help_text="Times somebody visits a table again.")
    with_rivals = models.PositiveIntegerField()
    moves = models.PositiveIntegerField(null=True, blank=True, help_text="Seats that the last change moved.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["session"]

    def __str__(self) -> str:
        return f"rotation of {self.session_id}"

    @property
    def numbers(self) -> range:
        """The numbers of its rounds."""
        return range(self.first, self.first + self.rounds)


class RotationTable(models.Model):
    """The table of a project; projects may share one."""

    rotation = models.ForeignKey(Rotation, models.CASCADE, related_name="tables")
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField(
        default=0, help_text="The session that it is in, of two in parallel; 0: there is one."
    )

    class Meta:
        ordering = ["rotation", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rotation", "participation"], name="rotation_table_project_once"),
        ]

    def __str__(self) -> str:
        return f"table {self.number}"


class MixSeat(models.Model):
    """The seat of a person in a round, with a project that they receive for or listen to."""

    table = models.ForeignKey(RotationTable, models.CASCADE, related_name="seats")
    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="mix_seats")
    number = models.PositiveSmallIntegerField(help_text="Of the round.")
    stays = models.BooleanField(default=False, help_text="They receive, at the table of their project.")

    class Meta:
        ordering = ["number", "table", "-stays", "pk"]
        constraints = [models.UniqueConstraint(fields=["attendee", "number", "table"], name="mix_seat_once")]

    def __str__(self) -> str:
        return f"{self.attendee_id} in round {self.number}"


class RotationChoice(models.Model):
    """The part chosen for somebody in the rotation, instead of the usual one."""

    attendee = models.OneToOneField(Attendee, models.CASCADE, related_name="rotation_choice")
    part = models.CharField(max_length=5, choices=RotationPart)

    class Meta:
        ordering = ["attendee"]

    def __str__(self) -> str:
        return f"{self.attendee_id} {self.part}"


class RotationPair(models.Model):
    """Two projects whose people sit at different tables."""

    one = models.ForeignKey(Participation, models.CASCADE, related_name="+")
    other = models.ForeignKey(Participation, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="rotation_pair_once",
                violation_error_message=_("Ces deux projets sont déjà séparés."),
            ),
            models.CheckConstraint(
                condition=Q(one__lt=models.F("other")),
                name="rotation_pair_in_order",
                violation_error_message=_("Choisissez deux projets différents."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"
