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
    NOT_ASKED = "", _("pas encore demandé")
    ASKED = "ask", _("demandé")
    GIVEN = "yes", _("d’accord")
    REFUSED = "no", _("pas d’accord")


class Half(models.TextChoices):
    MORNING = "am", _("matin")
    AFTERNOON = "pm", _("après-midi")
