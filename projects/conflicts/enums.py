"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Conflict(models.TextChoices):
    """What lastingly keeps somebody from judging a dossier, in words for whoever counted on them."""

    SET_ASIDE = "set_aside", _("Cette personne s’est déportée de ce dossier.")
    HELD = "held", _("Cette personne tient ce dossier, ou l’a tenu.")


class Interest(models.TextChoices):
    """Why a dossier's score and place are kept from somebody who works on the selection."""

    CONFLICT = "conflict", _("conflit d’intérêts")
    OWED = "owed", _("après votre évaluation")
