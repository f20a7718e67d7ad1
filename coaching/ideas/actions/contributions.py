"""Run the rounds of the mix; write an idea, change its visibility, judge it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Model
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.rows.actions import RowsClosed, RowUnknown
from accelerator.transitions import TransitionRefused, apply
from coaching.attendance.actions.attendees import NOBODY
from coaching.attendance.enums import AttendeeKind
from coaching.ideas.enums import MIX_ROUND, AuthorRole, ModerationReason, Verdict, Visibility
from coaching.ideas.models import LONGEST_ROUND
from coaching.ideas.moderation import find_moderation_reason, list_words
from coaching.ideas.queries import list_own_ideas, take_tick
from coaching.models import Attendee, Blocker, Contribution, MixBoard, MixRound, Session, Slot
from projects.models import Participation

PEERS = {AttendeeKind.HOLDER, AttendeeKind.COMPANION, AttendeeKind.OBSERVER}
"""Kinds of attendees who write as peers; the others are experts."""
MOST_IDEAS = 40
"""Of one person in one round: beyond, a script must be writing."""


class MixClosed(RowsClosed):
    """No round is open."""

    def __init__(self) -> None:
        super().__init__(_("Aucun tour n’est ouvert : votre texte est gardé, envoyez-le au prochain."))


class AuthorLeft(RowsClosed):
    """The author is no longer expected at the session."""

    def __init__(self) -> None:
        super().__init__(_("Vous n’êtes plus dans la liste de la session : votre texte est gardé ici."))


class TargetRefused(TransitionRefused):
    """The project is one's own, or does not come, or the blocker is another project's."""


@transaction.atomic
def send_contribution(
    *,
    session: Session,
    attendee: Attendee,
    uid: UUID,
    participation: Participation,
    blocker: Blocker | None,
    kind: str,
    text: str,
    at: datetime,
    by_name: bool = False,
) -> Contribution:
    """Save an idea for a project; sent again under the same ``uid``, return the existing one.

    ``by_name``: by a phone that chose the name of this attendee and proved nothing. Side effects: the idea (pending
    if its text needs moderation), the tick of the wall. Raises :class:`MixClosed`, :class:`AuthorLeft`,
    :class:`TargetRefused`, and :class:`RowUnknown` for the ``uid`` of somebody else. 9 queries.
    """
    tick = take_tick(session.pk)  # with its lock: what is sent three times at once is written once
    existing: Contribution | None = Contribution.objects.filter(uid=uid).first()
    if existing is not None:
        if existing.attendee_id != attendee.pk:
            raise RowUnknown
        return existing
    if not Attendee.objects.expected().filter(pk=attendee.pk).exists():
        raise AuthorLeft
    current = MixRound.objects.filter(session=session).opened().first()
    if current is None or not current.takes_ideas(at):
        raise MixClosed
    if Contribution.objects.filter(round=current, attendee=attendee).count() >= MOST_IDEAS:
        raise TargetRefused(
            _("Vous avez beaucoup écrit pendant ce tour : gardez vos idées pour le prochain.")
        )
    _ensure_target(session, attendee, participation, blocker)
    words, free_words = MixBoard.objects.values_list("moderated_words", "free_words").get(session=session)
    hold = find_moderation_reason(text, list_words(words), but=list_words(free_words))
    reason, word = hold or ("", "")
    user = None if by_name else attendee.user_id
    contribution = Contribution(
        uid=uid, participation=participation, blocker=blocker, round=current, attendee=attendee,
        author_name=attendee.name, author_role=find_role(attendee), kind=kind, text=text, by_name=by_name,
        visibility=Visibility.PENDING if hold else Visibility.VISIBLE, moderation_reason=reason, matched_word=word,
        wall_tick=tick, created_at=at, created_by_id=user, saved_at=at, saved_by_id=user,
    )  # fmt: skip
    try:
        with transaction.atomic():
            contribution.save(force_insert=True)
    except IntegrityError:  # the identifier is of another session
        raise RowUnknown from None
    return contribution


def find_role(attendee: Attendee) -> AuthorRole:
    return AuthorRole.PEER if attendee.kind in PEERS else AuthorRole.EXPERT


def _ensure_target(
    session: Session, attendee: Attendee, participation: Participation, blocker: Blocker | None
) -> None:
    if participation.pk == attendee.participation_id:
        raise TargetRefused(_("C’est votre projet : choisissez-en un autre."))
    coming = Participation.objects.confirmed().filter(pk=participation.pk, edition=session.edition_id)
    if not coming.exists():
        raise TargetRefused(_("Ce projet ne vient plus à la session."))
    open_blockers = Blocker.objects.open().filter(participation=participation)
    if blocker is not None and not open_blockers.filter(pk=blocker.pk).exists():
        raise TargetRefused(_("Ce verrou n’est pas de ce projet, ou il vient d’être retiré."))


@transaction.atomic
def set_visibility(*, contribution: Contribution, visible: bool, actor: User, at: datetime) -> bool:
    """Show an idea on the wall and to its project, or hide it; ``False`` when nothing changes.

    Side effects: the idea, the tick, an audit entry.
    """
    session = Session.objects.select_related("edition").get(edition=contribution.participation.edition_id)
    tick = take_tick(session.pk)
    wanted = Visibility.VISIBLE if visible else Visibility.HIDDEN
    changed = (
        Contribution.objects.active()
        .filter(pk=contribution.pk)
        .exclude(visibility=wanted)
        .update(visibility=wanted, wall_tick=tick, hidden_by=None if visible else actor)
    )
    if changed:
        verb = "show_idea" if visible else "hide_idea"
        record(verb=verb, subject=contribution, actor=actor, at=at, scope=session.edition.scope)
    return bool(changed)


@transaction.atomic
def judge(*, contribution: Contribution, verdict: str, at: datetime) -> bool:
    """Save the verdict of the holders on an idea, or remove it; ``False`` when nothing changes. Side effects: the
    idea.

    Raises :class:`TransitionRefused` for one that is no longer visible.
    """
    ideas = Contribution.objects.published().filter(pk=contribution.pk)
    if not ideas.exists():
        raise TransitionRefused(_("Cette idée vient d’être masquée par l’équipe."))
    value = Verdict(verdict).value if verdict else ""
    return bool(ideas.exclude(verdict=value).update(verdict=value, judged_at=at if value else None))


@transaction.atomic
def thank(*, contribution: Contribution, at: datetime | None) -> bool:
    """Thank the author, who reads it on their phone; ``at=None`` withdraws the thanks. Side effects: the idea."""
    ideas = Contribution.objects.published().filter(pk=contribution.pk, thanked_at__isnull=at is not None)
    return bool(ideas.update(thanked_at=at))


@transaction.atomic
def own_ideas(*, attendee: Attendee) -> int:
    """« C’était moi », by a person who proved their name: sign the ideas of this name; returns how many."""
    return list_own_ideas(attendee, by_name=True).update(
        by_name=False, created_by_id=attendee.user_id, saved_by_id=attendee.user_id
    )


@transaction.atomic
def disown_ideas(*, session: Session, attendee: Attendee, actor: User | None, at: datetime) -> int:
    """« Ce n’est pas moi »: remove this name from the ideas that a phone wrote under it; returns how many.

    Side effects: the ideas have no author and await a facilitator, hidden ones stay hidden; the tick, an audit entry.
    """
    tick = take_tick(session.pk)
    ideas = list_own_ideas(attendee, by_name=True)
    ideas.exclude(visibility=Visibility.HIDDEN).update(
        visibility=Visibility.PENDING,
        moderation_reason=ModerationReason.NAME,
        matched_word="",
        wall_tick=tick,
    )
    count = ideas.update(attendee=None, author_name=_("quelqu’un"), by_name=False, wall_tick=tick)
    if count:
        scope = session.edition.scope
        record(verb="disown_ideas", subject=attendee, actor=actor, at=at, scope=scope, data={"count": count})
    return count


def unsign_ideas(attendees: Collection[Attendee]) -> None:
    """Remove the names of these attendees from their ideas. Side effects: rows."""
    Contribution.objects.filter(attendee__in=attendees).update(
        author_name=NOBODY, created_by=None, saved_by=None
    )


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

    Side effects: the round, the tick. Raises :class:`TransitionRefused` when it would last more than four hours, or
    was removed meanwhile.
    """
    take_tick(mix_round.session_id)
    fresh = MixRound.objects.filter(pk=mix_round.pk).first()  # as the last one who had the lock left it
    if fresh is None:
        raise TransitionRefused(_("Ce tour vient d’être retiré."))
    over = ceil((at - fresh.ends_at) / timedelta(minutes=1)) if fresh.ends_at else 0
    longer = fresh.minutes + max(0, over) + minutes
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
    fresh = MixRound.objects.select_for_update(of=("self",)).filter(pk=mix_round.pk).first()
    if fresh is None:  # clicked twice
        return
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
