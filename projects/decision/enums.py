"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    SELECTED = "selected", _("retenu")
    RESERVE = "reserve", _("liste complémentaire")
    NOT_SELECTED = "not_selected", _("non retenu")


class ParticipationState(models.TextChoices):
    OFFERED = "offered", _("à confirmer")
    CONFIRMED = "confirmed", _("confirmée")
    DECLINED = "declined", _("déclinée")
