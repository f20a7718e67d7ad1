"""A message to everybody at a session, and who saw it. Both are deleted once the session is over."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coaching.attendance.models import Attendee
from coaching.session.models import Session

LONGEST = 280


def is_active(at: datetime, path: str = "") -> Q:
    """Condition: phones and screens display the message at ``path`` at this instant."""
    times = {"withdrawn_at": None, "sent_at__lte": at, "expires_at__gt": at}
    return Q(**{f"{path}{name}": value for name, value in times.items()})


class BroadcastQuerySet(models.QuerySet["Broadcast"]):
    def active(self, at: datetime) -> "BroadcastQuerySet":
        """Messages that phones and screens display at this instant, the latest first."""
        return self.filter(is_active(at)).order_by("-sent_at", "-pk")


class Broadcast(models.Model):
    """Displayed on phones, in rooms and on screens until it expires or is withdrawn."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="broadcasts")
    text = models.CharField(_("message"), max_length=LONGEST)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = BroadcastQuerySet.as_manager()

    class Meta:
        ordering = ["session", "-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")),
                name="broadcast_in_order",
                violation_error_message=_("Le message finit avant de commencer."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="broadcast_has_text",
                violation_error_message=_("Écrivez le message."),
            ),
        ]

    def __str__(self) -> str:
        return f"to session {self.session_id} at {self.sent_at:%H:%M}"


class BroadcastReader(models.Model):
    """An attendee whose phone, or whose room, displayed it."""

    broadcast = models.ForeignKey(Broadcast, models.CASCADE, related_name="readers")
    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["broadcast", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["broadcast", "attendee"],
                name="broadcast_read_once",
                violation_error_message=_("Cette personne a déjà vu ce message."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.attendee_id} saw {self.broadcast_id}"
