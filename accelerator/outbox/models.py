"""Mails to send: rows with a state, so that a lost broker or a killed worker loses and doubles nothing."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.jobs.models import Job, JobLimits, JobQuerySet
from accelerator.types import Values


class MailState(models.TextChoices):
    QUEUED = "queued", _("à envoyer")
    SENDING = "sending", _("envoi en cours")
    SENT = "sent", _("envoyé")
    FAILED = "failed", _("échec")
    CANCELLED = "cancelled", _("annulé")


class OutboxHold(models.Model):
    """From ``started_at`` to ``released_at`` nothing leaves by itself: a restored site would send what had left."""

    started_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(released_at__isnull=True), name="outbox_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"outbox on hold since {self.started_at:%Y-%m-%d %H:%M}"


def _is_on_hold() -> models.Exists:
    return models.Exists(OutboxHold.objects.filter(released_at=None))


def _was_requested_since_hold() -> models.Q:
    """Codes and links to sign in: private, and of no edition. A personal link of an edition may be planned again."""
    started_at = OutboxHold.objects.filter(released_at=None).values("started_at")[:1]
    return models.Q(private=True, scope="", created_at__gte=models.Subquery(started_at))


URGENT_STUCK_AFTER = timedelta(seconds=60)
"""A claim this old on a mail that expires belongs to a worker that died."""
EMPTY: Values = {"text": "", "html": "", "attachments": []}
"""What is left of a private mail once there is nothing more to send."""


class OutgoingMailQuerySet(JobQuerySet["OutgoingMail"]):
    def due(self, at: datetime) -> "OutgoingMailQuerySet":
        """Queued mails that are due and not expired, and not paused, oldest first."""
        return super().due(at).not_on_hold().exclude(expires_at__lte=at)

    def urgent(self) -> "OutgoingMailQuerySet":
        """Mails that expire: sign-in codes."""
        return self.exclude(expires_at=None)

    def ordinary(self) -> "OutgoingMailQuerySet":
        return self.filter(expires_at=None)

    def stuck(self, at: datetime) -> "OutgoingMailQuerySet":
        """Claimed long ago and never ended; a minute is long for an urgent one."""
        late = models.Q(expires_at__isnull=False, claimed_at__lt=at - URGENT_STUCK_AFTER)
        late |= models.Q(claimed_at__lt=at - self.model.limits.stuck_after)
        return self.filter(late, state=MailState.SENDING).order_by("pk")

    def not_on_hold(self) -> "OutgoingMailQuerySet":
        """All mails unless the outbox is paused; then only sign-in mails requested since the pause began."""
        return self.filter(~_is_on_hold() | _was_requested_since_hold())

    def on_hold(self) -> "OutgoingMailQuerySet":
        """Mails that wait until the outbox is released, in the order in which they would leave.

        Mails that were being sent wait too: a worker of the site before the backup may have sent them, or one that is
        at work now will end them.
        """
        waiting = self.filter(_is_on_hold(), state__in=[MailState.QUEUED, MailState.SENDING])
        return waiting.exclude(_was_requested_since_hold()).order_by("due_at", "pk")

    def requeue(self) -> int:
        """Queue again the mails that a worker is sending, as they were. Returns how many."""
        return self.filter(state=MailState.SENDING).update(state=MailState.QUEUED, claim=None)

    def cancel(self) -> int:
        """Cancel queued mails; private ones are emptied. Returns how many."""
        waiting = self.filter(state=MailState.QUEUED)
        waiting.filter(private=True).update(**EMPTY)
        return waiting.update(state=MailState.CANCELLED)

    def in_scope(self, scope: str) -> "OutgoingMailQuerySet":
        return self.filter(scope=scope)

    def received_by(self, user: Any) -> "OutgoingMailQuerySet":
        """What was sent to this person and has no secret, latest first: they may read it again."""
        return self.filter(user=user, state=MailState.SENT, private=False).order_by("-sent_at", "-pk")


class OutgoingMail(Job):
    """One message to one person, already rendered in that person's language.

    ``dedupe_key`` says why it exists ("receipt:application:12"): writing it twice is one mail. ``message_id`` is
    derived from it, so that a mail sent again after a crash is recognised by the receiving server.
    """

    WORKING: ClassVar[str] = MailState.SENDING
    limits: ClassVar[JobLimits] = JobLimits(
        attempts=5,
        stuck_after=timedelta(minutes=10),
        batch=50,
        back_off=tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 360)),
    )

    dedupe_key = models.CharField(max_length=200)
    template = models.CharField(max_length=100)
    scope = models.CharField(max_length=80, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="mails"
    )
    to_email = models.EmailField()
    to_name = models.CharField(max_length=150, blank=True)
    reply_to = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="fr")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    attachments: "models.JSONField[list[dict[str, str]], list[dict[str, str]]]" = models.JSONField(
        default=list, blank=True, help_text="Files of text that go with it: name, content, content_type."
    )
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.QUEUED)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    private = models.BooleanField(
        default=False,
        help_text="Holds a secret (a sign-in code): only its recipient ever reads it, and it is emptied once sent.",
    )

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key"], name="mail_once"),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False), name="mail_sent_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="mail_due"),
            models.Index(fields=["claim"], name="mail_claim"),
            models.Index(fields=["scope", "-created_at"], name="mail_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_email}"

    @property
    def columns_at_end(self) -> dict[str, object]:
        return EMPTY if self.private else {}
