"""A slot in groups: each with its room, leaders and projects; what each occupies, and who reads what."""

from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from coaching.models import Booking, Room, Session, Slot, SlotGroup
from coaching.pairing.actions import pairing as pairings
from coaching.session import timetable
from coaching.session.actions import groups, releases, session as actions, turns
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.changes import ChangeKind, compare
from coaching.session.details import read_details
from coaching.session.draft import list_divided_warnings
from coaching.session.enums import SlotKind
from coaching.session.planning.clashes import share_over_groups
from coaching.session.releases import compute_fingerprint, find_released, read_draft
from projects.decision.actions import participation as places
from tests import factories
from tests.support.session import AT, FIRST, manage, meanwhile, paired, planned
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def in_groups(**counts: int) -> tuple[factories.World, Session, Slot]:
    world = factories.edition_with(**{"participations": 3, "mentors": 1, "facilitators": 2, **counts})
    session = planned(world, "Amphi", "Labo")
    slot = Slot.objects.select_related("day__session__edition").get(title_fr="Grand Mix des idées")
    return world, session, slot


def save(world: factories.World, slot: Slot, name: str, *, projects=(), leaders=(), room=None, group=None):
    group = group or SlotGroup(slot=slot)
    group.name, group.room = name, room
    return groups.save_group(
        group=group, leaders=leaders, participations=projects, actor=world.organiser, at=AT
    )


def beside(slot: Slot, kind: SlotKind = SlotKind.INDIVIDUAL) -> Slot:
    """Another slot at the same hour."""
    return Slot.objects.create(
        day=slot.day, starts_at=slot.starts_at, ends_at=slot.ends_at, title_fr="À côté", kind=kind
    )


built, grouped = share_world(in_groups)


def test_a_turn_and_a_group_cannot_both_have_a_project(grouped):
    world, _session, slot = grouped
    first, second, _third = world.participations
    save(world, slot, "Nord", projects=[first])
    turn = beside(slot)
    with pytest.raises(PlanRefused, match=r"déjà attendu à .*Grand Mix des idées"):
        turns.book_slot(slot=turn, participation=first, room=None, actor=world.organiser, at=AT)
    turns.book_slot(slot=turn, participation=second, room=None, actor=world.organiser, at=AT)
    with pytest.raises(PlanRefused, match=r"déjà attendu à .*À côté"):
        save(world, slot, "Sud", projects=[second])


def test_two_groups_share_no_project_no_room_and_nobody(grouped):
    world, session, slot = grouped
    room, leader = session.rooms.get(name="Labo"), world.facilitators[0]
    group_saved = save(world, slot, "Nord", projects=[world.participations[0]], leaders=[leader], room=room)
    for wrong in (
        {"projects": [world.participations[0]]},
        {"leaders": [leader]},
        {"room": room},
    ):
        with pytest.raises(PlanRefused):
            save(world, slot, "Sud", **wrong)
    save(world, slot, "Nord et Est", projects=[world.participations[0]], room=room, group=group_saved)
    assert SlotGroup.objects.get().name == "Nord et Est"


def test_the_projects_of_a_group_are_not_received_meanwhile():
    world, _session, slot = in_groups(participations=1)
    save(world, slot, "Nord", projects=world.participations)
    Slot.objects.filter(kind=SlotKind.INDIVIDUAL).delete()
    beside(slot)
    placed, left, _quality = turns.share_out_day(day=slot.day, actor=world.organiser, at=AT)
    assert (placed, left) == (0, [(world.participations[0], "attendu ailleurs pendant tous les créneaux")])


def test_a_mentor_who_leads_a_group_is_not_asked_for_a_project_received_meanwhile(grouped):
    world, _session, slot = grouped
    save(world, slot, "Nord", leaders=[world.mentors[0]])
    turn = beside(slot)
    turns.book_slot(slot=turn, participation=world.participations[0], room=None, actor=world.organiser, at=AT)
    with pytest.raises(PlanRefused, match=r"est déjà à .*Grand Mix des idées"):
        pairings.propose(
            participation=world.participations[0], mentor=world.mentors[0], actor=world.organiser, at=AT
        )


