"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PairingState(models.TextChoices):
    PROPOSED = "proposed", _("proposé")
    ACCEPTED = "accepted", _("accepté")
    REFUSED = "refused", _("refusé")
    ENDED = "ended", _("terminé")


CURRENT = (PairingState.PROPOSED, PairingState.ACCEPTED)
"""A mentor proposed to the project, or accepted."""


class MentorMeetingState(models.TextChoices):
    PROPOSED = "proposed", _("à confirmer")
    CONFIRMED = "confirmed", _("convenu")
    HELD = "held", _("a eu lieu")
    MISSED = "missed", _("n’a pas eu lieu")
    CANCELLED = "cancelled", _("annulé")

    @property
    def tone(self) -> str:
        return {"proposed": "info", "confirmed": "accent", "held": "success"}.get(self.value, "neutral")


class MeetingKind(models.TextChoices):
    IN_PERSON = "in_person", _("sur place")
    VIDEO = "video", _("en visioconférence")
    PHONE = "phone", _("par téléphone")
