"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyKind(models.TextChoices):
    DEBRIEF = "debrief", _("débrief à chaud")
    SYNTHESIS = "synthesis", _("fichier de synthèse")


class ConfirmedKind(models.TextChoices):
    """What a project confirms of its plan."""

    ACTION = "action", _("action")
    BLOCKER = "blocker", _("verrou")
    NEED = "need", _("besoin")


class Relevance(models.TextChoices):
    """Of an action, some days after it was planned."""

    STILL = "still", _("Oui")
    DONE = "done", _("C’est fait")
    DROPPED = "dropped", _("Abandonnée")


class InvitationState(models.TextChoices):
    TO_DO = "to_do", _("à remplir")
    STARTED = "started", _("commencé")
    SENT = "sent", _("envoyé")
