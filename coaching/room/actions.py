"""Answer the cards drawn from the dossier."""

from datetime import datetime

from django.db import transaction

from accelerator.accounts.models import User
from coaching.models import CardAnswer
from coaching.room.access import ProjectRoom
from coaching.room.cards import Card
from coaching.room.models import CardVerdict


@transaction.atomic
def take_up_card(*, room: ProjectRoom, card: Card, text: str, actor: User, at: datetime) -> bool:
    """Make of a card what its tab makes of it, with the words as they were changed; ``False`` when it is done already.

    Side effects: the answer, then what ``card.source.take_up`` writes. Raises what that does: then nothing is kept.
    """
    if not _answer(room, card, CardVerdict.ACCEPTED, actor, at):
        return False
    if card.source.take_up is not None:
        card.source.take_up(room, text, actor, at)
    return True


@transaction.atomic
def dismiss_card(*, room: ProjectRoom, card: Card, actor: User, at: datetime) -> bool:
    """Put a card aside. Side effects: the answer. ``False`` when it was answered already."""
    return _answer(room, card, CardVerdict.DISMISSED, actor, at)


def _answer(room: ProjectRoom, card: Card, verdict: CardVerdict, actor: User, at: datetime) -> bool:
    values = {"verdict": verdict, "by": actor, "at": at}
    _row, made = CardAnswer.objects.get_or_create(
        participation=room.participation, key=card.key, defaults=values
    )
    return made


def suggest_again(*, room: ProjectRoom, key: str) -> None:
    """Bring back a card that was put aside. Side effects: its answer goes."""
    CardAnswer.objects.filter(
        participation=room.participation, key=key, verdict=CardVerdict.DISMISSED
    ).delete()
