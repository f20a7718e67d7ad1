"""What the committee writes to one another about a dossier, before it meets."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.application.models import Application


class CommitteeMessage(models.Model):
    """What somebody of the committee writes to the others about a dossier before they meet.

    The text of a message that its author took back is gone.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="committee_messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=1000, blank=True)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(taken_back_at__isnull=False),
                name="committee_message_has_text",
                violation_error_message=_("Écrivez le message."),
            ),
        ]
        indexes = [models.Index(fields=["at"], name="committee_message_day")]

    def __str__(self) -> str:
        return f"{self.author_id} on {self.application_id}"


class DiscussionReading(models.Model):
    """Until when somebody has read the messages about a dossier: they said so, or wrote one."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["application", "reader"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reader"], name="discussion_reading_once")
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} read {self.application_id}"