def test_a_person_who_follows_projects_of_two_groups_is_listed_before_and_after(client):
    world, session, slot = in_groups(mentors=2)
    first, second, third = world.participations
    mentor, other = world.mentors
    for participation in (first, second):
        paired(participation, mentor)
    paired(third, other)
    assert f"{first.project} · {mentor}" in manage(client, world, "session_groups", slot.pk).text
    save(world, slot, "Nord", projects=[first, third])
    assert list_divided_warnings(read_details(session)) == []
    save(world, slot, "Sud", projects=[second], leaders=[other])

    warnings = list_divided_warnings(read_details(session))

    assert [sentence.partition(" ne ")[0] for sentence in warnings] == sorted(map(str, world.mentors))
    assert all("(Nord)" in sentence and "(Sud)" in sentence for sentence in warnings)
    assert list_divided_warnings(read_details(session), day=FIRST) == []
    for name, *args in (("session_groups", slot.pk), ("session_grid", slot.day_id), ("session_publish",)):
        assert "ne pourra pas suivre tous ses projets" in manage(client, world, name, *args).text


def test_a_person_who_receives_a_project_while_another_is_in_a_group_is_listed():
    world, session, slot = in_groups()
    for participation in world.participations:
        paired(participation, world.mentors[0])
    save(world, slot, "Nord", projects=world.participations[:1])
    Booking.objects.create(slot=beside(slot), participation=world.participations[1])
    (warning,) = list_divided_warnings(read_details(session), day=slot.day.date)
    assert "À côté" in warning


def test_moving_the_slot_moves_its_groups_and_asks_again(grouped):
    world, _session, slot = grouped
    save(world, slot, "Nord", projects=[world.participations[0]])
    other = Slot.objects.filter(kind=SlotKind.INDIVIDUAL, day=slot.day)[0]
    Booking.objects.create(slot=other, participation=world.participations[0])
    slot.starts_at, slot.ends_at = other.starts_at, other.ends_at
    with pytest.raises(PlanRefused, match=str(world.participations[0].project)):
        actions.save_slot(slot=slot, leaders=[], actor=world.organiser, at=AT)


def test_a_name_is_given_once_whatever_its_case(client, grouped):
    world, _session, slot = grouped
    save(world, slot, "Été")
    page = manage(client, world, "session_groups", slot.pk, data={"name": "ete"})
    assert (page.status_code, "existe déjà" in page.text) == (422, True)


def test_a_name_that_a_colleague_gave_meanwhile_is_refused_in_words(client, grouped, monkeypatch) -> None:
    world, session, slot = grouped
    meanwhile(monkeypatch, groups, "save_group", lambda: save(world, slot, "Nord"))

    group = manage(client, world, "session_groups", slot.pk, data={"name": "Nord"})
    meanwhile(
        monkeypatch, actions, "save_room", partial(Room.objects.create, session=session, name="Verrière")
    )
    room = manage(client, world, "session_add_room", data={"name": "Verrière", "seats": "12"})

    assert [(page.status_code, "existe déjà" in page.text) for page in (group, room)] == [(422, True)] * 2
    assert (SlotGroup.objects.count(), Room.objects.filter(name="Verrière").count()) == (1, 1)


def test_a_group_that_was_removed_meanwhile_does_not_come_back(client, grouped, monkeypatch) -> None:
    world, _session, slot = grouped
    group = save(world, slot, "Nord")
    meanwhile(monkeypatch, groups, "save_group", SlotGroup.objects.all().delete)

    page = manage(client, world, "session_group", group.pk, data={"name": "Est"})

    assert (page.status_code, "a supprimé ce groupe" in page.text) == (422, True)
    assert not SlotGroup.objects.exists()


