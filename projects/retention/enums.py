"""What goes, once its time is over."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ErasureKind(models.TextChoices):
    DRAFTS = "drafts", _("brouillons jamais déposés")
    UNSELECTED = "unselected", _("dossiers non retenus")
    SELECTED = "selected", _("projets retenus")
