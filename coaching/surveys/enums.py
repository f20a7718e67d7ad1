"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyKind(models.TextChoices):
    DEBRIEF = "debrief", _("débrief à chaud")
    SYNTHESIS = "synthesis", _("fichier de synthèse")
    FOLLOW_UP = "follow_up", _("suivi")
    FREE = "free", _("enquête libre")


class SurveyAudience(models.TextChoices):
    """Who is invited, in this order: somebody in two audiences is invited in the first."""

    HOLDERS = "holders", _("les porteurs et porteuses, une réponse par projet")
    SECOND = "second", _("les deuxièmes participants des projets")
    MENTORS = "mentors", _("les parrains et marraines")
    PARTNERS = "partners", _("les partenaires")
    ATTENDEES = "attendees", _("toutes les personnes de la session")


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
