"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Conflict(models.TextChoices):
    """Why somebody can never judge a dossier, in words for the organisers."""

    SET_ASIDE = "set_aside", _("Cette personne s’est déportée de ce dossier.")
    MEMBER = "held", _("Cette personne tient ce dossier, ou l’a tenu.")


class Interest(models.TextChoices):
    """Why a dossier's score and rank are hidden from somebody who works on the selection."""

    CONFLICT = "conflict", _("conflit d’intérêts")
    REVIEW_PENDING = "owed", _("après votre évaluation")
