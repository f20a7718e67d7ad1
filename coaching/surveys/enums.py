"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyKind(models.TextChoices):
    DEBRIEF = "debrief", _("débrief à chaud")
    SYNTHESIS = "synthesis", _("fichier de synthèse")


class InvitationState(models.TextChoices):
    TO_DO = "to_do", _("à remplir")
    STARTED = "started", _("commencé")
    SENT = "sent", _("envoyé")
