"""What every invitation has in common: its columns and its states."""

from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.links import new_nonce
from accelerator.transitions import TransitionRefused

ENTERS_FOR = timedelta(hours=72)
"""How long after its sending a link opens an account for an address that has none."""
BETWEEN_SENDINGS = timedelta(minutes=1)
"""Two clicks on « Renvoyer » are one mail."""
WAITING = Q(accepted_at__isnull=True, declined_at__isnull=True, revoked_at__isnull=True)

Row = TypeVar("Row", bound="PersonalInvitation")


class PersonalInvitationQuerySet(models.QuerySet[Row]):
    def waiting(self) -> Self:
        """Neither accepted, declined nor withdrawn; it may have expired."""
        return self.filter(WAITING)

    def pending(self, at: datetime) -> Self:
        """Still to be answered."""
        return self.waiting().filter(expires_at__gt=at)


class PersonalInvitation(models.Model):
    """An offer made to one address by mail.

    The link holds a signed token made from ``pk`` and ``nonce``. Each sending has a nonce of its own: the links sent
    before die with it. Its class sets how long one is valid.
    """

    VALID_FOR: ClassVar[timedelta]

    email = models.EmailField(_("adresse e-mail"))
    nonce = models.CharField(max_length=32, default=new_nonce)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def is_pending(self, at: datetime) -> bool:
        """Still to be answered."""
        answered = self.accepted_at or self.declined_at or self.revoked_at
        return not answered and at < self.expires_at

    def enters_at(self, at: datetime) -> bool:
        """Whether its link may still open an account for an address that has none."""
        return at < self.sent_at + ENTERS_FOR

    def was_just_sent(self, at: datetime) -> bool:
        """Whether sending it again would be the second click of one sending."""
        return self.sent_at > at - BETWEEN_SENDINGS

    @classmethod
    def sending(cls, at: datetime) -> dict[str, object]:
        """What changes each time one is sent: its link, and until when it is valid."""
        return {"nonce": new_nonce(), "sent_at": at, "expires_at": at + cls.VALID_FOR}

    def move(self, changes: dict[str, object], *, still: Q | None = None) -> None:
        """Compare-and-set: only an invitation that still waits may change. Raises :class:`TransitionRefused`."""
        waiting = type(self)._default_manager.filter(still or Q(), WAITING, pk=self.pk)
        if not waiting.update(**changes):
            raise TransitionRefused(_("Cette invitation n’attend plus de réponse."))
        for name, value in changes.items():
            setattr(self, name, value)
