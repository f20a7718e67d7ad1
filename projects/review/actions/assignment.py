"""Give dossiers to reviewers, one by one or all at once, take them back, give more time."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from accelerator.web.templatetags.prose import longdate
from programmes.bodies import same_body
from programmes.models import Edition, Role
from projects.application.enums import SCORED, ApplicationState
from projects.audit import move_application, record_act
from projects.conflicts.queries import find_conflict, list_barred_people
from projects.locks import lock_application
from projects.models import (
    Application,
    DutyChange,
    DutyReason,
    LinkDeclaration,
    PlannedDuty,
    Review,
    ReviewAssignment,
    SearchEntry,
)
from projects.review import emails
from projects.review.actions.scores import refresh_scores
from projects.review.queries.assignment import find_shared_skills, reviews_due, reviews_due_at
from projects.review.solver.assignment import Pair


class AssignmentRefused(TransitionRefused):
    """This dossier cannot be assigned to this person, or taken back; ``message`` is the reason."""


@transaction.atomic
def assign(*, application: Application, reviewer: User, actor: User, at: datetime) -> ReviewAssignment:
    """Give one dossier to one reviewer; giving it again changes nothing.

    Side effects: the duty, an eligible dossier goes under review, ``reviews_expected``, audit entry, one mail to
    the reviewer. Raises :class:`AssignmentRefused` for a conflict of interest, somebody who is not on the committee, or
    once reviews are closed.
    """
    lock_seats(application.call.edition_id, [reviewer.pk])
    fresh = lock_application(application)
    check_can_give(fresh, reviewer)
    duty, created = give_duty(fresh, reviewer, actor=actor, at=at)
    if created:
        edition = fresh.call.edition
        due = reviews_due_at(edition, reviewer)
        queue(emails.duties_assigned(edition, reviewer, [fresh], due=due, at=at), at=at)
    return duty


def lock_seats(edition: int, people: Collection[int] | None = None) -> None:
    """Lock the seats of these jurors, by default of all, before the dossiers: who ends one goes in that order too."""
    seats = Role.objects.jurors().select_for_update(of=("self",), no_key=True).filter(edition=edition)
    if people is not None:
        seats = seats.filter(user__in=people)
    list(seats.order_by("pk").values_list("pk"))


def give_duty(
    fresh: Application,
    reviewer: User,
    *,
    actor: User,
    at: datetime,
    because: DutyReason = DutyReason.HAND,
) -> tuple[ReviewAssignment, bool]:
    """Return the duty and whether it is new. The caller locks the seat, then the row, checks, and
    writes to the reviewer.
    """
    duty = ReviewAssignment.objects.filter(application=fresh, reviewer=reviewer).first()
    if duty and duty.withdrawn_at is None:
        return duty, False
    edition = fresh.call.edition
    check_reviews_are_open(edition, at, reviewer)
    role = Role.objects.jurors().get(edition=edition, user=reviewer)
    values = {
        "assigned_by": actor,
        "assigned_at": at,
        "withdrawn_at": None,
        "because": because,
        "locked": False,
        "relief_requested_at": None,
        "relief_reason": "",
        "reason": find_reasons(SearchEntry.objects.filter(application=fresh), [role]).get(
            (fresh.pk, reviewer.pk), ""
        ),
    }
    duty, _created = ReviewAssignment.objects.update_or_create(
        application=fresh, reviewer=reviewer, defaults=values
    )
    if fresh.state == ApplicationState.ELIGIBLE:
        move_application(fresh, "start_review", actor=actor, at=at, edition=edition)
    refresh_scores(fresh)
    record_act(fresh, "assign", {"reviewer": reviewer.pk}, actor=actor, at=at, edition=edition)
    return duty, True


@transaction.atomic
def remind_reviewer(*, edition: Edition, reviewer: User, actor: User, at: datetime) -> int:
    """Remind somebody of their pending reviews; returns the number of mails (0 if one left the same day).

    Side effects: the mail, an audit entry when it leaves. Raises :class:`AssignmentRefused` when none is pending, or
    once reviews are closed.
    """
    duties = ReviewAssignment.objects.awaited_at(at).filter(application__call__edition=edition)
    count = duties.filter(reviewer=reviewer).count()
    if not count and reviews_due(edition, reviewer, at):
        raise AssignmentRefused(_("Les évaluations sont closes : plus rien ne s’envoie."))
    if not count:
        raise AssignmentRefused(_("Cette personne n’a plus d’évaluation à envoyer."))
    due, occasion = reviews_due_at(edition, reviewer), f"requested:{timezone.localdate(at):%Y-%m-%d}"
    message = emails.reviews_to_do(edition, reviewer, count=count, due=due, occasion=occasion)
    sent = queue(replace(message, required=True), at=at)
    if sent:
        record_act(
            edition, "remind_reviewer", {"reviewer": reviewer.pk, "reviews": count}, actor=actor, at=at
        )
    return sent


def check_reviews_are_open(edition: Edition, at: datetime, reviewer: User | None = None) -> None:
    """Raises :class:`AssignmentRefused`, with the way out, once a newly assigned reviewer could not send a review.

    Without a ``reviewer``: the committee as a whole.
    """
    if reviews_due(edition, reviewer, at) if reviewer else edition.reviews_are_closed(at):
        raise AssignmentRefused(
            _(
                "Les évaluations sont closes depuis le %(when)s : repoussez cette date dans les réglages de l’édition, "
                "ou laissez plus de temps à une personne, puis confiez les dossiers."
            )
            % {"when": longdate(edition.reviews_due_at)}
        )


def check_can_give(application: Application, reviewer: User) -> None:
    """Raises :class:`AssignmentRefused` when this person must not, or need not, read this dossier."""
    roles = Role.objects.jurors().filter(edition=application.call.edition_id, user=reviewer)
    role = roles.select_related("organisation").first()
    if application.state not in SCORED:
        raise AssignmentRefused(_("Ce dossier n’est plus à évaluer."))
    if role is None:
        raise AssignmentRefused(_("Cette personne ne siège pas au comité de cette édition."))
    if conflict := find_conflict(application, reviewer):
        raise AssignmentRefused(conflict.label)
    if LinkDeclaration.objects.unresolved().filter(application=application, reviewer=reviewer).exists():
        raise AssignmentRefused(
            _(
                "Sa réponse sur son lien avec ce dossier attend l’organisation : décidez d’abord, à la page « Conflits "
                "d’intérêts »."
            )
        )
    if list_barred_people(application.call.edition, timezone.now()).filter(pk=reviewer.pk).exists():
        raise AssignmentRefused(
            _("Cette personne tient un dossier concurrent : il faut d’abord une dérogation écrite.")
        )
    if same_body(role.organisation, application.project.organisation):
        raise AssignmentRefused(_("Cette personne siège pour l’organisme qui dépose ce dossier."))


@transaction.atomic
def unassign(*, application: Application, reviewer: User, actor: User, at: datetime) -> None:
    """Take a dossier back from a reviewer; a draft review stays, and is used again if the dossier comes back to them.

    Side effects: the duty is withdrawn, ``reviews_expected``, audit entry, one mail to the reviewer. Raises
    :class:`AssignmentRefused` when their review is already sent: it counts, unless they step aside.
    """
    fresh = lock_application(application)
    check_can_take_back(fresh, reviewer, actor=actor)
    if withdraw_duty(fresh, reviewer, actor=actor, at=at):
        queue(emails.duties_withdrawn(fresh.call.edition, reviewer, [fresh], at), at=at)


def check_can_take_back(application: Application, reviewer: User, *, actor: User) -> None:
    """Raises :class:`AssignmentRefused` once the review is sent, and to people who would take a dossier back from
    themselves.

    An organiser who sits reads the opinions of others once theirs is in: taking their own duty back, reading, then
    giving it again would go round that.
    """
    if reviewer == actor:
        raise AssignmentRefused(
            _(
                "Vous ne reprenez pas un dossier à vous-même : déportez-vous, ou demandez à une autre personne."
            )
        )
    if Review.objects.in_score().filter(application=application, reviewer=reviewer).exists():
        raise AssignmentRefused(
            _("Son évaluation est déjà envoyée : elle compte dans la note. Un déport la met de côté.")
        )


def withdraw_duty(fresh: Application, reviewer: User, *, actor: User, at: datetime) -> bool:
    """Withdraw a duty; returns whether there was one. For callers as those of :func:`give_duty`."""
    duties = ReviewAssignment.objects.active().filter(application=fresh, reviewer=reviewer)
    if not duties.update(withdrawn_at=at):
        return False
    refresh_scores(fresh)
    record_act(fresh, "unassign", {"reviewer": reviewer.pk}, actor=actor, at=at)
    return True


def find_reasons(entries: QuerySet[SearchEntry], roles: Iterable[Role]) -> dict[Pair, str]:
    """What each reviewer's skills have in common with each dossier; nothing when nothing is."""
    return find_shared_skills(entries, {role.user_id: role.domains for role in roles})


@transaction.atomic
def lock_duty(*, application: Application, reviewer: User, locked: bool, actor: User, at: datetime) -> None:
    """Lock a duty, which no calculation then moves, or unlock it; nothing when there is none, or it is so already.

    Side effects: the lock, an audit entry; a move that a calculation planned before is dropped. An organiser still
    takes the dossier back by hand.
    """
    fresh = lock_application(application)
    duties = ReviewAssignment.objects.active().filter(application=fresh, reviewer=reviewer)
    if duties.filter(locked=not locked).update(locked=locked):
        if locked:
            moves = PlannedDuty.objects.filter(change=DutyChange.TAKE_BACK, because=DutyReason.BALANCE)
            moves.filter(application=fresh, reviewer=reviewer).delete()
        verb = "lock_duty" if locked else "unlock_duty"
        record_act(fresh, verb, {"reviewer": reviewer.pk}, actor=actor, at=at)


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
    record_act(edition, "extend_reviews", data, actor=actor, at=at)
    queue(emails.reviews_extended(edition, reviewer, until=until, reason=reason), at=at)
