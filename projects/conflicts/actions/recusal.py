"""Step aside from a dossier."""

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from programmes.capabilities import Capability
from programmes.models import Role
from projects.application.states import SCORED
from projects.conflicts import emails
from projects.conflicts.mail_visibility import organisers_to_notify
from projects.locks import lock_application
from projects.models import Application, Recusal, Review, ReviewAssignment
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
    record(
        verb="recuse",
        subject=fresh,
        actor=author,
        at=at,
        scope=fresh.call.edition.scope,
        data={"reviewer": reviewer.pk, "reviews_set_aside": aside, "followed": followed},
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
    sits = roles.who_can(Capability.REVIEW, Capability.MANAGE_APPLICATIONS).filter(user=reviewer)
    if not (
        sits.exists() or Review.objects.in_score().filter(application=application, reviewer=reviewer).exists()
    ):
        raise RecusalRefused(_("Cette personne n’est ni du comité ni de l’organisation de cette édition."))
    organisers = roles.who_can(Capability.MANAGE_APPLICATIONS)
    if author != reviewer and not organisers.filter(user=author).exists():
        raise RecusalRefused(_("Seule l’organisation enregistre le déport de quelqu’un d’autre."))
