"""What we write when somebody steps aside, or leaves the committee."""

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from programmes.models import Edition
from projects.emails import edition_message
from projects.models import Recusal


def recusal_recorded(recusal: Recusal, to: User) -> Message:
    """To an organiser: who steps aside from which dossier, why, and how many are left to read it."""
    application = recusal.application
    key = f"recusal_recorded:recusal:{recusal.pk}:organiser:{to.pk}"
    edition = application.call.edition
    return edition_message(
        "conflicts/recusal_recorded", to, key, edition, application=application, recusal=recusal
    )


def recusal_for_reviewer(recusal: Recusal) -> Message:
    """To a reviewer: an organiser wrote down that they step aside."""
    edition, key = recusal.application.call.edition, f"recused_for_them:recusal:{recusal.pk}"
    return edition_message("conflicts/recused_for_them", recusal.reviewer, key, edition, recusal=recusal)


def seat_ended(edition: Edition, to: User, *, role: int, reason: str) -> Message:
    """To somebody who left the committee with reviews begun or to do."""
    return edition_message("conflicts/seat_ended", to, f"seat_ended:role:{role}", edition, reason=reason)
