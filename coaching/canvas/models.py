"""What a project writes in the session: its timeline, its pitch, its ADN map.

Steps, actors and levels on an axis are rows, since other pages read them; the pitch and the trigger of the timeline
are answers of the canvas's sheet.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.models import AnswerSheet, Revision
from accelerator.rows.models import SharedRow
from accelerator.types import Json
from accelerator.web.localised import Localised
from coaching.attendance.models import Picture, PictureQuerySet
from coaching.canvas.enums import (
    WRITABLE,
    AxisFamily,
    CanvasKind,
    CanvasMoment,
    CanvasState,
    Effect,
    Influence,
    ItemKind,
    ItemPhase,
    VersionCause,
)
from programmes.models import Edition
from projects.models import Participation

LEVELS = 4
"""The highest rung of the ladder of an axis; the lowest is 0."""


class Axis(models.Model):
    """An axis of the ADN maps of an edition: a dimension of a digital project, or a facet of working life."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="axes")
    family = models.CharField(_("famille"), max_length=10, choices=AxisFamily)
    code = models.SlugField(max_length=40)
    label_fr = models.CharField(_("nom"), max_length=80)
    label_en = models.CharField(_("nom en anglais"), max_length=80, blank=True)
    question_fr = models.CharField(_("question"), max_length=240, blank=True)
    question_en = models.CharField(_("question en anglais"), max_length=240, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    label = Localised("label")
    question = Localised("question")

    class Meta:
        ordering = ["edition", "family", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"],
                name="axis_once",
                violation_error_message=_("Cet axe existe déjà dans cette édition."),
            )
        ]

    def __str__(self) -> str:
        return self.label_fr


class CanvasForm(models.Model):
    """The questions that a kind of canvas asks in an edition, beside its rows."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="canvas_forms")
    kind = models.CharField(max_length=10, choices=CanvasKind)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["edition", "kind"]
        constraints = [models.UniqueConstraint(fields=["edition", "kind"], name="canvas_form_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.edition_id}"


class Canvas(models.Model):
    """One canvas of a project. Once validated it needs a reason to change; once frozen, an organiser.

    ``validated_at`` stays when it is reopened: the holder then has to read what others wrote since.
    """

    PATH_TO_DOSSIER: ClassVar[str] = "participation__project__application"

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="canvases")
    kind = models.CharField(max_length=10, choices=CanvasKind)
    moment = models.CharField(max_length=8, choices=CanvasMoment, default=CanvasMoment.SESSION)
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, null=True, blank=True, related_name="canvas")
    state = models.CharField(max_length=12, choices=CanvasState, default=CanvasState.EMPTY)
    validated_at = models.DateTimeField(null=True, blank=True)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["participation", "kind", "moment"]
        constraints = [
            models.UniqueConstraint(fields=["participation", "kind", "moment"], name="canvas_once"),
            models.CheckConstraint(
                condition=~Q(state=CanvasState.VALIDATED) | Q(validated_at__isnull=False),
                name="canvas_validated_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.participation_id}"

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE


class CanvasItem(SharedRow):
    """A row of a timeline: a step, an actor, a decision, a turning point."""

    WRITTEN: ClassVar[tuple[str, ...]] = (
        "label", "detail", "date_text", "who", "expectation", "influence", "phase",
    )  # fmt: skip

    canvas = models.ForeignKey(Canvas, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=14, choices=ItemKind, editable=False)
    phase = models.CharField(_("quand"), max_length=6, choices=ItemPhase, default=ItemPhase.TODAY)
    label = models.CharField(_("nom"), max_length=160, blank=True)
    detail = models.CharField(_("en une phrase"), max_length=400, blank=True)
    date_text = models.CharField(
        _("date"), max_length=60, blank=True, help_text=_("Comme vous la diriez : « printemps 2027 ».")
    )
    who = models.CharField(_("avec qui"), max_length=160, blank=True)
    expectation = models.CharField(_("ce qu’il attend"), max_length=240, blank=True)
    influence = models.PositiveSmallIntegerField(
        _("poids dans le projet"),
        null=True,
        blank=True,
        choices=Influence,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
    )

    class Meta:
        ordering = ["canvas", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(influence__isnull=True) | Q(influence__range=(1, 3)),
                name="item_influence_in_scale",
                violation_error_message=_("Le poids va de 1 à 3."),
            )
        ]

    def __str__(self) -> str:
        return self.label


class AxisReading(SharedRow):
    """The reading of one axis for a project: a rung from 0 to 4, a finding, its effect, on whom, and the evidence."""

    WRITTEN: ClassVar[tuple[str, ...]] = ("level", "finding", "effect", "who", "evidence")

    canvas = models.ForeignKey(Canvas, models.CASCADE, related_name="readings")
    axis = models.ForeignKey(Axis, models.PROTECT, related_name="readings")
    level = models.PositiveSmallIntegerField(
        _("niveau"), null=True, blank=True, validators=[MaxValueValidator(LEVELS)]
    )
    finding = models.CharField(_("constat"), max_length=600, blank=True)
    effect = models.CharField(_("effet"), max_length=1, choices=Effect, blank=True)
    who = models.CharField(_("pour qui"), max_length=160, blank=True)
    evidence = models.CharField(_("ce qui le montre"), max_length=400, blank=True)

    class Meta:
        ordering = ["canvas", "axis__family", "axis__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["canvas", "axis"], name="reading_once"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__lte=LEVELS),
                name="reading_level_in_scale",
                violation_error_message=_("Le niveau va de 0 à 4."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.axis_id} of {self.canvas_id}: {self.level}"


class CanvasVersion(models.Model):
    """A canvas as it was when it was validated, frozen or about to be reopened: a snapshot that never changes, and
    its hash."""

    canvas = models.ForeignKey(Canvas, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    cause = models.CharField(max_length=8, choices=VersionCause, default=VersionCause.VALIDATED)
    reason = models.CharField(_("raison"), max_length=300, blank=True)
    snapshot: "models.JSONField[Json, Json]" = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["canvas", "-number"]
        constraints = [models.UniqueConstraint(fields=["canvas", "number"], name="canvas_version_once")]

    def __str__(self) -> str:
        return f"version {self.number} of {self.canvas_id}"


def random_photo_name(photo: "CanvasPhoto", filename: str) -> str:
    """A random name for the stored file."""
    return f"canvases/{uuid.uuid4().hex}"


class CanvasPhoto(Picture):
    """A photograph of the paper on the wall, for those of the room."""

    canvas = models.ForeignKey(Canvas, models.CASCADE, related_name="photos")
    file = models.FileField(upload_to=random_photo_name)
    content_type = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["canvas", "added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt=""),
                name="photo_has_alt",
                violation_error_message=_("Dites en quelques mots ce que montre la photo."),
            ),
        ]

    def __str__(self) -> str:
        return self.alt


class PitchTurn(models.Model):
    """The position of a project in the pitching order of its edition. Projects without one come last."""

    participation = models.OneToOneField(Participation, models.CASCADE, related_name="pitch_turn")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["participation__edition", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.position}: {self.participation_id}"
