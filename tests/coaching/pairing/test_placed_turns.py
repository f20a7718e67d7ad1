"""Choosing who follows a project whose turns are placed already: who is elsewhere then, and who is notified when."""

from typing import Any

import pytest
from django.urls import reverse

from accelerator.outbox.models import OutgoingMail
from accelerator.web.templatetags.prose import french_spaces
from coaching.models import Booking, Session, Slot
from coaching.pairing.actions import pairing as actions
from coaching.pairing.queries.proposal import propose_board
from coaching.session.actions.releases import publish_timetable
from coaching.session.enums import SlotKind
from tests import factories
from tests.support.session import AT, paired, planned

pytestmark = pytest.mark.django_db


def turn(slot: Slot, participation: Any, **more: Any) -> Booking:
    return Booking.objects.create(slot=slot, participation=participation, **more)


def world_of(projects: int, mentors: int) -> tuple[factories.World, Session, list[Slot]]:
    world = factories.edition_with(participations=projects, mentors=mentors, organisers=2)
    session = planned(world, "Verrière")
    slots = Slot.objects.filter(day__session=session, kind=SlotKind.INDIVIDUAL).order_by(
        "day__date", "starts_at"
    )
    return world, session, list(slots)


def test_a_person_who_receives_another_project_at_that_hour_is_not_proposed_and_the_table_says_why(
    as_user,
) -> None:
    world, _session, (slot, *_others) = world_of(2, 2)
    first, second = world.participations
    busy, free = world.mentors
    paired(first, busy)
    turn(slot, first)
    turn(slot, second)

    (row,) = propose_board(world.edition).rows
    page = as_user(world.organiser).get(reverse("coaching:manage_pairings", args=[world.edition.slug])).text

    assert row.mentor == free.pk
    (choice,) = (choice for choice in row.choices if choice.mentor == busy)
    assert choice.why_not.startswith(f"{busy} est déjà à")
    assert str(first.project) in choice.why_not
    assert choice.is_elsewhere
    assert "pris à cette heure-là" in page
    assert "quand ce projet est reçu" in page


def test_two_projects_received_together_go_to_two_people() -> None:
    world, _session, (slot, *_others) = world_of(2, 2)
    for participation in world.participations:
        turn(slot, participation)

    board = propose_board(world.edition)

    assert {row.mentor for row in board.rows} == {mentor.pk for mentor in world.mentors}


def test_when_everybody_receives_somebody_else_the_board_says_to_move_a_turn() -> None:
    world, _session, (slot, *_others) = world_of(2, 1)
    for participation in world.participations:
        turn(slot, participation)

    (row,) = propose_board(world.edition).unfollowed

    assert str(world.mentors[0]) in row.reason
    assert "déplacez un rendez-vous" in row.reason


def test_when_all_are_elsewhere_the_board_counts_them_and_says_to_move_the_turn() -> None:
    world, _session, (slot, *_others) = world_of(3, 2)
    waiting, *followed = world.participations
    for participation, mentor in zip(followed, world.mentors, strict=True):
        paired(participation, mentor)
    for participation in world.participations:
        turn(slot, participation)

    (row,) = propose_board(world.edition).unfollowed

    assert row.participation == waiting
    assert "2 personnes sont ailleurs quand il est reçu" in row.reason


def test_the_new_mentor_and_the_project_read_the_hours_that_are_public() -> None:
    world, session, (slot, *_others) = world_of(1, 2)
    (participation,), (former, latter) = world.participations, world.mentors
    turn(slot, participation, room=session.rooms.get())
    ended = paired(participation, former)
    publish_timetable(session=session, actor=world.organiser, at=AT)
    actions.end(pairing=ended, reason="Elle change de poste.", actor=world.organiser, at=AT)

    offer = actions.propose(participation=participation, mentor=latter, actor=world.organiser, at=AT)
    actions.answer(pairing=offer, accepted=True, actor=latter, at=AT)

    mails = {mail.template.rpartition("/")[2]: mail for mail in OutgoingMail.objects.order_by("pk")}
    for name in ("pairing_proposed", "pairing_accepted_mentor", "pairing_accepted_holder"):
        assert "Verrière" in mails[name].text, name
        assert french_spaces(slot.title) in mails[name].text
    assert Booking.objects.get().slot == slot
    calendar_file = mails["pairing_accepted_mentor"].attachments[0]["content"]
    assert "METHOD:PUBLISH" in calendar_file
    assert str(participation.project) in calendar_file.replace("\r\n ", "")
    assert "METHOD:CANCEL" in mails["pairing_ended"].attachments[0]["content"]


def test_a_draft_gives_nobody_an_hour() -> None:
    world, _session, (slot, *_others) = world_of(1, 1)
    turn(slot, world.participations[0])

    offer = actions.propose(
        participation=world.participations[0], mentor=world.mentors[0], actor=world.organiser, at=AT
    )
    actions.answer(pairing=offer, accepted=True, actor=world.mentors[0], at=AT)

    assert not [mail for mail in OutgoingMail.objects.all() if slot.title in mail.text]
