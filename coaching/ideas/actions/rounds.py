"""The rounds and settings of the mix, for facilitators."""

from datetime import datetime, timedelta
from math import ceil

from django.db import IntegrityError, transaction
from django.db.models import Max, Model
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused, apply
from coaching.ideas.enums import MIX_ROUND
from coaching.ideas.models import LONGEST_ROUND
from coaching.ideas.queries import take_tick
from coaching.models import MixBoard, MixRound, Session, Slot

MOST_ROUNDS = 20


@transaction.atomic
def plan_rounds(*, session: Session, count: int, minutes: int, actor: User, at: datetime) -> list[MixRound]:
    """Add ``count`` rounds of so many minutes after the existing ones.

    Side effects: the rounds, the tick of the wall, an audit entry. Raises :class:`TransitionRefused` beyond 20
    rounds.
    """
    take_tick(session.pk)  # and its lock: two facilitators at once do not number alike
    last = MixRound.objects.filter(session=session).aggregate(last=Max("number"))["last"] or 0
    if last + count > MOST_ROUNDS:
        raise TransitionRefused(_("Vingt tours au plus."))
    rounds = MixRound.objects.bulk_create(
        MixRound(session=session, number=last + place, minutes=minutes) for place in range(1, count + 1)
    )
    _log("plan_rounds", MixBoard.objects.get(session=session), session, actor, at)
    return rounds


@transaction.atomic
def open_round(*, mix_round: MixRound, actor: User, at: datetime) -> None:
    """Open a round for ideas; a closed round may be opened again.

    Side effects: the round, the tick, an audit entry; another one whose time is over is closed. Raises
    :class:`TransitionRefused` when another has time left, or when somebody else opened this one first.
    """
    take_tick(mix_round.session_id)
    scope = mix_round.session.edition.scope
    other = MixRound.objects.filter(session=mix_round.session_id).exclude(pk=mix_round.pk).opened().first()
    if other and other.is_late(at):
        other.session = mix_round.session
        close_round(mix_round=other, actor=actor, at=at)
    changes = {"opened_at": at, "closed_at": None}
    try:
        # in a savepoint: the constraint « one round open » refuses without ending the transaction
        with transaction.atomic():
            apply(mix_round, "open_round", table=MIX_ROUND, actor=actor, at=at, scope=scope, changes=changes)
    except IntegrityError:
        raise TransitionRefused(_("Un tour est déjà ouvert : terminez-le d’abord.")) from None


@transaction.atomic
def close_round(*, mix_round: MixRound, actor: User, at: datetime) -> None:
    """Close a round: no more ideas. Side effects: the round, the tick, an audit entry. Raises ``TransitionRefused``."""
    take_tick(mix_round.session_id)
    scope = mix_round.session.edition.scope
    apply(
        mix_round, "close_round", table=MIX_ROUND, actor=actor, at=at, scope=scope, changes={"closed_at": at}
    )


@transaction.atomic
def add_minutes(*, mix_round: MixRound, minutes: int, at: datetime) -> None:
    """Extend a round; if its time is over, by so many minutes from now on.

    Side effects: the round, the tick. Raises :class:`TransitionRefused` when it would last more than four hours.
    """
    take_tick(mix_round.session_id)
    over = ceil((at - mix_round.ends_at) / timedelta(minutes=1)) if mix_round.ends_at else 0
    longer = mix_round.minutes + max(0, over) + minutes
    if longer > LONGEST_ROUND:
        raise TransitionRefused(
            _("Un tour dure quatre heures au plus : terminez celui-ci, puis ouvrez-en un autre.")
        )
    mix_round.minutes = longer
    mix_round.save(update_fields=["minutes"])


@transaction.atomic
def remove_round(*, mix_round: MixRound, actor: User, at: datetime) -> None:
    """Delete a round that never began. Side effects: the round, the tick, an audit entry."""
    take_tick(mix_round.session_id)
    fresh = MixRound.objects.select_for_update(of=("self",)).get(pk=mix_round.pk)
    if fresh.opened_at is not None:
        raise TransitionRefused(_("Ce tour a commencé : il reste."))
    _log("remove_round", fresh, mix_round.session, actor, at)
    fresh.delete()


@transaction.atomic
def set_board(
    *,
    session: Session,
    shows_names: bool,
    moderated_words: str,
    free_words: str = "",
    slot: int | None = None,
    actor: User,
    at: datetime,
) -> None:
    """Save whether the wall has names, the moderated words, and the slot (by key) of the mix. Side effects: the
    board, an audit entry."""
    take_tick(session.pk)
    board = MixBoard.objects.get(session=session)
    board.shows_names, board.moderated_words, board.free_words = shows_names, moderated_words, free_words
    board.slot = Slot.objects.filter(pk=slot, day__session=session).first() if slot else None
    board.save(update_fields=["shows_names", "moderated_words", "free_words", "slot"])
    _log("set_mix_board", board, session, actor, at)


def _log(verb: str, subject: Model, session: Session, actor: User | None, at: datetime) -> None:
    record(verb=verb, subject=subject, actor=actor, at=at, scope=session.edition.scope)
