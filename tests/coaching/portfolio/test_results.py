"""What an edition produced: every figure leads to its rows, the same projects are compared, words only by agreement."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.urls import reverse

from coaching.followup.actions import commitments
from coaching.followup.enums import CommitmentState, Confirmation
from coaching.portfolio.enums import FollowUpState
from coaching.portfolio.queries.results import read_results
from coaching.surveys import defaults as follow_ups
from projects.models import Recusal
from tests import factories
from tests.support.letters import ClosedTable
from tests.support.partners import AT
from tests.support.pdfs import read_pdf
from tests.support.shared import share_world
from tests.support.synthesis import follow_up
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


built, world = share_world(factories.edition_with, participations=3)


def path_of(world: factories.World) -> str:
    return reverse("coaching:manage_results", args=[world.edition.slug])


def test_each_state_of_a_wave_leads_to_its_projects(world, as_user: AsUser) -> None:
    follow_up(world, 6, {"state": "continued"}, {"state": "abandoned"})
    client = as_user(world.organiser)

    results = client.get(path_of(world)).context["results"]

    [wave] = results.waves
    assert (wave.months, wave.answered, results.alive) == (6, 2, 1)
    counts = {part.label: (part.count, part.href) for part in wave.parts}
    assert [count for count, _href in counts.values()] == [1, 1, 1]
    abandoned = client.get(counts["est abandonné"][1]).context["portfolio"]
    assert [row.place for row in abandoned.page] == [world.participations[1]]
    silent = client.get(counts["sans réponse"][1]).context["portfolio"]
    assert [row.place for row in silent.page] == [world.participations[2]]


def test_an_unknown_state_or_departement_lists_all_projects(world, as_user: AsUser) -> None:
    page, client = reverse("coaching:manage_portfolio", args=[world.edition.slug]), as_user(world.organiser)
    for wanted in (
        "6-nonsense",
        "x-abandoned",
        "9" * 400 + "-abandoned",
        "006" + "9" * 4400 + "-abandoned",
        "6-",
        "department-99",
        "department-",
    ):
        assert len(client.get(page, {"show": wanted}).context["portfolio"].page.object_list) == 3, wanted


def test_projects_that_were_given_up_last_are_listed_apart(world, as_user: AsUser) -> None:
    follow_up(world, 3, {"state": "abandoned"}, {"state": "continued"})
    follow_up(world, 6, {"state": "continued"}, {"state": "abandoned"})
    page = reverse("coaching:manage_portfolio", args=[world.edition.slug])

    found = as_user(world.organiser).get(page, {"show": "abandoned"}).context["portfolio"]

    assert [row.place for row in found.page] == [world.participations[1]]


def test_only_projects_that_answered_twice_are_compared() -> None:
    world = factories.edition_with(participations=4)
    follow_up(world, 3, {"confidence": 2}, {"confidence": 3}, {"confidence": 5}, {})
    follow_up(world, 12, {"confidence": 4}, {"confidence": 2}, {}, {"confidence": 5})

    [match] = read_results(world.organiser, world.edition).matched

    assert (match.pairs, match.up, match.down) == (2, 1, 1)
    assert (match.before, match.now) == ("2,5", "3,0")


def test_words_are_quoted_of_those_who_agreed_with_their_name_alone(world) -> None:
    follow_up(
        world, 6, {"quote": "named", "lasts": "Une règle."}, {"quote": "no", "lasts": "Rien."}, {"lasts": "?"}
    )

    quotes = read_results(world.organiser, world.edition).quotes

    assert [(quote.text, quote.project) for quote in quotes] == [
        ("Une règle.", world.participations[0].project.title)
    ]


def test_a_person_who_refuses_later_is_quoted_no_more(world) -> None:
    follow_up(world, 3, {"quote": "named", "lasts": "Une règle."})
    follow_up(world, 12, {"quote": "no"})

    assert read_results(world.organiser, world.edition).quotes == []


def test_support_is_counted_from_the_need_to_what_was_done(as_user: AsUser) -> None:
    table = ClosedTable()
    commitment = table.commit()

    def read() -> tuple[int, int, int, int]:
        line = read_results(table.organiser, table.edition).support
        return line.requested, line.granted, line.done, line.confirmed

    assert read() == (1, 1, 0, 0)

    commitments.move_commitment(commitment=commitment, state=CommitmentState.DONE, text="", actor=None, at=AT)
    assert read() == (1, 1, 1, 0)

    commitments.confirm_commitment(
        commitment=commitment, confirmation=Confirmation.YES, actor=table.holder, at=AT
    )
    assert read() == (1, 1, 1, 1)


def test_a_project_one_stepped_aside_from_is_not_counted(world) -> None:
    follow_up(world, 6, {"state": "continued"}, {"state": "abandoned"})
    who = {"reviewer": world.organiser, "author": world.organiser}
    Recusal.objects.create(
        application=world.participations[1].project.application, **who, reason="Ami", at=AT
    )

    results = read_results(world.organiser, world.edition)

    assert (results.projects, results.waves[0].answered) == (2, 1)


def test_the_states_are_the_choices_of_the_ready_question() -> None:
    ready = tomllib.loads((Path(follow_ups.__file__).parent / "ready/follow_up.toml").read_text())

    choices = ready["state"]["options"]["choices"]

    assert {choice["value"]: choice["label_fr"] for choice in choices} == dict(FollowUpState.choices)
    assert all(state.plural_label for state in FollowUpState)


def test_an_edition_without_a_session_says_that_nothing_is_counted_yet(as_user: AsUser) -> None:
    world = factories.edition_with()

    assert "Rien à compter pour l’instant" in as_user(world.organiser).get(path_of(world)).text


def test_the_paper_says_the_same_on_two_pages(world, as_user: AsUser) -> None:
    follow_up(
        world, 6, {"state": "continued", "quote": "named", "lasts": "Une règle."}, {"state": "abandoned"}
    )
    page = reverse("coaching:results_pdf", args=[world.edition.slug])

    answer = as_user(world.organiser).get(page)

    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    words = read_pdf(answer.content)
    assert "est abandonné 1" in words
    assert "Une règle." in words


def test_one_project_is_counted_in_the_singular(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    follow_up(world, 3, {"state": "continued"})

    page = as_user(world.organiser).get(reverse("coaching:manage_results", args=[world.edition.slug]))

    assert [(figure.count, figure.label) for figure in page.context["results"].figures] == [
        (1, "projet accueilli"),
        (1, "vivant ou abouti au dernier suivi"),
    ]
    assert re.search(r"1\s+réponse\s+sur\s+1", page.text)


def test_a_departement_however_it_was_typed_has_one_number_that_leads_to_its_projects(
    world, as_user: AsUser
) -> None:
    for place, typed in zip(world.participations, ("Calvados", "14", "Canton de Vaud"), strict=True):
        place.project.organisation = factories.organisation(department=typed)
        place.project.save()
    client = as_user(world.organiser)

    results = client.get(path_of(world)).context["results"]

    assert [(row.label, row.count) for row in results.departments] == [("Calvados", 2), ("non indiqué", 1)]
    assert ">2</text>" in results.department_map.svg
    found = [client.get(row.href).context["portfolio"] for row in results.departments]
    assert [row.place for row in found[0].page] == world.participations[:2]
    assert [row.place for row in found[1].page] == world.participations[2:]


def test_without_a_known_departement_there_is_no_map(world) -> None:
    results = read_results(world.organiser, world.edition)
    assert results.department_map is None
    assert [(row.label, row.count) for row in results.departments] == [("non indiqué", 3)]
