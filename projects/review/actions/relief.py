"""A juror says which dossiers they will not manage, and takes that back; organisers redistribute them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.transitions import TransitionRefused
from projects.audit import record_act
from projects.models import ReviewAssignment


class ReliefRefused(TransitionRefused):
    """The request cannot be saved; ``message`` is the reason."""


@transaction.atomic
def set_relief_requests(
    *, reviewer: User, listed: Collection[int], requested: Collection[int], reason: str, at: datetime
) -> int:
    """Of the ``listed`` duties of this person that are awaited, those ``requested`` are asked back, the others not.

    Returns how many are newly requested. Side effects: the duties; an audit entry for each that changes; organisers
    read them in « À traiter » and on the assignment board. Raises :class:`ReliefRefused` for a new request without a
    reason.
    """
    duties = (
        ReviewAssignment.objects.awaited_at(at)
        .select_for_update(of=("self",))
        .filter(pk__in=listed, reviewer=reviewer)
        .select_related("application__call__edition")
        .order_by("pk")
    )
    changed = [duty for duty in duties if (duty.pk in requested) != (duty.relief_requested_at is not None)]
    new = [duty for duty in changed if duty.pk in requested]
    if new and not reason.strip():
        raise ReliefRefused(_("Un mot d’explication aide l’organisation à redistribuer."))
    for duty in changed:
        is_requested = duty.pk in requested
        duty.relief_requested_at = at if is_requested else None
        duty.relief_reason = reason.strip()[:300] if is_requested else ""
        duty.save(update_fields=["relief_requested_at", "relief_reason"])
        record_act(
            duty.application,
            "request_relief" if is_requested else "withdraw_relief",
            {"reason": duty.relief_reason} if is_requested else {},
            actor=reviewer,
            at=at,
            edition=duty.application.call.edition,
        )
    return len(new)
