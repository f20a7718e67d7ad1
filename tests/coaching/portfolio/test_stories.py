"""The stories of an edition: chosen and ordered by organisers, read from what the projects answered."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from coaching.attendance.enums import Depicts
from coaching.models import Commitment, GalleryItem, ResultStory, Session
from coaching.portfolio.actions import choose_stories
from coaching.portfolio.printing import print_results
from coaching.portfolio.queries.results import read_results
from programmes.enums import RoleName
from projects.models import Recusal
from tests import factories
from tests.support.partners import AT
from tests.support.pdfs import read_pdf
from tests.support.shared import share_world
from tests.support.synthesis import follow_up
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


built, world = share_world(factories.edition_with, participations=4)


def address(world: factories.World) -> str:
    return reverse("coaching:manage_stories", args=[world.edition.slug])


def choose(world: factories.World, *ranks: int) -> None:
    """The projects of these numbers, in this order."""
    places = {rank: world.participations[number] for rank, number in enumerate(ranks, start=1)}
    choose_stories(edition=world.edition, places=places, actor=world.organiser, at=AT)


def titles(world: factories.World, reader: Any = None) -> list[str]:
    return [story.title for story in read_results(reader or world.organiser, world.edition).stories]


def title_of(world: factories.World, number: int) -> str:
    return str(world.participations[number].project.title)


def test_organisers_choose_and_order_three_projects(world: factories.World, as_user: AsUser) -> None:
    client = as_user(world.organiser)
    keys = [place.pk for place in world.participations]
    typed = {"story_1": keys[2], "story_2": keys[0], "agreed": "on", "seen": ""}

    assert client.post(address(world), typed).status_code == 302
    assert titles(world) == [title_of(world, 2), title_of(world, 0)]
    moved = typed | {"story_1": keys[0], "story_2": keys[2], "story_3": keys[1]}
    assert client.post(address(world), moved).status_code == 302

    assert titles(world) == [title_of(world, 0), title_of(world, 2), title_of(world, 1)]
    assert AuditEntry.objects.filter(verb="choose_stories").count() == 2
    client.post(address(world), moved)  # nothing changes
    assert AuditEntry.objects.filter(verb="choose_stories").count() == 2


def test_one_project_twice_and_no_agreement_are_refused_at_their_fields(
    world: factories.World, as_user: AsUser
) -> None:
    key, stranger = world.participations[0].pk, factories.edition_with(participations=1).participations[0].pk
    typed = {"story_1": key, "story_2": key, "story_3": stranger}

    refused = as_user(world.organiser).post(address(world), typed)

    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"story_2", "story_3", "agreed"}
    assert refused.context["form"]["story_1"].value() == str(key)
    assert not ResultStory.objects.exists()


def test_a_choice_made_meanwhile_is_named_before_it_is_replaced(
    world: factories.World, as_user: AsUser
) -> None:
    client = as_user(world.organiser)
    choose(world, 0)
    seen = client.get(address(world)).context["form"]["seen"].value()
    choose(world, 1)
    typed = {"story_1": world.participations[2].pk, "agreed": "on", "seen": seen}

    refused = client.post(address(world), typed)

    assert refused.status_code == 422
    assert title_of(world, 1) in refused.context["form"].non_field_errors()[0]
    assert titles(world) == [title_of(world, 1)]
    again = typed | {"seen": refused.context["form"]["seen"].value()}
    assert client.post(address(world), again).status_code == 302
    assert titles(world) == [title_of(world, 2)]


def test_a_first_choice_made_meanwhile_is_named_too(world: factories.World, as_user: AsUser) -> None:
    client = as_user(world.organiser)
    seen = client.get(address(world)).context["form"]["seen"].value()
    choose(world, 1)

    refused = client.post(
        address(world), {"story_1": world.participations[2].pk, "agreed": "on", "seen": seen}
    )

    assert refused.status_code == 422
    assert titles(world) == [title_of(world, 1)]


def test_a_recused_person_neither_reads_the_story_nor_takes_it_away(
    world: factories.World, as_user: AsUser
) -> None:
    choose(world, 0, 1)
    aside = factories.role(world.edition, RoleName.ORGANISER)
    application = world.participations[0].project.application
    Recusal.objects.create(application=application, reviewer=aside, author=aside, reason="Sa sœur", at=AT)
    client = as_user(aside)

    page = client.get(address(world))
    assert f"1:{world.participations[0].pk}" not in page.context["form"]["seen"].value()
    typed = {
        "story_2": world.participations[2].pk,
        "agreed": "on",
        "seen": page.context["form"]["seen"].value(),
    }

    assert title_of(world, 0) not in page.text
    assert titles(world, aside) == [title_of(world, 1)]
    assert client.post(address(world), typed).status_code == 302
    assert titles(world) == [title_of(world, 0), title_of(world, 2)]


def test_a_story_says_before_what_counted_and_after_with_a_public_picture(world: factories.World) -> None:
    confidences = ((3, {"confidence": 2}), (6, {"confidence": 4, "state": "continued"}))
    for wave, values in confidences:
        words = {"quote": "named", "lasts": "La réunion du lundi."}
        follow_up(world, wave, {"state": "suspended", **words, **values})
    choose(world, 0)
    place = world.participations[0]
    session = Session.objects.create(edition=world.edition, venue="Le Dôme")
    for alt, depicts in (("Une affiche", Depicts.NOBODY), ("Quelqu’un", Depicts.UNNAMED)):
        GalleryItem.objects.create(
            session=session, kind="photo", participation=place, alt=alt, depicts=depicts, added_at=AT,
            file="gallery/a", thumb="gallery/b",
        )  # fmt: skip
    body = factories.organisation("Aract")
    for what, state in (("Une journée", "done"), ("Une autre", "doing")):
        Commitment.objects.create(
            participation=place, what=what, body=body, moved_at=AT, created_at=AT, state=state
        )

    [story] = read_results(world.organiser, world.edition).stories

    assert [line.endswith("2 / 5") for line in story.before] == [True]
    assert (story.counted, story.supports) == ("La réunion du lundi.", ["Une journée (Aract)"])
    assert (story.after[0], story.after[1].endswith("4 / 5")) == ("continued, à 6 mois", True)
    assert story.picture is not None
    assert story.picture.alt == "Une affiche"
    results = read_results(world.organiser, world.edition)
    paper = read_pdf(print_results(world.edition, results, AT))
    assert "Ce qui a compté" in paper


def test_the_database_refuses_a_fourth_story_and_two_at_one_place(world: factories.World) -> None:
    choose(world, 0)
    with pytest.raises(IntegrityError, match="story_rank_in_range"), transaction.atomic():
        ResultStory.objects.create(edition=world.edition, participation=world.participations[1], rank=4)
    with pytest.raises(IntegrityError, match=r"story_rank_once|UNIQUE"), transaction.atomic():
        ResultStory.objects.create(edition=world.edition, participation=world.participations[1], rank=1)
