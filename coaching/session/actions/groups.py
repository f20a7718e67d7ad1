"""The groups of a slot."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.locking import is_gone
from coaching.models import Room, Session, Slot, SlotGroup
from coaching.session.actions.occupancy import (
    PlanRefused,
    check_is_coming,
    check_not_removed,
    lock_session,
    refuse_clashes,
)
from coaching.session.actions.session import check_is_there
from coaching.session.enums import SlotKind
from coaching.session.mentors import find_mentors, name_person
from coaching.session.planning import load
from coaching.session.planning.clashes import Named, list_reasons, share_over_groups
from coaching.session.queries import list_rooms
from projects.models import Participation


@transaction.atomic
def save_group(
    *,
    group: SlotGroup,
    leaders: Iterable[User],
    participations: Iterable[Participation],
    actor: User,
    at: datetime,
) -> SlotGroup:
    """Add or change a group of a slot, with its leaders and its projects.

    Side effects: the row, its people and projects, one audit entry. Raises ValidationError for a name used twice,
    :class:`PlanRefused` with every reason: the slot or the group was removed, the slot has no groups, a project does
    not come, or the room, a leader or a project is elsewhere at that time, in another group too.
    """
    session = lock_session(group.slot.day.session_id)
    check_is_there(group.slot)
    group.slot.refresh_from_db(fields=["kind", "starts_at", "ends_at"])
    if group.slot.kind != SlotKind.GROUP:
        raise PlanRefused(_("Ce créneau ne se tient pas en groupes."))
    check_not_removed(group, _("Quelqu’un a supprimé ce groupe entre-temps : rien n’est enregistré."))
    group.full_clean()
    people, projects = list(leaders), list(participations)
    for participation in sorted(projects, key=lambda row: row.pk):
        check_is_coming(participation)
    wanted = load.occupy_by_group(
        group,
        [name_person(person) for person in people],
        [Named(row.pk, str(row.project)) for row in projects],
    )
    refuse_clashes(list_reasons(wanted, load.list_occupations(session, but_group=group.pk)))
    verb = "edit_group" if group.pk else "add_group"
    group.save()
    group.leaders.set(people)
    group.participations.set(projects)
    record(verb=verb, subject=group, actor=actor, at=at, scope=session.edition.scope, data={})
    return group


@transaction.atomic
def form_groups(*, slot: Slot, count: int, actor: User, at: datetime) -> list[SlotGroup]:
    """Share the projects that come over so many new groups, those of one mentor together, each in a free room as far
    as possible; leaders are chosen afterwards.

    Side effects: those of :func:`save_group` for each. Raises :class:`PlanRefused` when the slot has groups, when
    there are fewer projects than groups, and as :func:`save_group` does; nothing is saved then.
    """
    session = lock_session(slot.day.session_id)
    if slot.groups.exists():
        raise PlanRefused(_("Ce créneau a déjà des groupes."))
    coming = session.edition.participations.attending().select_related("project")
    projects = {row.pk: row for row in coming.order_by("project__title", "pk")}
    if len(projects) < count:
        raise PlanRefused(_("Il y a moins de projets que de groupes."))
    mentors = {project: mentor.key for project, mentor in find_mentors(projects).items()}
    rooms = [*_list_free_rooms(session, slot), *([None] * count)]
    return [
        save_group(
            group=SlotGroup(slot=slot, name=_("Groupe %(number)d") % {"number": number}, room=room),
            leaders=[],
            participations=[projects[pk] for pk in group_projects],
            actor=actor,
            at=at,
        )
        for number, (group_projects, room) in enumerate(
            zip(share_over_groups(projects, mentors, count), rooms, strict=False), start=1
        )
    ]


def _list_free_rooms(session: Session, slot: Slot) -> list[Room]:
    """The free rooms at the hour of this slot; its own comes first."""
    here = load.occupy_by_slot(slot, [])
    meanwhile = [other for other in load.list_occupations(session, but_slot=slot.pk) if other.overlaps(here)]
    taken = {other.room.key for other in meanwhile if other.room}
    free = [room for room in list_rooms(session) if room.pk not in taken]
    return sorted(free, key=lambda room: room.pk != slot.room_id)


@transaction.atomic
def copy_groups(*, slot: Slot, source: Slot, actor: User, at: datetime) -> list[SlotGroup]:
    """Copy the groups of another slot: names, rooms, leaders and the projects that still come.

    Side effects: those of :func:`save_group` for each. Raises :class:`PlanRefused` when the slot has groups, and as
    :func:`save_group` does; nothing is saved then.
    """
    lock_session(slot.day.session_id)
    if slot.groups.exists():
        raise PlanRefused(_("Ce créneau a déjà des groupes."))
    coming = set(
        Participation.objects.attending().filter(slot_groups__slot=source).values_list("pk", flat=True)
    )
    return [
        save_group(
            group=SlotGroup(slot=slot, name=group.name, room=group.room),
            leaders=group.leaders.all(),
            participations=[row for row in group.participations.all() if row.pk in coming],
            actor=actor,
            at=at,
        )
        for group in load.list_groups(slot=source)
    ]


@transaction.atomic
def remove_group(*, group: SlotGroup, actor: User, at: datetime) -> None:
    """Remove a group; its projects are then in none. Side effects: the row, one audit entry."""
    session = lock_session(group.slot.day.session_id)
    if is_gone(group):
        return
    record(verb="remove_group", subject=group, actor=actor, at=at, scope=session.edition.scope, data={})
    group.delete()
