"""What a personal token may be used for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    APPLICATIONS = "applications", _("lire les dossiers que je peux ouvrir")
    PLANS = "plans", _("lire les plans des projets dont j’ouvre l’espace")
    NEEDS = "needs", _("lire les besoins transmis aux partenaires, et les réponses")
