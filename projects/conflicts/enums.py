"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Interest(models.TextChoices):
    """Why a dossier's score and place are kept from somebody who works on the selection."""

    CONFLICT = "conflict", _("conflit d’intérêts")
    OWED = "owed", _("après votre évaluation")
