"""Take the place that is offered, or leave it to the next on the list."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.text import clean_line
from accelerator.transitions import TransitionRefused, move
from programmes.locks import lock_edition
from programmes.models import Edition
from projects.audit import move_application, record_act
from projects.conflicts.emails import organisers_to_notify
from projects.conflicts.queries import why_hidden
from projects.decision import emails
from projects.decision.actions.announcing import offer
from projects.decision.enums import PARTICIPATION, ParticipationState
from projects.decision.queries import decisions as queries_decisions
from projects.models import Application, Participation, ProjectMember
from projects.signals import place_left


class ParticipationRefused(TransitionRefused):
    """The answer cannot be taken; ``message`` is the reason."""


def _lock_place(participation: Participation) -> Participation:
    """The edition first, then the participation: answers of one edition follow one another."""
    lock_edition(participation.edition_id)
    rows = Participation.objects.select_for_update(of=("self",)).select_related(
        "edition__call", "project__application"
    )
    return rows.get(pk=participation.pk)


def _lock_to_answer(participation: Participation, actor: User) -> Participation:
    """Read the place anew and lock it, for somebody who may answer."""
    fresh = _lock_place(participation)
    if not fresh.project.members.editors().filter(user=actor).exists():
        raise ParticipationRefused(
            _("Seule une personne qui peut modifier le dossier répond pour le projet.")
        )
    return fresh


@transaction.atomic
def confirm(*, participation: Participation, actor: User, at: datetime) -> bool:
    """Take the place; a second click is no second answer (``False``).

    Side effects: participation and application move, audit entry, one mail of thanks to each member of the project.
    Raises :class:`ParticipationRefused` from somebody who may only read, or once the place was declined.
    """
    fresh = _lock_to_answer(participation, actor)
    if fresh.state == ParticipationState.CONFIRMED:
        return False
    if fresh.state == ParticipationState.DECLINED:
        raise ParticipationRefused(_("Vous avez laissé cette place : elle n’est plus à vous."))
    _answer(fresh, "confirm", actor, at)
    people = fresh.project.members.present().people()
    queue(*(emails.participation_confirmed(fresh, person) for person in people), at=at)
    return True


@transaction.atomic
def confirm_for_projects(
    *, edition: Edition, participations: Collection[int], actor: User, at: datetime
) -> list[Participation]:
    """Record that these projects take the place they were offered, on behalf of their members.

    Side effects: for each that had not answered, participation and application move, an audit entry, and one mail of
    thanks to each member of the project. Returns them. A project that answered meanwhile is left as it is. Raises
    :class:`ParticipationRefused` when ``actor`` has a conflict with one of the dossiers.
    """
    lock_edition(edition.pk)
    offered = Participation.objects.offered().filter(pk__in=participations, edition=edition)
    offered = offered.annotate(**why_hidden(actor, "project__application"))
    waiting = list(offered.select_related("edition__call", "project__application").order_by("pk"))
    if any(place.hidden_because for place in waiting):
        raise ParticipationRefused(_("Conflit d’intérêts : une autre personne répond pour ce projet."))
    people = ProjectMember.objects.present().people_by_project(place.project_id for place in waiting)
    thanks = []
    for place in waiting:
        _answer(place, "confirm", actor, at)
        thanks += [
            emails.participation_confirmed(place, person) for person in people.get(place.project_id, [])
        ]
    queue(*thanks, at=at)
    return waiting


@transaction.atomic
def decline(
    *, participation: Participation, reason: str = "", actor: User, at: datetime
) -> Application | None:
    """Leave the place; it goes to the next reserve, whose application is returned (``None`` if there is none).

    Side effects: participation and application move, audit entries; the apps above hear of it (``place_left``); the
    next reserve is selected, offered the place and notified by mail, unless more projects than the edition welcomes
    were selected, or the session has begun; organisers are notified. Declining twice changes nothing. Raises
    :class:`ParticipationRefused`, for a place that was confirmed too once the session began.
    """
    fresh = _lock_to_answer(participation, actor)
    if fresh.state == ParticipationState.DECLINED:
        return None
    if not may_leave(fresh, at):
        raise ParticipationRefused(
            _(
                "La session a commencé : écrivez à l’organisation, qui retire votre place et prévient qui vous suit."
            )
        )
    return _leave(fresh, "decline", reason.strip()[:400], actor, at)


@transaction.atomic
def withdraw_place(
    *, participation: Participation, reason: str, actor: User, at: datetime
) -> Application | None:
    """Take a place back, as an organiser, at any time: its project cannot come, or answered after the session began.

    Side effects: those of :func:`decline`, and one mail with the reason to each member of the project. Raises
    :class:`ParticipationRefused` without a reason, when ``actor`` has a conflict with the dossier, and once
    the place was left.
    """
    fresh = _lock_place(participation)
    application, reason = fresh.project.application, clean_line(reason)[:400]
    if not Application.objects.judged_by(actor).filter(pk=application.pk).exists():
        raise ParticipationRefused(_("Conflit d’intérêts : une autre personne répond pour ce projet."))
    if fresh.state == ParticipationState.DECLINED:
        raise ParticipationRefused(_("Ce projet n’a plus de place."))
    if not reason:
        raise ParticipationRefused(_("Indiquez la raison."))
    called = _leave(fresh, "withdraw_place", reason, actor, at)
    people = fresh.project.members.present().people()
    queue(*(emails.place_withdrawn(fresh, person) for person in people), at=at)
    return called


def _leave(fresh: Participation, verb: str, reason: str, actor: User, at: datetime) -> Application | None:
    """The place is free: what was planned follows, and the next project is called while the session is ahead."""
    begun = fresh.is_confirmed and fresh.edition.session_has_begun(at)
    left_session_at = (fresh.left_session_at or at) if begun else None
    _answer(fresh, verb, actor, at, reason, left_session_at=left_session_at)
    place_left.send(Participation, participation=fresh, actor=actor, at=at)
    free = Participation.objects.taken().filter(edition=fresh.edition).count() < fresh.edition.places
    # The edition's row is locked: two places left at once call two projects, not the same one twice.
    called = _call_next(fresh.edition, at) if free and not fresh.edition.session_has_begun(at) else None
    about = [fresh.project.application, *([called] if called else [])]
    queue(
        *(
            emails.place_declined(fresh, called, organiser, free=free)
            for organiser in organisers_to_notify(*about)
        ),
        at=at,
    )
    return called


@transaction.atomic
def leave_session(*, participation: Participation, actor: User, at: datetime) -> Participation:
    """A project that comes leaves in the course of the session; it keeps its place, its room and what follows.

    Side effects: its row, an audit entry; what was planned with it is the caller's. Raises
    :class:`ParticipationRefused` before the session, for a project that does not come, and for one that left already.
    """
    fresh = _lock_place(participation)
    if not fresh.is_confirmed:
        raise ParticipationRefused(_("Ce projet n’a plus de place."))
    if not fresh.edition.session_has_begun(at):
        raise ParticipationRefused(_("La session n’a pas commencé : retirez plutôt la place de ce projet."))
    if fresh.is_away:
        raise ParticipationRefused(_("Ce projet est déjà parti."))
    return _write_departure(fresh, "leave_session", at, actor, at)


@transaction.atomic
def return_to_session(*, participation: Participation, actor: User, at: datetime) -> Participation:
    """Undo :func:`leave_session`: the project is there again. Side effects: its row, an audit entry. Raises
    :class:`ParticipationRefused` for a project that has not left, or has given its place up since.
    """
    fresh = _lock_place(participation)
    if not fresh.is_away:
        raise ParticipationRefused(_("Ce projet n’est pas parti en cours de session."))
    return _write_departure(fresh, "return_to_session", None, actor, at)


def _write_departure(
    fresh: Participation, verb: str, left_session_at: datetime | None, actor: User, at: datetime
) -> Participation:
    fresh.left_session_at = left_session_at
    fresh.save(update_fields=["left_session_at"])
    record_act(fresh.project.application, verb, {}, actor=actor, at=at, edition=fresh.edition)
    return fresh


@transaction.atomic
def remind(*, participation: Participation, actor: User, at: datetime) -> int:
    """Remind those who may answer for a project; returns the number of mails (0 if some left the same day).

    Side effects: the mails, an audit entry when one leaves. Raises :class:`ParticipationRefused` once answered, from
    the session on, when nobody may answer, and when ``actor`` has a conflict with the dossier.
    """
    fresh = _lock_place(participation)
    application = fresh.project.application
    if not Application.objects.judged_by(actor).filter(pk=application.pk).exists():
        raise ParticipationRefused(_("Conflit d’intérêts : une autre personne relance ce projet."))
    if fresh.state != ParticipationState.OFFERED:
        raise ParticipationRefused(_("Ce projet a déjà répondu."))
    if fresh.edition.session_has_begun(at):
        raise ParticipationRefused(_("La session a commencé : il n’est plus temps de relancer."))
    people = fresh.project.members.editors().people()
    if not people:
        raise ParticipationRefused(_("Personne ne peut répondre pour ce projet."))
    # The day of Paris is in the mail's key: a second reminder of the day is the same mail.
    day = f"{timezone.localdate(at):%Y-%m-%d}"
    waits = queries_decisions.others_wait(fresh.edition)
    reminded = (emails.confirmation_missing(fresh, person, at, day, others_wait=waits) for person in people)
    sent = queue(*reminded, at=at)
    if sent:
        record_act(application, "remind_place", {"mails": sent}, actor=actor, at=at, edition=fresh.edition)
    return sent


def may_leave(participation: Participation, at: datetime) -> bool:
    """Whether a confirmed place may still be left: before the session, not once it began."""
    return participation.state == ParticipationState.OFFERED or not participation.edition.session_has_begun(
        at
    )


def is_withdrawn(participation: Participation) -> bool:
    """Whether the organisers took the place back, rather than the project left it: one query, once it is left."""
    if participation.state != ParticipationState.DECLINED:
        return False
    # No organiser withdraws a place of a project they are or were a member of: ``answered_by`` distinguishes the two.
    return not participation.project.members.filter(user=participation.answered_by_id).exists()


def _answer(
    participation: Participation,
    verb: str,
    actor: User,
    at: datetime,
    reason: str = "",
    left_session_at: datetime | None = None,
) -> None:
    """Move the dossier and its place together; the audit entry of the dossier has both."""
    move_application(
        participation.project.application,
        verb,
        actor=actor,
        at=at,
        reason=reason,
        edition=participation.edition,
    )
    move(
        participation,
        verb,
        table=PARTICIPATION,
        reason=reason,
        changes={
            "answered_at": at,
            "answered_by": actor,
            "decline_reason": reason,
            "left_session_at": left_session_at,
        },
    )


def _call_next(edition: Edition, at: datetime) -> Application | None:
    """The lowest rank of those still waiting. Its decision stays "reserve, rank 2": that is what was decided."""
    decision = queries_decisions.list_callable_reserves(edition).first()
    if decision is None:
        return None
    application = decision.application
    # The system calls it: those who left the place decide nothing about another project.
    move_application(application, "call_reserve", actor=None, at=at, edition=edition)
    offer(edition=edition, applications=[application], at=at)
    people = application.project.members.present().people()
    queue(*(emails.reserve_called(application, edition, person, at) for person in people), at=at)
    return application
