"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlotKind(models.TextChoices):
    PLENARY = "plenary", _("tous ensemble")
    GROUP = "group", _("en groupes")
    INDIVIDUAL = "individual", _("coaching individuel")
    BREAK = "break", _("pause")
