"""Recusals, waivers, and what follows when a seat on the committee ends."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.text import clean_line
from accelerator.transitions import TransitionRefused
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from projects.application.enums import SCORED, UNDECIDED
from projects.audit import record_act
from projects.conflicts import emails
from projects.conflicts.emails import organisers_to_notify
from projects.conflicts.queries import applicants, find_conflict, list_seats_without_waiver
from projects.conflicts.ties import Tie
from projects.locks import lock_application
from projects.models import (
    Application,
    Conflict,
    ConflictEffect,
    Project,
    ProjectMember,
    Recusal,
    Review,
    ReviewAssignment,
    SeatWaiver,
)
from projects.signals import conflict_changed


class RecusalRefused(TransitionRefused):
    """The recusal cannot be written; ``message`` is the reason."""


@transaction.atomic
def recuse(
    *,
    application: Application,
    reviewer: User,
    author: User,
    reason: str,
    at: datetime,
    effect: ConflictEffect = ConflictEffect.HIDDEN,
    notify: bool = True,
) -> Recusal:
    """Record the conflict of ``reviewer`` with a dossier, by themselves or by an organiser, with its effect: the server
    then hides the dossier from them, or takes their score and vote, or only notes it.

    Side effects: the recusal; unless it is declared only, their review is set aside, stored but not counted,
    ``reviews_expected``, ``reviews_done`` and the score are recomputed over the others, and they follow the dossier no
    more; audit entry. The assignment stays in their list as set aside. A mail to the other organisers, with the reason,
    and to the reviewer when somebody else wrote it down; none without ``notify``. Doing it twice changes nothing; a
    stricter effect replaces the former act. Raises :class:`RecusalRefused` without a reason, for somebody who neither
    sits on the committee, nor organises, nor left a review that counts, from an author who may not, and once decisions
    are announced.
    """
    reason = clean_line(reason)[:400]
    if not reason:
        raise RecusalRefused(_("Indiquez la raison du déport."))
    fresh = lock_application(application)
    existing = Recusal.objects.standing().filter(application=fresh, reviewer=reviewer).first()
    if existing and ConflictEffect(existing.effect).covers(effect):
        return existing
    _check(fresh, reviewer, author)
    if existing:
        _lift(fresh, reviewer, author, reason, at, existing)
    return _set_aside(fresh, reviewer, author, reason, at, effect=effect, notify=notify)


@transaction.atomic
def recuse_member(*, application: Application, member: User, at: datetime) -> None:
    """Record the recusal of a reviewer of the dossier who has joined its project.

    Side effects: those of :func:`recuse`; for somebody without the assignment, or once it is decided, they only stop
    following it.
    """
    fresh = lock_application(application)
    assignments = ReviewAssignment.objects.active().filter(application=fresh, reviewer=member)
    existing = Recusal.objects.excluding().filter(application=fresh, reviewer=member)
    if fresh.state in SCORED and assignments.exists() and not existing.exists():
        _lift(fresh, member, member, str(_("A rejoint le projet.")), at)
        _set_aside(fresh, member, member, _("A rejoint le projet."), at)
    else:
        _stop_following(fresh, member)


def _set_aside(
    fresh: Application,
    reviewer: User,
    author: User,
    reason: "str | Promise",
    at: datetime,
    *,
    effect: ConflictEffect = ConflictEffect.HIDDEN,
    notify: bool = True,
) -> Recusal:
    recusal = Recusal.objects.create(
        application=fresh, reviewer=reviewer, author=author, reason=str(reason), effect=effect, at=at
    )
    aside = _refresh_review(fresh, reviewer, at)
    followed = effect.excludes and _stop_following(fresh, reviewer)
    record_act(
        fresh,
        "recuse",
        {"reviewer": reviewer.pk, "reviews_set_aside": aside, "followed": followed, "effect": effect.value},
        actor=author,
        at=at,
    )
    if notify:
        organisers = organisers_to_notify(fresh).exclude(pk=author.pk).order_by("pk")
        queue(*(emails.recusal_recorded(recusal, person) for person in organisers), at=at)
    if notify and author != reviewer:
        queue(emails.recusal_for_reviewer(recusal), at=at)
    return recusal


def _refresh_review(fresh: Application, reviewer: User, at: datetime) -> int:
    """Set the review of ``reviewer`` aside, or give it back, by their conflicts of this instant; how many were set
    aside.

    Given back, a review that was sent counts again and a draft is written on, unless the dossier was taken back from
    them meanwhile.
    """
    reviews = Review.objects.filter(application=fresh, reviewer=reviewer)
    aside = 0
    if find_conflict(fresh, reviewer):
        aside = reviews.filter(set_aside_at=None).update(set_aside_at=at)
    elif ReviewAssignment.objects.active().filter(application=fresh, reviewer=reviewer).exists():
        reviews.update(set_aside_at=None)
    conflict_changed.send(Application, application=fresh, at=at)
    return aside


@transaction.atomic
def lift_recusal(*, recusal: Recusal, reason: str, author: User, at: datetime) -> bool:
    """Lift a conflict, as an organiser, with a reason: the act stays in the history. ``False`` if it was lifted.

    Side effects: the review of its person, sent or begun before, counts and is written on again (see
    :func:`_refresh_review`); the score; audit entry; a mail to the person, with the reason. Raises
    :class:`RecusalRefused` without a reason, for one's own, for a member of the project, and once it is decided.
    """
    reason, fresh = clean_line(reason)[:400], lock_application(recusal.application)
    check_change(fresh, recusal.reviewer, author)
    if not reason:
        raise RecusalRefused(_("Indiquez la raison de la levée."))
    if not _lift(fresh, recusal.reviewer, author, reason, at, recusal):
        return False
    _refresh_review(fresh, recusal.reviewer, at)
    recusal.refresh_from_db()
    record_act(fresh, "lift_recusal", {"reviewer": recusal.reviewer_id}, actor=author, at=at)
    queue(emails.recusal_lifted(recusal), at=at)
    return True


@transaction.atomic
def change_effect(
    *, recusal: Recusal, effect: ConflictEffect, reason: str, author: User, at: datetime
) -> Recusal:
    """Give a conflict another effect, as an organiser, with a reason: the former act is lifted by a new one.

    Side effects: those of :func:`recuse` and of a lift, with one mail to the person. Returns the act that stands; the
    same effect changes nothing. Raises as :func:`lift_recusal`, and when it was lifted meanwhile.
    """
    reason, fresh = clean_line(reason)[:400], lock_application(recusal.application)
    check_change(fresh, recusal.reviewer, author)
    standing = Recusal.objects.standing().filter(pk=recusal.pk).first()
    if standing is None:
        raise RecusalRefused(_("Ce lien a changé depuis que vous lisez cette page : la voici à jour."))
    if standing.effect == effect:
        return standing
    if not reason:
        raise RecusalRefused(_("Indiquez la raison de ce changement."))
    _lift(fresh, recusal.reviewer, author, reason, at, standing)
    changed = _set_aside(fresh, recusal.reviewer, author, reason, at, effect=effect, notify=False)
    queue(emails.recusal_for_reviewer(changed), at=at)
    return changed


def _lift(
    fresh: Application,
    reviewer: User,
    author: User,
    reason: str,
    at: datetime,
    recusal: Recusal | None = None,
) -> bool:
    """Whether an act stood: the given one, or any."""
    rows = Recusal.objects.standing().filter(application=fresh, reviewer=reviewer)
    rows = rows if recusal is None else rows.filter(pk=recusal.pk)
    return bool(rows.update(lifted_at=at, lifted_by=author, lift_reason=reason))


def check_change(application: Application, reviewer: User, author: User) -> None:
    """Raises :class:`RecusalRefused` unless ``author`` may change or lift the conflict of ``reviewer``."""
    if author == reviewer:
        raise RecusalRefused(_("Une autre personne de l’organisation change ce qui vous concerne."))
    if application.state not in UNDECIDED:
        raise RecusalRefused(_("Ce dossier n’est plus à évaluer : un déport n’y changerait rien."))
    if not Application.objects.read_by_organiser(author).filter(pk=application.pk).exists():
        raise RecusalRefused(_("Seule l’organisation change le déport de quelqu’un d’autre."))
    if ProjectMember.objects.filter(project=application.project_id, user=reviewer).exists():
        raise RecusalRefused(Conflict.MEMBER.label)


def _stop_following(application: Application, person: User) -> bool:
    """Whether they followed the dossier until now."""
    return bool(Application.objects.filter(pk=application.pk, handled_by=person).update(handled_by=None))


def _check(application: Application, reviewer: User, author: User) -> None:
    if application.state not in UNDECIDED:
        raise RecusalRefused(_("Ce dossier n’est plus à évaluer : un déport n’y changerait rien."))
    roles = Role.objects.active().filter(edition=application.call.edition_id)
    sits = roles.who_can(Capability.SIT_ON_COMMITTEE, Capability.MANAGE_APPLICATIONS).filter(user=reviewer)
    if not (
        sits.exists() or Review.objects.in_score().filter(application=application, reviewer=reviewer).exists()
    ):
        raise RecusalRefused(_("Cette personne n’est ni du comité ni de l’organisation de cette édition."))
    organisers = roles.who_can(Capability.MANAGE_APPLICATIONS)
    if author != reviewer and not organisers.filter(user=author).exists():
        raise RecusalRefused(_("Seule l’organisation enregistre le déport de quelqu’un d’autre."))


@transaction.atomic
def notify_seat_ended(*, role: Role, reason: str, actor: User | None, at: datetime) -> None:
    """Notify a person who left the committee. Side effects: a mail to them, if dossiers were assigned to them."""
    edition = role.edition
    duties = ReviewAssignment.objects.active().filter(
        application__call__edition=edition, reviewer=role.user_id
    )
    if role.can(Capability.REVIEW) and actor != role.user and duties.exists():
        queue(emails.seat_ended(edition, role.user, role=role.pk, reason=reason), at=at)


class WaiverRefused(TransitionRefused):
    """The waiver cannot be written; ``message`` is the reason."""


class SeatedApplicant(TransitionRefused):
    """Somebody who sits on the committee would apply to it, without a waiver."""

    def __init__(self, person: User) -> None:
        super().__init__(
            _(
                "%(who)s siège au comité qui choisit les projets : demandez d’abord à l’organisation de mettre fin à "
                "ce siège, ou d’enregistrer une dérogation."
            )
            % {"who": person}
        )


@transaction.atomic
def record_waiver(*, edition: Edition, email: str, reason: str, author: User, at: datetime) -> SeatWaiver:
    """Allow somebody, by their address, to sit on the committee of the edition they apply to, or are about to.

    Side effects: the waiver, an audit entry with its reason. Raises :class:`WaiverRefused` without a reason, for an
    address of neither an applicant of the call nor a juror, for one's own, and twice.
    """
    reason = clean_line(reason)[:400]
    concerned = Q(pk__in=applicants(edition, at).values("pk")) | Q(
        pk__in=Role.objects.jurors().filter(edition=edition).values("user")
    )
    person = User.objects.filter(concerned, email=email).first()
    if not reason:
        raise WaiverRefused(_("Indiquez la raison de la dérogation."))
    if person is None:
        raise WaiverRefused(
            _("Cette adresse ne tient aucun dossier de cet appel et ne siège pas : rien n’est à déroger.")
        )
    if person == author:
        raise WaiverRefused(_("Une autre personne de l’organisation enregistre la vôtre."))
    try:
        with transaction.atomic():
            waiver = SeatWaiver.objects.create(
                edition=edition, user=person, reason=reason, author=author, at=at
            )
    except IntegrityError as error:
        raise WaiverRefused(_("La dérogation de cette personne est déjà enregistrée.")) from error
    data = {"user": person.pk, "reason": reason}
    record_act(waiver, "waive_conflict", data, actor=author, at=at, edition=edition)
    return waiver


@transaction.atomic
def confirm_ties(*, ties: Iterable[Tie], author: User, at: datetime) -> int:
    """Write the recusals that these ties call for; returns how many. Side effects: those of ``recuse`` for each."""
    return len(
        [
            recuse(
                application=tie.application,
                reviewer=tie.role.user,
                author=author,
                reason=tie.reason,
                at=at,
            )
            for tie in ties
        ]
    )


def ensure_nobody_sits(*, project: Project, people: Iterable[int]) -> None:
    """Raise :class:`SeatedApplicant` when one of ``people``, about to apply, sits on the committee without a waiver.

    ``people`` are keys of accounts.
    """
    roles = list_seats_without_waiver(project.edition).filter(user__in=list(people))
    role: Role | None = roles.select_related("user").order_by("pk").first()
    if role:
        raise SeatedApplicant(role.user)
