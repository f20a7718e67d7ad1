"""The groups that a slot is held in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from coaching.models import SlotGroup
from coaching.session.actions.occupancy import PlanRefused, check_is_coming, lock_session, refuse_clashes
from coaching.session.actions.session import check_is_there
from coaching.session.enums import SlotKind
from coaching.session.people import name_person
from coaching.session.planning import load
from coaching.session.planning.clashes import Named, clashes
from projects.models import Participation


@transaction.atomic
def save_group(
    *,
    group: SlotGroup,
    leaders: Iterable[User],
    participations: Iterable[Participation],
    actor: Any,
    at: datetime,
) -> SlotGroup:
    """Add or change a group of a slot, with those who lead it and its projects.

    Side effects: the row, its people and projects, one audit entry. Raises ValidationError for a name used twice,
    :class:`PlanRefused` with every reason: the slot is there no more or is not in groups, a project does not come, or
    the room, somebody who leads or a project is elsewhere at that time, in another group too.
    """
    session = lock_session(group.slot.day.session_id)
    check_is_there(group.slot)
    group.slot.refresh_from_db(fields=["kind", "starts_at", "ends_at"])
    if group.slot.kind != SlotKind.GROUP:
        raise PlanRefused(_("Ce créneau ne se tient pas en groupes."))
    group.full_clean()
    people, projects = list(leaders), list(participations)
    for participation in sorted(projects, key=lambda row: row.pk):
        check_is_coming(participation)
    wanted = load.of_group(
        group,
        [name_person(person) for person in people],
        [Named(row.pk, str(row.project)) for row in projects],
    )
    refuse_clashes(clashes(wanted, load.occupations(session, but_group=group.pk)))
    verb = "edit_group" if group.pk else "add_group"
    group.save()
    group.leaders.set(people)
    group.participations.set(projects)
    record(verb=verb, subject=group, actor=actor, at=at, scope=session.edition.scope, data={})
    return group


@transaction.atomic
def remove_group(*, group: SlotGroup, actor: Any, at: datetime) -> None:
    """Remove a group; its projects are in none. Side effects: the row, one audit entry."""
    session = lock_session(group.slot.day.session_id)
    record(verb="remove_group", subject=group, actor=actor, at=at, scope=session.edition.scope, data={})
    group.delete()
