"""Publish the timetable: once, then after each change."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from coaching.models import ProgrammeRelease, Session
from coaching.session import emails as mails, queries
from coaching.session.actions.occupancy import PlanRefused, lock_session
from coaching.session.announcing import announce
from coaching.session.changes import ProgrammeChange, compare
from coaching.session.programme import Moves, SessionProgramme, copy_slots, move_slots, without
from coaching.session.releases import compute_fingerprint, find_released, read_draft
from programmes.models import Edition


@transaction.atomic
def publish_timetable(*, session: Session, actor: User, at: datetime) -> int:
    """Publish the timetable and notify everybody concerned; returns how many mails are sent.

    Side effects: ``published_at``, release 1, one audit entry, one mail a person (participants, mentors,
    facilitators, speakers, partners). Raises :class:`PlanRefused` when it is empty or public already: a second click
    sends nothing.
    """
    lock_session(session.pk)
    draft = read_draft(session)
    if not draft.slots:
        raise PlanRefused(_("Le programme est vide : ajoutez des créneaux."))
    # compare and set: of two clicks, one publishes
    if not Session.objects.filter(pk=session.pk, published_at=None).update(published_at=at):
        raise PlanRefused(_("Le programme est déjà publié."))
    session.published_at = at
    save_release(session, draft.follow(SessionProgramme()), actor=actor, at=at)
    people = queries.list_timetable_recipients(session.edition)
    record(
        verb="publish_timetable",
        subject=session,
        actor=actor,
        at=at,
        scope=session.edition.scope,
        data={"mails": len(people)},
    )
    queue(*mails.timetable_published(session, people), at=at)
    return len(people)


@transaction.atomic
def release_changes(*, session: Session, seen: str, actor: User, at: datetime) -> int:
    """Publish the changes since the last release; returns how many mails are sent.

    ``seen``: the :func:`compute_fingerprint` that the organiser read. Side effects: one release, one audit entry, one
    mail to each person whose own timetable changes. Raises :class:`PlanRefused` when a colleague released or changed
    something since, or nothing changed.
    """
    locked = lock_session(session.pk)
    before, draft = find_released(locked), read_draft(locked)
    if before is None:
        raise PlanRefused(_("Le programme n’est pas encore publié."))
    if seen.partition(":")[0] != str(before.number):
        raise PlanRefused(_explain_released(locked))
    if seen != compute_fingerprint(before, draft):
        raise PlanRefused(_explain_changed())
    changes = compare(before, draft)
    if not changes:
        raise PlanRefused(_("Rien n’a changé depuis la dernière publication."))
    after = draft.follow(before)
    mailed = _release(locked, after, changes, actor, at)
    record(
        verb="release_programme",
        subject=locked,
        actor=actor,
        at=at,
        scope=locked.edition.scope,
        data={"number": after.number, "changes": len(changes), "mails": mailed},
    )
    return mailed


@transaction.atomic
def release_slots(*, session: Session, slots: Collection[int], actor: User, at: datetime) -> int:
    """Publish the rooms, turns and groups of these slots at once, without the rest of the draft; returns how many
    mails are sent.

    Side effects: one release and one mail to each person whose own timetable changes, unless none of it is public.
    Raises :class:`PlanRefused` when somebody releases at the same instant. The caller has locked the session.
    """
    before = find_released(session)
    if before is None:
        return 0
    after = copy_slots(before, read_draft(session), slots)
    changes = compare(before, after)
    if not changes:
        return 0
    return _release(session, after.follow(before), changes, actor, at)


def _release(
    session: Session, after: SessionProgramme, changes: Sequence[ProgrammeChange], actor: User, at: datetime
) -> int:
    """Store a release and notify those whose own timetable changes; returns how many mails are sent."""
    try:
        with transaction.atomic():
            save_release(session, after, actor=actor, at=at)
    except IntegrityError as raced:  # somebody who leaves takes their turns out without holding the session
        raise PlanRefused(_explain_changed()) from raced
    people = announce(session, changes).people
    queue(*mails.timetable_changed(session, after.number, people), at=at)
    return len(people)


def save_release(
    session: Session, programme: SessionProgramme, *, actor: User, at: datetime
) -> ProgrammeRelease:
    """Store a release, which people read from now on. Side effects: one release."""
    return ProgrammeRelease.objects.create(
        session=session,
        number=programme.number,
        snapshot=programme.dump(),
        ends_on=max((slot.day for slot in programme.slots), default=None),
        released_at=at,
        released_by=actor,
    )


@transaction.atomic
def take_out(
    *,
    edition: Edition,
    at: datetime,
    actor: User,
    participation: int | None = None,
    leader: int | None = None,
) -> None:
    """Release the timetable without this project or leader in future slots, without the rest of the draft.

    Side effects: one release, unless they are in nothing public; no mail.
    """
    session = Session.objects.filter(edition=edition, published_at__isnull=False).first()
    now = timezone.localtime(at)
    if session is not None:
        _amend(session, lambda before: without(before, now, participation, leader), actor, at)


@transaction.atomic
def move_released(*, session: Session, moves: Moves, actor: User, at: datetime) -> None:
    """Release late hours at once, without the rest of the draft.

    ``moves``: by slot, its hours before and after; one whose public hours differ stays. Side effects: one release,
    unless none of it is public; no mail.
    """
    _amend(session, lambda before: move_slots(before, moves), actor, at)


def _amend(
    session: Session, change: Callable[[SessionProgramme], SessionProgramme], actor: User, at: datetime
) -> None:
    """Release the last release with a change. Locks nothing: a release made meanwhile is the one that is changed."""
    # ends: each turn begins from a later release, and the number is unique
    while before := find_released(session):
        after = change(before)
        # nothing of theirs is public: an equal release would announce a change to calendars
        if after.slots == before.slots:
            return
        try:
            with transaction.atomic():
                save_release(session, after.follow(before), actor=actor, at=at)
        except IntegrityError:  # released meanwhile: from that one, then
            continue
        return


def _explain_changed() -> str:
    return _("Le déroulé a changé pendant que vous lisiez : rien n’est parti. Relisez les changements.")


def _explain_released(session: Session) -> str:
    last = session.releases.select_related("released_by").order_by("-number")[0]
    who = last.released_by or _("Une autre personne")
    return _(
        "%(who)s a publié des changements pendant que vous lisiez : rien de plus n’est parti. Relisez ce qui reste."
    ) % {"who": who}