def test_each_reads_their_group_and_the_team_all_of_them(grouped):
    world, session, slot = grouped
    first, second, third = world.participations
    room = session.rooms.get(name="Labo")
    save(world, slot, "Nord", projects=[first], leaders=[world.facilitators[0]], room=room)
    save(world, slot, "Sud", projects=[second])
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)

    def entry(user: Any, *, team: bool = False) -> Any:
        read = timetable.find_readable_timetable(session, user, every_turn=team)
        return next(row for day in read.days for row in day.entries if row.slot.pk == slot.pk)

    holder = entry(world.holder)
    assert [(row.name, row.mine, row.projects) for row in holder.groups] == [
        ("Nord", True, [str(first.project)]),
        ("Sud", False, []),
    ]
    assert (holder.mine, holder.concerns) == (True, True)
    out = third.project.members.get().user
    assert (entry(out).mine, entry(out).concerns) == (False, False)
    assert [row.projects for row in entry(AnonymousUser()).groups] == [[], []]
    assert all(row.projects for row in entry(world.mentors[0], team=True).groups)
    assert entry(world.facilitators[0]).mine


def test_a_change_of_groups_concerns_those_who_change_place(grouped):
    world, session, slot = grouped
    first, second, third = world.participations
    north = save(world, slot, "Nord", projects=[first, second], leaders=[world.facilitators[0]])
    south = save(world, slot, "Sud", projects=[third], leaders=[world.facilitators[1]])
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    save(world, slot, "Nord", projects=[first], leaders=[world.facilitators[0]], group=north)
    save(world, slot, "Sud", projects=[second, third], leaders=[world.facilitators[1]], group=south)

    released, draft = find_released(session), read_draft(session)
    (change,) = compare(released, draft)

    assert change.kind == ChangeKind.GROUPS
    assert change.participations == {second.pk}
    assert change.leaders == {person.pk for person in world.facilitators}
    sent = releases.release_changes(
        session=session, seen=compute_fingerprint(released, draft), actor=world.organiser, at=AT
    )
    assert sent == 3


def test_a_project_that_leaves_is_in_no_group(grouped):
    world, session, slot = grouped
    save(world, slot, "Nord", projects=world.participations)
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    places.decline(participation=world.participations[0], actor=world.holder, at=AT)
    assert world.participations[0] not in SlotGroup.objects.get().participations.all()
    released = next(row for row in find_released(session).slots if row.pk == slot.pk)
    assert world.participations[0].pk not in released.participations


def test_groups_are_added_changed_and_removed_by_pages(client, grouped):
    world, _session, slot = grouped
    room = Room.objects.get(name="Labo")
    data = {
        "name": "Nord",
        "room": room.pk,
        "leaders": [world.facilitators[0].pk],
        "participations": [world.participations[0].pk],
    }
    assert "attend tout le monde" in manage(client, world, "session_groups", slot.pk).text
    assert manage(client, world, "session_groups", slot.pk, data=data).status_code == 302
    group = SlotGroup.objects.get()
    page = manage(client, world, "session_groups", slot.pk)
    assert world.participations[0].project.title in page.text
    refused = manage(client, world, "session_groups", slot.pk, data={**data, "name": "Sud"})
    assert (refused.status_code, "déjà prise" in refused.text) == (422, True)
    assert "1 groupe" in manage(client, world, "manage_session").text.replace("\xa0", " ")
    manage(client, world, "session_group", group.pk, data={**data, "name": "Est"})
    assert SlotGroup.objects.get().name == "Est"
    assert "Est" in client.get(reverse("coaching:timetable", args=[world.edition.slug])).text
    manage(client, world, "session_remove_group", group.pk, data={})
    assert not SlotGroup.objects.exists()


def test_a_slot_no_longer_in_groups_has_none(grouped):
    world, _session, slot = grouped
    save(world, slot, "Nord", projects=world.participations)
    slot.kind = SlotKind.BREAK
    actions.save_slot(slot=slot, leaders=[], actor=world.organiser, at=AT)
    assert not SlotGroup.objects.exists()


# --- all of them at once ---


