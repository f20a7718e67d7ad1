"""Recusals, waivers, and what follows when a seat on the committee ends."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from projects.application.enums import SCORED
from projects.audit import record_act
from projects.conflicts import emails
from projects.conflicts.emails import organisers_to_notify
from projects.conflicts.queries import Tie, applicants, list_seats_without_waiver
from projects.locks import lock_application
from projects.models import Application, Project, Recusal, Review, ReviewAssignment, SeatWaiver
from projects.signals import review_set_aside


class RecusalRefused(TransitionRefused):
    """The recusal cannot be written; ``message`` is the reason."""


@transaction.atomic
def recuse(*, application: Application, reviewer: User, author: User, reason: str, at: datetime) -> Recusal:
    """Record the recusal of ``reviewer``, by themselves or by an organiser: the server then hides the dossier from
    them.

    Side effects: the recusal; their review is set aside, stored but not counted; ``reviews_expected``,
    ``reviews_done`` and the score are recomputed over the others; they follow the dossier no more; audit entry. The
    assignment stays in their list as set aside. A mail to the other organisers, with the reason, and to the reviewer
    when somebody else wrote it down. Doing it twice changes nothing. Raises :class:`RecusalRefused` without a reason,
    for somebody who neither sits on the committee, nor organises, nor left a review that counts, from an author who
    may not, and once decisions are announced.
    """
    reason = " ".join(reason.split())[:400]
    if not reason:
        raise RecusalRefused(_("Indiquez la raison du déport."))
    fresh = lock_application(application)
    existing = Recusal.objects.filter(application=fresh, reviewer=reviewer).first()
    if existing:
        return existing
    _check(fresh, reviewer, author)
    return _set_aside(fresh, reviewer, author, reason, at)


@transaction.atomic
def recuse_member(*, application: Application, member: User, at: datetime) -> None:
    """Record the recusal of a reviewer of the dossier who has joined its project.

    Side effects: those of :func:`recuse`; for somebody without the assignment, or once it is decided, they only stop
    following it.
    """
    fresh = lock_application(application)
    assignments = ReviewAssignment.objects.active().filter(application=fresh, reviewer=member)
    if fresh.state in SCORED and assignments.exists() and not fresh.recusals.filter(reviewer=member).exists():
        _set_aside(fresh, member, member, _("A rejoint le projet."), at)
    else:
        _stop_following(fresh, member)


def _set_aside(
    fresh: Application, reviewer: User, author: User, reason: "str | Promise", at: datetime
) -> Recusal:
    recusal = Recusal.objects.create(
        application=fresh, reviewer=reviewer, author=author, reason=str(reason), at=at
    )
    aside = Review.objects.filter(application=fresh, reviewer=reviewer, set_aside_at=None).update(
        set_aside_at=at
    )
    followed = _stop_following(fresh, reviewer)
    review_set_aside.send(Application, application=fresh)
    record_act(
        fresh,
        "recuse",
        {"reviewer": reviewer.pk, "reviews_set_aside": aside, "followed": followed},
        actor=author,
        at=at,
    )
    organisers = organisers_to_notify(fresh).exclude(pk=author.pk).order_by("pk")
    queue(*(emails.recusal_recorded(recusal, person) for person in organisers), at=at)
    if author != reviewer:
        queue(emails.recusal_for_reviewer(recusal), at=at)
    return recusal


def _stop_following(application: Application, person: User) -> bool:
    """Whether they followed the dossier until now."""
    return bool(Application.objects.filter(pk=application.pk, handled_by=person).update(handled_by=None))


def _check(application: Application, reviewer: User, author: User) -> None:
    if application.state not in SCORED:
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
    reason = " ".join(reason.split())[:400]
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
                reason=str(tie.reason),
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
