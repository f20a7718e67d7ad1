"""Both sides say whom they wish for: until a date, read by organisers alone, honoured by the board."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from coaching.models import MentorCapacity, PairingWish
from coaching.pairing.actions import wishes as actions
from coaching.pairing.queries.proposal import propose_board
from programmes.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> factories.World:
    world = factories.edition_with(participations=2, mentors=2)
    at = timezone.now()
    actions.open_wish_call(
        edition=world.edition, closes_at=at + timedelta(days=5), actor=world.organiser, at=at
    )
    return world


def role_of(world: factories.World, number: int) -> Role:
    return Role.objects.get(user=world.mentors[number], name="mentor")


def wish(world: factories.World, number: int, ranks=(), avoided=None, at=None) -> None:
    ranks = {rank: role_of(world, mentor).pk for rank, mentor in enumerate(ranks, start=1)}
    avoided = {role_of(world, mentor).pk: why for mentor, why in (avoided or {}).items()}
    actions.save_project_wishes(
        participation=world.participations[number], ranks=ranks, avoided=avoided, actor=world.holder,
        at=at or timezone.now(),
    )  # fmt: skip


def test_everybody_is_asked_once(world):
    mails = OutgoingMail.objects.filter(template="coaching/pairing/wishes_asked")
    assert mails.filter(user__in=world.mentors).count() == 2
    assert mails.filter(user=world.holder).count() == 1


def test_the_board_follows_what_both_wished_and_says_so(world):
    wish(world, 0, ranks=[1])
    actions.save_mentor_wishes(
        role=role_of(world, 1), ranks={1: world.participations[0].pk}, avoided={}, actor=world.mentors[1],
        at=timezone.now(),
    )  # fmt: skip
    rows = {row.participation: row for row in propose_board(world.edition).rows}
    row = rows[world.participations[0]]
    assert row.mentor == world.mentors[1].pk
    assert row.reason.startswith("Souhait n° 1 des deux.")


def test_rather_not_is_avoided_and_its_reason_read_by_organisers(world, as_user):
    wish(world, 0, avoided={0: "Un ancien différend."})
    row = next(
        row for row in propose_board(world.edition).rows if row.participation == world.participations[0]
    )
    assert row.mentor == world.mentors[1].pk
    page = as_user(world.organiser).get(reverse("coaching:propose_mentors", args=[world.edition.slug]))
    assert "Un ancien différend." in page.content.decode()
    for person, name, slug in (
        (world.mentors[0], "coaching:mentor_wishes", world.edition.slug),
        (world.mentors[0], "coaching:coaching_project", world.participations[0].project.slug),
    ):
        assert "différend" not in as_user(person).get(reverse(name, args=[slug])).content.decode()


def test_nothing_is_said_after_the_date(world, as_user):
    with pytest.raises(actions.WishesClosed):
        wish(world, 0, ranks=[0], at=timezone.now() + timedelta(days=6))


def test_a_project_says_its_wishes_by_its_page(world, as_user):
    slug = world.participations[0].project.slug
    page = reverse("coaching:project_wishes", args=[slug])
    first, second = role_of(world, 0).pk, role_of(world, 1).pk
    client = as_user(world.holder)
    twice = client.post(page, {"rank_1": first, "rank_2": first})
    assert twice.status_code == 422
    silent = client.post(page, {"rank_1": first, "avoid_1": second})
    assert "seule l’équipe le lit" in silent.content.decode()
    assert client.post(page, {"rank_2": first, "avoid_1": second, "reason_1": "Trop loin"}).status_code == 302
    said = PairingWish.objects.filter(participation=world.participations[0])
    assert set(said.values_list("role", "rank", "reason")) == {(first, 1, ""), (second, None, "Trop loin")}
    assert "Trop loin" in client.get(page).content.decode()
    assert as_user(world.mentors[0]).get(page).status_code == 404


def test_a_mentor_says_what_they_know_and_how_many(world, as_user):
    page = reverse("coaching:mentor_wishes", args=[world.edition.slug])
    client = as_user(world.mentors[0])
    assert client.post(page, {"skills": "ergonomie", "projects": "3"}).status_code == 302
    assert role_of(world, 0).skills == "ergonomie"
    assert MentorCapacity.objects.get().projects == 3
    assert client.post(page, {"skills": "x", "projects": "900"}).status_code == 422
    assert client.post(page, {"rank_1": world.participations[1].pk}).status_code == 302
    assert PairingWish.objects.get(by_mentor=True).participation == world.participations[1]


def test_organisers_ask_again_with_another_date(world, as_user):
    page = reverse("coaching:ask_wishes", args=[world.edition.slug])
    assert as_user(world.organiser).post(page, {"closes_at": "2020-01-01T10:00"}).status_code == 422
    later = timezone.localtime() + timedelta(days=9)
    assert as_user(world.organiser).post(page, {"closes_at": f"{later:%Y-%m-%dT18:00}"}).status_code == 302
