"""Give one juror more time for their reviews."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from programmes.models import Edition, Role
from projects.review import emails


class ExtensionRefused(TransitionRefused):
    """This date gives no time; ``message`` is the reason."""


@transaction.atomic
def extend_reviews(
    *, edition: Edition, reviewer: User, until: datetime, reason: str, actor: User, at: datetime
) -> None:
    """This juror may send reviews until a date of their own, past the edition's.

    Side effects: the date on their seat, an audit entry with the reason, one mail to them. Raises
    :class:`ExtensionRefused` for somebody who does not sit, and for a date that is past or before the edition's.
    """
    seats = Role.objects.jurors().select_for_update(of=("self",)).filter(edition=edition)
    seat = seats.filter(user=reviewer).first()
    if seat is None:
        raise ExtensionRefused(_("Cette personne ne siège pas au comité de cette édition."))
    if edition.reviews_due_at is None:
        raise ExtensionRefused(_("Les évaluations de cette édition n’ont pas de date limite."))
    if until <= max(at, edition.reviews_due_at):
        raise ExtensionRefused(_("Choisissez une date à venir, après la fin des évaluations."))
    seat.reviews_due_at = until
    seat.save(update_fields=["reviews_due_at"])
    data = {"reviewer": reviewer.pk, "until": until.isoformat(), "reason": reason}
    record(verb="extend_reviews", subject=edition, actor=actor, at=at, scope=edition.scope, data=data)
    queue(emails.reviews_extended(edition, reviewer, until=until, reason=reason), at=at)
