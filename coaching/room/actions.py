"""Answer the cards from the dossier; choose the scribe of the table."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from coaching.models import CardAnswer
from coaching.room.access import ProjectRoom
from coaching.room.cards import Card
from coaching.room.models import CardVerdict
from coaching.session.mentors import list_at_table
from projects.models import Participation


@transaction.atomic
def take_up_card(*, room: ProjectRoom, card: Card, text: str, actor: User, at: datetime) -> bool:
    """Take up a card with its edited text; ``False`` when it was answered already.

    Side effects: the answer, then those of ``card.source.take_up``, whose errors cancel both.
    """
    if not _answer(room, card, CardVerdict.ACCEPTED, actor, at):
        return False
    if card.source.take_up is not None:
        card.source.take_up(room, text, actor, at)
    return True


@transaction.atomic
def dismiss_card(*, room: ProjectRoom, card: Card, actor: User, at: datetime) -> bool:
    """Dismiss a card. Side effects: the answer. ``False`` when it was answered already."""
    return _answer(room, card, CardVerdict.DISMISSED, actor, at)


def _answer(room: ProjectRoom, card: Card, verdict: CardVerdict, actor: User, at: datetime) -> bool:
    values = {"verdict": verdict, "by": actor, "at": at}
    _row, is_new = CardAnswer.objects.get_or_create(
        participation=room.participation, key=card.key, defaults=values
    )
    return is_new


def suggest_again(*, room: ProjectRoom, key: str) -> None:
    """Suggest a dismissed card again. Side effects: its answer is deleted."""
    CardAnswer.objects.filter(
        participation=room.participation, key=key, verdict=CardVerdict.DISMISSED
    ).delete()


@transaction.atomic
def choose_scribe(*, room: ProjectRoom, key: int | None, actor: User, at: datetime) -> User | None:
    """Choose the scribe; of two concurrent choices, the last one wins. ``key``: the account, ``None`` for nobody.

    Side effects: the place, its phones and the audit log. Raises ``TransitionRefused`` for a person who is not at the
    table.
    """
    place = room.participation
    person = list_at_table(place).filter(pk=key).first() if key else None
    if key and person is None:
        raise TransitionRefused(_("Cette personne n’est plus à la table : choisissez-en une autre."))
    Participation.objects.filter(pk=place.pk).update(scribe=person, scribe_chosen_at=at)
    record(verb="choose_scribe", subject=place, actor=actor, at=at, scope=place.edition.scope)
    return person
