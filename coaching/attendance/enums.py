"""Words for who comes to the session."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttendeeKind(models.TextChoices):
    HOLDER = "holder", _("porteur ou porteuse")
    COMPANION = "companion", _("accompagne un projet")
    MENTOR = "mentor", _("parrain ou marraine")
    FACILITATOR = "facilitator", _("anime")
    SPEAKER = "speaker", _("intervient")
    PARTNER = "partner", _("partenaire")
    OBSERVER = "observer", _("observe")
    ORGANISER = "organiser", _("organise")


class ImageConsent(models.TextChoices):
    """How far an image of this person may be shown."""

    NOT_ASKED = "", _("pas encore demandé")
    ASKED = "ask", _("demandé")
    PARTICIPANTS = "yes", _("entre participants")
    PUBLIC = "pub", _("public")
    REFUSED = "no", _("pas d’image")


class Depicts(models.TextChoices):
    """Whom one recognises on an image."""

    NOBODY = "nobody", _("personne : un dessin, un lieu, un objet")
    CROWD = "crowd", _("une foule, où l’on ne reconnaît personne")
    NAMED = "named", _("des personnes, que je nomme")
    UNNAMED = "unnamed", _("des personnes que je ne sais pas toutes nommer")


class Audience(models.IntegerChoices):
    """Who may be shown an image, from the fewest to everybody."""

    TEAM = 0, _("l’équipe")
    PARTICIPANTS = 1, _("les participants")
    PUBLIC = 2, _("tout le monde")


class Half(models.TextChoices):
    MORNING = "am", _("matin")
    AFTERNOON = "pm", _("après-midi")
