"""States and types of blockers, actions and needs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Priority(models.IntegerChoices):
    FIRST = 1, _("D’abord")
    NEXT = 2, _("Ensuite")
    LATER = 3, _("Plus tard")


class BlockerOrigin(models.TextChoices):
    DOSSIER = "dossier", _("votre dossier")
    ADN = "adn", _("la carte ADN")
    MENTOR = "mentor", _("l’échange avec le parrain ou la marraine")


class BlockerState(models.TextChoices):
    OPEN = "open", _("à lever")
    EASED = "eased", _("en partie levé")
    LIFTED = "lifted", _("levé")


class ActionState(models.TextChoices):
    TODO = "todo", _("à faire")
    DOING = "doing", _("en cours")
    DONE = "done", _("fait")
    DROPPED = "dropped", _("abandonné")


STATE_TONES: dict[str, str] = {
    BlockerState.OPEN: "warning",
    BlockerState.EASED: "info",
    BlockerState.LIFTED: "success",
    ActionState.DOING: "info",
    ActionState.DONE: "success",
}
"""The tone of the badge of each state; neutral for the others."""


class Urgency(models.IntegerChoices):
    NOW = 1, _("dans le mois")
    SOON = 2, _("dans les trois mois")
    LATER = 3, _("dans l’année")
