"""Who sits at which table in each round of the mix."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.attendance.models import Attendee
from coaching.ideas.enums import RotationPart
from coaching.session.models import Session
from projects.models import Participation


class Rotation(models.Model):
    """Who sits at which table in each round of the mix, as it was last planned, and how good that plan is."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="rotation")
    first = models.PositiveSmallIntegerField(default=1, help_text="Number of the first round it seats.")
    rounds = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField(help_text="People at a table, those who stay counted.")
    only_present = models.BooleanField()
    apart_by_territory = models.BooleanField()
    repeats = models.PositiveIntegerField()
    lower_bound = models.PositiveIntegerField()
    by_chance = models.FloatField(help_text="Repeats of people drawn by lot, on average.")
    returns = models.PositiveIntegerField()
    with_rivals = models.PositiveIntegerField()
    is_proven = models.BooleanField()
    moves = models.PositiveIntegerField(null=True, blank=True, help_text="Seats that the last change moved.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["session"]

    def __str__(self) -> str:
        return f"rotation of {self.session_id}"

    @property
    def numbers(self) -> range:
        """Of its rounds."""
        return range(self.first, self.first + self.rounds)


class RotationTable(models.Model):
    """A table, where one project stays."""

    rotation = models.ForeignKey(Rotation, models.CASCADE, related_name="tables")
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rotation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["rotation", "number"], name="rotation_table_number_once"),
            models.UniqueConstraint(fields=["rotation", "participation"], name="rotation_table_project_once"),
        ]

    def __str__(self) -> str:
        return f"table {self.number}"


class MixSeat(models.Model):
    """Where somebody sits in a round."""

    table = models.ForeignKey(RotationTable, models.CASCADE, related_name="seats")
    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="mix_seats")
    number = models.PositiveSmallIntegerField(help_text="Of the round.")
    stays = models.BooleanField(default=False, help_text="At the table of their project.")

    class Meta:
        ordering = ["number", "table", "-stays", "pk"]
        constraints = [models.UniqueConstraint(fields=["attendee", "number"], name="mix_seat_once")]

    def __str__(self) -> str:
        return f"{self.attendee_id} in round {self.number}"


class RotationChoice(models.Model):
    """What those who run the mix said of somebody's part in the rotation, against what is usual."""

    attendee = models.OneToOneField(Attendee, models.CASCADE, related_name="rotation_choice")
    part = models.CharField(max_length=5, choices=RotationPart)

    class Meta:
        ordering = ["attendee"]

    def __str__(self) -> str:
        return f"{self.attendee_id} {self.part}"


class RotationPair(models.Model):
    """Two projects whose people do not sit together."""

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
