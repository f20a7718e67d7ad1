"""Request the wishes of projects and mentors, and save them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.transitions import DateRefused, TransitionRefused
from coaching.models import MentorCapacity, PairingWish, WishCall
from coaching.pairing.emails import wishes_requested
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from programmes.models.role import RoleQuerySet
from programmes.queries import people_who_can
from projects.decision.models import ParticipationQuerySet
from projects.models import Participation, ProjectMember


class WishesClosed(TransitionRefused):
    """Wishes are closed; ``message`` is for people."""


@transaction.atomic
def open_wish_call(*, edition: Edition, closes_at: datetime, actor: User, at: datetime) -> int:
    """Request the wishes of mentors and projects until ``closes_at``; a second call moves the date.

    Side effects: one row, one audit entry, a mail to each mentor and to the editors of each project, once for each
    date. Returns how many mails are new. Raises :class:`DateRefused` for a date that is past.
    """
    if closes_at <= at:
        raise DateRefused(_("Choisissez une date à venir."))
    call, _made = WishCall.objects.update_or_create(
        edition=edition, defaults={"closes_at": closes_at, "requested_at": at}
    )
    coming = list(edition.participations.confirmed().select_related("project").order_by("pk"))
    people = ProjectMember.objects.editors().people_by_project([item.project_id for item in coming])
    mentors = people_who_can(edition, Capability.MENTOR_PROJECTS)
    messages = [wishes_requested(call, edition, person, None) for person in mentors]
    messages += [
        wishes_requested(call, edition, person, item)
        for item in coming
        for person in people.get(item.project_id, ())
    ]
    data = {"closes_at": closes_at.isoformat()}
    record(verb="ask_wishes", subject=edition, actor=actor, at=at, scope=edition.scope, data=data)
    return queue(*messages, at=at)


def _lock_call(edition: int, at: datetime) -> None:
    call = WishCall.objects.select_for_update().filter(edition=edition).first()
    if call is None or call.closes_at <= at:
        raise WishesClosed(_("Les souhaits sont clos : écrivez à l’équipe si le vôtre a changé."))


@transaction.atomic
def save_project_wishes(
    *,
    participation: Participation,
    ranks: Mapping[int, int],
    avoided: Mapping[int, str],
    actor: User,
    at: datetime,
) -> None:
    """Save the wishes of a project: ``ranks`` is rank → role of a mentor, ``avoided`` role → why rather not.

    Side effects: its former wishes are replaced, one audit entry. Raises :class:`WishesClosed` after the date, or for
    somebody who no longer edits the project.
    """
    _lock_call(participation.edition_id, at)
    editors = ProjectMember.objects.editors().filter(project=participation.project_id, user=actor)
    if not editors.exists():
        raise WishesClosed(_("Vous ne portez plus ce projet, ou ne faites que le lire."))
    mentors = Role.objects.who_can(Capability.MENTOR_PROJECTS).filter(edition=participation.edition_id)
    named = _filter_existing(mentors, ranks, avoided)
    PairingWish.objects.filter(participation=participation, by_mentor=False).delete()
    PairingWish.objects.bulk_create(
        PairingWish(
            participation=participation, role_id=pk, by_mentor=False, wished_by=actor, wished_at=at, **values
        )
        for pk, values in named.items()
    )
    _log(participation, participation.edition, actor, at)


@transaction.atomic
def save_mentor_wishes(
    *, role: Role, ranks: Mapping[int, int], avoided: Mapping[int, str], actor: User, at: datetime
) -> None:
    """Save the wishes of a mentor; as :func:`save_project_wishes`, with participations instead of roles."""
    _lock_call(role.edition_id, at)
    _lock_role(role)
    named = _filter_existing(role.edition.participations.confirmed(), ranks, avoided)
    PairingWish.objects.filter(role=role, by_mentor=True).delete()
    PairingWish.objects.bulk_create(
        PairingWish(role=role, participation_id=pk, by_mentor=True, wished_by=actor, wished_at=at, **values)
        for pk, values in named.items()
    )
    _log(role, role.edition, actor, at)


@transaction.atomic
def describe_mentor(*, role: Role, skills: str, projects: int | None, actor: User, at: datetime) -> None:
    """Save the skills of a mentor, and how many projects they follow at most; ``None``: an even share.

    Side effects: their role and their capacity, one audit entry.
    """
    _lock_role(role)
    Role.objects.filter(pk=role.pk).update(skills=skills)
    if projects is None:
        MentorCapacity.objects.filter(role=role).delete()
    else:
        MentorCapacity.objects.update_or_create(role=role, defaults={"projects": projects})
    data = {"projects": projects, "skills": skills}
    record(verb="set_capacity", subject=role, actor=actor, at=at, scope=role.edition.scope, data=data)


def _lock_role(role: Role) -> None:
    if not Role.objects.active().select_for_update(of=("self",)).filter(pk=role.pk).exists():
        raise WishesClosed(_("Vous n’accompagnez plus cette édition."))


def _filter_existing(
    candidates: "ParticipationQuerySet[Participation] | RoleQuerySet[Role]",
    ranks: Mapping[int, int],
    avoided: Mapping[int, str],
) -> dict[int, dict[str, object]]:
    """The wishes by candidate, without candidates who left."""
    existing = set(candidates.filter(pk__in=[*ranks.values(), *avoided]).values_list("pk", flat=True))
    named: dict[int, dict[str, object]] = {
        pk: {"reason": why} for pk, why in avoided.items() if pk in existing
    }
    named |= {pk: {"rank": rank} for rank, pk in ranks.items() if pk in existing}
    return named


def _log(subject: Participation | Role, edition: Edition, actor: User | None, at: datetime) -> None:
    verb = "save_mentor_wishes" if isinstance(subject, Role) else "save_wishes"
    record(verb=verb, subject=subject, actor=actor, at=at, scope=edition.scope, data={})