def of_groups(slot: Slot) -> list[tuple[str, str, list[int]]]:
    return [
        (
            group.name,
            str(group.room or ""),
            list(group.participations.order_by("project__title", "pk").values_list("pk", flat=True)),
        )
        for group in slot.groups.order_by("pk")
    ]


def test_projects_of_one_mentor_share_a_group_and_groups_are_even():
    mentors = {1: 7, 4: 7, 6: 7, 2: 8, 5: 8}
    shared = share_over_groups(range(1, 11), mentors, 3)

    assert sorted(len(group) for group in shared) == [3, 3, 4]
    assert sorted(pk for group in shared for pk in group) == list(range(1, 11))
    for together in ({1, 4, 6}, {2, 5}):
        assert any(together <= set(group) for group in shared)
    assert share_over_groups([1], {}, 2) == [[1], []]


def test_sixty_projects_are_in_groups_by_one_click(client):
    world = factories.edition_with(participations=60, mentors=12)
    session = planned(world, "Amphi", "Salle 2", "Salle 10")
    slot = Slot.objects.get(title_fr="Grand Mix des idées")
    aside = beside(slot, SlotKind.GROUP)
    Slot.objects.filter(pk=aside.pk).update(room=session.rooms.get(name="Salle 2"))
    for number, place in enumerate(world.participations):
        paired(place, world.mentors[number % 12])

    answer = manage(client, world, "session_groups", slot.pk, data={"do": "form", "count": "4"})

    made = of_groups(slot)
    assert answer.status_code == 302
    assert [(name, room, len(placed)) for name, room, placed in made] == [
        ("Groupe 1", "Amphi", 15),
        ("Groupe 2", "Salle 10", 15),
        ("Groupe 3", "", 15),
        ("Groupe 4", "", 15),
    ]
    assert list_divided_warnings(read_details(session)) == []
    assert {pk for _name, _room, placed in made for pk in placed} == {
        place.pk for place in world.participations
    }


def test_the_groups_of_another_slot_are_taken_up_whole(client, grouped):
    world, session, slot = grouped
    source = Slot.objects.get(title_fr="ADN Project Tool : la carte du projet")
    first, second, gone = world.participations
    labo = session.rooms.get(name="Labo")
    save(world, source, "Nord", projects=[first, gone], leaders=[world.facilitators[0]], room=labo)
    save(world, source, "Sud", projects=[second])
    places.withdraw_place(participation=gone, actor=world.organiser, at=AT, reason="Malade")

    manage(client, world, "session_groups", slot.pk, data={"do": "form", "source": source.pk})

    assert of_groups(slot) == [("Nord", "Labo", [first.pk]), ("Sud", "", [second.pk])]
    assert list(slot.groups.get(name="Nord").leaders.all()) == [world.facilitators[0]]


def test_groups_that_cannot_be_formed_leave_none(client, grouped):
    world, _session, slot = grouped
    url = ("session_groups", slot.pk)
    for data, message in (
        ({"count": "4"}, "moins de projets que de groupes"),
        ({"count": ""}, "Indiquez combien de groupes."),
        ({"count": "1"}, "supérieure ou égale à 2"),
    ):
        answer = manage(client, world, *url, data={"do": "form", **data})
        assert answer.status_code == 422
        assert message in answer.content.decode()

    # the second group would want a project that is received meanwhile
    turns.book_slot(
        slot=beside(slot), participation=world.participations[1], room=None, actor=world.organiser, at=AT
    )
    answer = manage(client, world, *url, data={"do": "form", "count": "3"})
    assert answer.status_code == 422
    assert str(world.participations[1].project) in answer.content.decode()
    assert not slot.groups.exists()

    Booking.objects.all().delete()
    manage(client, world, *url, data={"do": "form", "count": "3"})
    with pytest.raises(PlanRefused, match="a déjà des groupes"):
        groups.form_groups(slot=slot, count=2, actor=world.organiser, at=AT)
    with pytest.raises(PlanRefused, match="a déjà des groupes"):
        groups.copy_groups(slot=slot, source=slot, actor=world.organiser, at=AT)
    assert "Les former tous" not in manage(client, world, *url).content.decode()
