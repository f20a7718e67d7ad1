"""Types and states of reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportKind(models.TextChoices):
    PROJECT = "project", _("synthèse d’un projet")
    EDITION = "edition", _("synthèse de l’édition")
    PARTNERS = "partners", _("point des partenaires")
    RETROSPECTIVE = "retrospective", _("rétrospective publique")


OF_EDITION = [ReportKind.EDITION, ReportKind.PARTNERS, ReportKind.RETROSPECTIVE]
"""Reports of the whole edition."""

PARTNER_REPORTS = [ReportKind.EDITION, ReportKind.PARTNERS]
"""Reports that partners read: a changed consent has them built again."""


class SynthesisPart(models.TextChoices):
    """A page of the synthesis that organisers read."""

    ANSWERS = "answers", _("Les réponses")
    DEBRIEF = "debrief", _("Le débrief")
    YEAR = "year", _("L’année qui a suivi")


class ReportState(models.TextChoices):
    QUEUED = "queued", _("en attente")
    BUILDING = "building", _("en cours")
    READY = "ready", _("prêt")
    FAILED = "failed", _("échec")


PENDING = [ReportState.QUEUED, ReportState.BUILDING]
"""States of an awaited version."""
