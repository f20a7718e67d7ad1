"""Types and states of slots."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlotKind(models.TextChoices):
    PLENARY = "plenary", _("tous ensemble")
    GROUP = "group", _("en groupes")
    INDIVIDUAL = "individual", _("coaching individuel")
    BREAK = "break", _("pause")

    @property
    def has_talk(self) -> bool:
        """Whether it may have speakers: coaching is for projects, a break for nobody."""
        return self in (SlotKind.PLENARY, SlotKind.GROUP)


class SlotActivity(models.TextChoices):
    """The work of projects in a slot: « Maintenant » has a button to its page."""

    TIMELINE = "timeline", _("la frise du projet")
    PITCH = "pitch", _("le pitch")
    ADN = "adn", _("la carte ADN")
    MIX = "mix", _("le Grand Mix des idées")
    PLAN = "plan", _("le plan d’action")
    DEBRIEF = "debrief", _("le débrief")
