"""Hand-made changes to the assignment: gathered on the board, undone freely, then applied with one mail per
reviewer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from programmes.models import Edition, Role
from projects.audit import record_act
from projects.locks import ApplicationGone, lock_application
from projects.models import Application, DutyChange, DutyReason, PlannedDuty, ReviewAssignment
from projects.review import emails
from projects.review.actions import assignment
from projects.review.queries.assignment import count_loads, reviews_due_at
from projects.review.queries.planned import PlannedLoad, list_planned_duties, list_planned_loads


class CapacityExceeded(assignment.AssignmentRefused):
    """Somebody would read more than they accepted, and nobody wrote why; ``message`` says who."""


@dataclass
class Applied:
    """What came of the changes: ``refused`` ones are gone, each with the reason."""

    done: int = 0
    people: int = 0
    refused: list[tuple[PlannedDuty, assignment.AssignmentRefused]] = field(default_factory=list)


@transaction.atomic
def plan_duty(
    *, application: Application, reviewer: User, change: DutyChange, actor: User, at: datetime
) -> PlannedDuty | None:
    """Plan to assign a dossier, or to take it back; the opposite of a planned change undoes it.

    Nothing is assigned yet and no mail leaves. Returns the planned change, or ``None`` when nothing is left to
    do. Side effects: the planned change alone. Raises :class:`AssignmentRefused` as giving and taking back do.
    """
    fresh = lock_application(application)
    if change == DutyChange.GIVE:
        assignment.check_can_give(fresh, reviewer)
    else:
        assignment.check_can_take_back(fresh, reviewer, actor=actor)
    planned = PlannedDuty.objects.filter(application=fresh, reviewer=reviewer).first()
    if planned and planned.change != change:
        planned.delete()
        return None
    duties = ReviewAssignment.objects.active().filter(application=fresh, reviewer=reviewer)
    if planned or duties.exists() == (change == DutyChange.GIVE):
        return planned
    if change == DutyChange.GIVE:
        assignment.check_reviews_are_open(fresh.call.edition, at, reviewer)
    # a calculation may have planned it since
    planned, _created = PlannedDuty.objects.get_or_create(
        application=fresh,
        reviewer=reviewer,
        defaults={"change": change, "planned_by": actor, "planned_at": at},
    )
    return planned


@transaction.atomic
def drop_planned_duties(*, edition: Edition, planned: Iterable[int], actor: User) -> int:
    """Delete planned changes, by key, among those that the actor may see; returns how many."""
    ours = list_planned_duties(edition, actor).filter(pk__in=list(planned)).values("pk")
    _total, deleted = PlannedDuty.objects.filter(pk__in=ours).delete()
    return deleted.get("projects.PlannedDuty", 0)


@transaction.atomic
def apply_planned_duties(
    *, edition: Edition, planned: Iterable[int], actor: User, at: datetime, reason: str = ""
) -> Applied:
    """Apply the planned changes with these keys: those planned since, or undone by a colleague, are left alone.

    ``reason``: why somebody reads more than they accepted, with an audit entry for each; without it,
    :class:`CapacityExceeded` is raised and nothing is applied. Side effects, for each change: those of ``assign`` and
    ``unassign``, but one mail a person for all of it; the planned changes are gone, those refused too.
    """
    changes = (
        list_planned_duties(edition, actor).filter(pk__in=list(planned)).order_by("application_id", "pk")
    )
    result = Applied()
    for load in _check_capacities(edition, changes, reason):
        data = {"reviewer": load.user.pk, "load": load.after, "capacity": load.capacity, "reason": reason}
        record_act(edition, "exceed_capacity", data, actor=actor, at=at)
    reviewers: dict[int, User] = {}
    lists: defaultdict[tuple[int, str], list[Application]] = defaultdict(list)
    for duty in changes:
        try:
            fresh = lock_application(duty.application)
        except ApplicationGone:
            continue
        if not PlannedDuty.objects.filter(pk=duty.pk).delete()[
            0
        ]:  # a colleague undid it, or applied it, meanwhile
            continue
        try:
            done = _apply(duty, fresh, actor, at)
        except assignment.AssignmentRefused as refusal:
            result.refused.append((duty, refusal))
        else:
            if done:
                reviewers[duty.reviewer_id] = duty.reviewer
                lists[duty.reviewer_id, duty.change].append(duty.application)
                result.done += 1
    queue(
        *(
            emails.assignment_changed(
                edition,
                reviewer,
                assigned=lists[number, DutyChange.GIVE],
                withdrawn=lists[number, DutyChange.TAKE_BACK],
                due=reviews_due_at(edition, reviewer),
                at=at,
            )
            for number, reviewer in reviewers.items()
        ),
        at=at,
    )
    result.people = len(reviewers)
    return result


def _check_capacities(edition: Edition, changes: Iterable[PlannedDuty], reason: str) -> list[PlannedLoad]:
    """The people who would read more than they accepted. Two colleagues who apply changes at once take turns."""
    people = {duty.reviewer_id for duty in changes if duty.change == DutyChange.GIVE}
    seats = Role.objects.jurors().filter(edition=edition, user__in=people).order_by("pk")
    capacities = dict(seats.select_for_update(of=("self",)).values_list("user", "capacity"))
    loads = {key: load.load for key, load in count_loads(edition).items()} if any(capacities.values()) else {}
    over = [load for load in list_planned_loads(changes, loads, capacities) if load.is_overloaded]
    if over and not reason:
        people_over = [f"{load.user} ({load.label})" for load in over]
        raise CapacityExceeded(
            _("Écrivez ce qui a été convenu avec %(people)s : c’est plus qu’accepté.")
            % {"people": get_text_list(people_over, gettext("et"))}
        )
    return over


def _apply(duty: PlannedDuty, fresh: Application, actor: User, at: datetime) -> bool:
    if duty.change == DutyChange.TAKE_BACK:
        assignment.check_can_take_back(fresh, duty.reviewer, actor=actor)
        return assignment.withdraw_duty(fresh, duty.reviewer, actor=actor, at=at)
    assignment.check_can_give(fresh, duty.reviewer)
    because = DutyReason(duty.because)
    _duty, created = assignment.give_duty(fresh, duty.reviewer, actor=actor, at=at, because=because)
    return created
