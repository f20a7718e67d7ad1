"""Kinds of incidents, and their subjects."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IncidentKind(models.TextChoices):
    LATE = "late", _("en retard")
    ABSENT = "absent", _("absent·e")
    LEFT = "left", _("parti en cours de session")
    LOST = "lost", _("salle perdue")


class IncidentSubject(models.TextChoices):
    """The forms of the cockpit, with the labels of its buttons."""

    PROJECT = "project", _("Projet en retard")
    LEFT = "left", _("Projet parti")
    MENTOR = "mentor", _("Marraine, parrain absent")
    ROOM = "room", _("Salle perdue")
