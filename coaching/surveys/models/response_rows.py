"""What all response rows have in common: their state, and who typed them from paper."""

from typing import Self, TypeVar

from django.conf import settings
from django.db import models

from coaching.surveys.enums import InvitationState

Row = TypeVar("Row", bound=models.Model)


class ResponseRowQuerySet(models.QuerySet[Row]):
    def sent(self) -> Self:
        return self.filter(state=InvitationState.SENT)

    def with_changed_consents(self) -> Self:
        """Those whose consents changed after they were sent: nothing else is saved on a frozen sheet."""
        return self.sent().filter(sheet__saved_at__gt=models.F("sheet__frozen_at"))

    def with_open_link(self) -> Self:
        """Those whose mailed link still opens."""
        return self.filter(revoked_at=None)

    def with_revoked_link(self) -> Self:
        return self.exclude(revoked_at=None)


class ResponseRow(models.Model):
    """Of a project, of a person, or of somebody of the session."""

    state = models.CharField(max_length=8, choices=InvitationState, default=InvitationState.TO_DO)
    sent_at = models.DateTimeField(null=True, blank=True)
    paper_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Who typed it after the paper it was answered on.",
    )  # fmt: skip

    class Meta:
        abstract = True

    @property
    def is_sent(self) -> bool:
        """The answers came; the link itself may have left long before."""
        return self.state == InvitationState.SENT

    @property
    def is_started(self) -> bool:
        """Somebody wrote in it, and did not send it."""
        return self.state == InvitationState.STARTED
