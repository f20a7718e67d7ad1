"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlotKind(models.TextChoices):
    PLENARY = "plenary", _("tous ensemble")
    GROUP = "group", _("en groupes")
    INDIVIDUAL = "individual", _("coaching individuel")
    BREAK = "break", _("pause")


class PairingState(models.TextChoices):
    PROPOSED = "proposed", _("proposé")
    ACCEPTED = "accepted", _("accepté")
    REFUSED = "refused", _("refusé")
    ENDED = "ended", _("terminé")


class SurveyKind(models.TextChoices):
    DEBRIEF = "debrief", _("débrief à chaud")
    SYNTHESIS = "synthesis", _("fichier de synthèse")


class InvitationState(models.TextChoices):
    TO_DO = "to_do", _("à remplir")
    STARTED = "started", _("commencé")
    SENT = "sent", _("envoyé")


class ReportKind(models.TextChoices):
    PROJECT = "project", _("synthèse d’un projet")
    EDITION = "edition", _("synthèse de l’édition")


class ReportState(models.TextChoices):
    QUEUED = "queued", _("en attente")
    BUILDING = "building", _("en cours")
    READY = "ready", _("prêt")
    FAILED = "failed", _("échec")
