"""The plan of a project: its blockers, its lines of action, its needs.

Other pages read these rows, and nobody types them again: the synthesis, the partners' decisions, the follow-up of the
year.
"""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.rows.models import SharedRow, SharedRowQuerySet
from coaching.canvas.models import Axis
from coaching.ideas.models import Contribution
from coaching.plan.enums import ActionState, BlockerOrigin, BlockerState, Priority, Urgency
from programmes.enums import NeedKind
from programmes.models import Organisation
from projects.models import Participation


class BlockerQuerySet(SharedRowQuerySet):
    def open(self) -> Self:
        """Written, in the plan and not lifted: blockers that an idea may answer."""
        return self.active().exclude(text="").exclude(state=BlockerState.LIFTED)


class Blocker(SharedRow):
    """A *verrou*: an obstacle of the project, from an axis, the dossier or the mentor."""

    WRITTEN: ClassVar[tuple[str, ...]] = ("text", "priority", "state")

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="blockers")
    axis = models.ForeignKey(Axis, models.SET_NULL, null=True, blank=True, related_name="blockers")
    text = models.CharField(_("verrou"), max_length=400, blank=True)
    priority = models.PositiveSmallIntegerField(_("priorité"), choices=Priority, default=Priority.NEXT)
    origin = models.CharField(
        max_length=8, choices=BlockerOrigin, default=BlockerOrigin.MENTOR, editable=False
    )
    state = models.CharField(_("état"), max_length=6, choices=BlockerState, default=BlockerState.OPEN)

    objects = BlockerQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["participation", "priority", "position", "pk"]

    def __str__(self) -> str:
        return self.text


class ActionItem(SharedRow):
    """A line of action: its first step, its owner and date; its blocker, and its source ideas."""

    WRITTEN: ClassVar[tuple[str, ...]] = (
        "line", "priority", "first_step", "owner", "due_on", "indicator", "blocker",
    )  # fmt: skip

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="actions")
    blocker = models.ForeignKey(Blocker, models.SET_NULL, null=True, blank=True, related_name="actions")
    sources = models.ManyToManyField(Contribution, blank=True, related_name="actions")
    line = models.CharField(_("piste d’action"), max_length=240, blank=True)
    priority = models.PositiveSmallIntegerField(_("priorité"), choices=Priority, default=Priority.FIRST)
    first_step = models.CharField(_("premier pas"), max_length=240, blank=True)
    owner = models.CharField(_("qui s’en charge"), max_length=120, blank=True)
    due_on = models.DateField(_("pour le"), null=True, blank=True)
    indicator = models.CharField(_("à quoi on verra que c’est fait"), max_length=240, blank=True)
    state = models.CharField(_("où en est-ce"), max_length=8, choices=ActionState, default=ActionState.TODO)

    class Meta:
        ordering = ["participation", "priority", "position", "pk"]

    def __str__(self) -> str:
        return self.line


class ActionUpdate(models.Model):
    """One piece of news of an action: its new state, in a line."""

    action = models.ForeignKey(ActionItem, models.CASCADE, related_name="updates")
    state = models.CharField(max_length=8, choices=ActionState)
    note = models.CharField(_("en une ligne"), max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["action", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.state}"


class NeedQuerySet(SharedRowQuerySet):
    def for_partners(self, editions: Iterable[int]) -> Self:
        """The needs for the partners of these editions (keys, or a query): shared, not removed, of projects that
        come."""
        coming = Participation.objects.confirmed().filter(edition__in=editions)
        return self.active().filter(is_shared=True, participation__in=coming.order_by().values("pk"))


class Need(SharedRow):
    """One sentence: which help, how soon, from whom; partners read it once the project shares it."""

    WRITTEN: ClassVar[tuple[str, ...]] = ("sentence", "kind", "urgency", "action", "blocker", "wished")
    PATH_TO_DOSSIER: ClassVar[str] = "participation__project__application"

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="needs")
    action = models.ForeignKey(ActionItem, models.SET_NULL, null=True, blank=True, related_name="needs")
    blocker = models.ForeignKey(Blocker, models.SET_NULL, null=True, blank=True, related_name="needs")
    kind = models.CharField(_("de quel ordre"), max_length=12, choices=NeedKind, blank=True)
    sentence = models.CharField(_("besoin"), max_length=300, blank=True)
    urgency = models.PositiveSmallIntegerField(_("quand"), choices=Urgency, default=Urgency.SOON)
    wished = models.ManyToManyField(
        Organisation, blank=True, related_name="wished_for", verbose_name=_("organismes souhaités")
    )
    is_shared = models.BooleanField(_("transmis aux partenaires"), default=False)

    objects = NeedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["participation", "urgency", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(is_shared=True) | ~Q(sentence=""),
                name="need_shared_has_sentence",
                violation_error_message=_("Écrivez le besoin avant de le transmettre."),
            )
        ]

    def __str__(self) -> str:
        return self.sentence

    def check_written(self) -> None:
        """Refuse to empty the sentence of a shared need."""
        if self.is_shared and not self.sentence:
            message = _(
                "Ce besoin est transmis aux partenaires : il garde une phrase, ou cessez de le transmettre."
            )
            raise ValidationError({"sentence": message})
