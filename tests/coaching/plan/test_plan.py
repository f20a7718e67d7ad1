"""An action is born once of a blocker or an idea, and credited; what hangs on what is removed stays readable."""

import pytest
from django.urls import reverse

from coaching.ideas.enums import Verdict, Visibility
from coaching.models import ActionItem, ActionUpdate
from coaching.plan.actions import PlanRowRefused, plan_action, record_progress
from coaching.plan.enums import ActionState, Priority
from tests import factories
from tests.support import plan as plans
from tests.support.pdfs import read_pdf
from tests.support.rooms import SENTENCE, fill_room, give_axes
from tests.support.tokens import reader_for

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture
def address(place):
    return reverse("coaching:room_plan", args=[place.project.slug])


def read_page(client, user, address):
    client.force_login(user)
    return " ".join(client.get(address).content.decode().split())


def test_an_action_asked_twice_of_an_idea_is_one_credited_to_its_author(place, holder):
    idea = plans.idea(place)

    first = plan_action(origin=idea, actor=holder, at=NOW)
    again = plan_action(origin=idea, actor=holder, at=NOW)

    assert first == again
    assert ActionItem.objects.get().line == "Filmer les gestes"
    assert list(first.sources.all()) == [idea]


def test_the_idea_of_a_blocker_makes_an_action_that_lifts_it(place, holder):
    blocker = plans.blocker(place)

    action = plan_action(origin=plans.idea(place, blocker=blocker), actor=holder, at=NOW)

    assert action.blocker == blocker


def test_a_blocker_makes_one_action_of_its_priority(client, place, holder):
    blocker = plans.blocker(place, priority=Priority.LATER)
    client.force_login(holder)
    url = reverse("coaching:plan_action", args=[place.project.slug, "blocker", blocker.uid])

    answers = [client.post(url) for _time in range(2)]

    action = ActionItem.objects.get()
    assert [answer.url.split("#")[1] for answer in answers] == [f"card-{action.uid}"] * 2
    assert (action.blocker, action.priority) == (blocker, Priority.LATER)
    assert blocker.text in action.line


def test_requesting_an_action_again_keeps_its_later_texts(place, holder):
    idea = plans.idea(place)
    action = plan_action(origin=idea, actor=holder, at=NOW)
    ActionItem.objects.filter(pk=action.pk).update(line="Filmer deux gestes", version=2)

    assert plan_action(origin=idea, actor=holder, at=NOW).line == "Filmer deux gestes"


def test_an_action_that_was_removed_comes_back_when_it_is_asked_again(place, holder):
    idea = plans.idea(place)
    action = plan_action(origin=idea, actor=holder, at=NOW)
    ActionItem.objects.filter(pk=action.pk).update(removed_at=NOW)

    plan_action(origin=idea, actor=holder, at=NOW)

    assert ActionItem.objects.active().count() == 1


def test_an_idea_that_nobody_accepted_makes_no_action(place, holder):
    for columns in (
        {"verdict": Verdict.SET_ASIDE},
        {"verdict": ""},
        {"visibility": Visibility.HIDDEN},
        {"removed_at": NOW},
    ):
        with pytest.raises(PlanRowRefused):
            plan_action(origin=plans.idea(place, **columns), actor=holder, at=NOW)
    assert not ActionItem.objects.exists()


def test_a_long_idea_is_cut_in_the_line_and_read_whole_beside_it(client, place, holder, address):
    text = "Une idée " + "vraiment " * 40
    action = plan_action(origin=plans.idea(place, text.strip()), actor=holder, at=NOW)

    assert len(action.line) <= 240
    assert text.strip() in read_page(client, holder, address)


def test_a_card_names_the_author_of_its_idea_without_hidden_words(client, place, holder, address):
    idea = plans.idea(place, "Une insulte")
    plan_action(origin=idea, actor=holder, at=NOW)
    ActionItem.objects.update(line="Autre chose")
    assert "Une insulte" in read_page(client, holder, address)
    type(idea).objects.update(visibility=Visibility.HIDDEN)

    page = read_page(client, holder, address)

    assert "Né d’une idée d’Ariane Pair" in page
    assert "Une insulte" not in page


def test_a_removed_blocker_stays_readable_on_its_actions_and_needs(client, place, holder, address):
    blocker = plans.blocker(place, "Trop d’outils")
    action = plans.action(place, blocker=blocker)
    plans.need(place, blocker=blocker)
    client.force_login(holder)

    client.post(reverse("coaching:room_row_remove", args=[place.project.slug, "blocker", blocker.uid]))

    page = read_page(client, holder, address)
    assert page.count("Trop d’outils") >= 2
    assert "(retiré du plan)" in page
    action.refresh_from_db()
    assert action.blocker == blocker


def test_a_removed_action_stays_readable_on_its_needs(client, place, holder, address):
    action = plans.action(place, "Former les équipes")
    plans.need(place, action=action)
    client.force_login(holder)

    client.post(reverse("coaching:room_row_remove", args=[place.project.slug, "action", action.uid]))

    page = read_page(client, holder, address)
    assert "Former les équipes" in page
    assert "(retirée du plan)" in page


def test_the_news_of_an_action_change_its_state_and_are_stored_once(client, place, holder, address):
    action = plans.action(place)
    client.force_login(holder)
    url = reverse("coaching:plan_progress", args=[place.project.slug, action.uid])

    for _time in range(2):
        client.post(url, {"state": "doing", "note": "Première réunion tenue"})

    action.refresh_from_db()
    assert (action.state, ActionUpdate.objects.count()) == (ActionState.DOING, 1)
    assert "Première réunion tenue" in read_page(client, holder, address)


def test_a_person_who_types_in_an_action_learns_of_its_news(client, place, holder):
    action = plans.action(place)
    record_progress(action=action, state=ActionState.DOING, note="Parti", actor=holder, at=NOW)
    client.force_login(holder)

    url = reverse("coaching:room_row_field", args=[place.project.slug, "action", action.uid, "line"])
    answer = client.post(url, {"value": "Une autre piste", "base_version": 1})

    assert answer.status_code == 409
    assert ActionItem.objects.get().line == action.line


def test_news_that_are_too_long_are_refused_and_change_nothing(client, place, holder):
    action = plans.action(place)
    client.force_login(holder)
    url = reverse("coaching:plan_progress", args=[place.project.slug, action.uid])

    answer = client.post(url, {"state": "doing", "note": "x" * 301}, follow=True)

    assert "300" in answer.content.decode()
    assert not ActionUpdate.objects.exists()


def test_a_removed_action_has_no_news(place, holder):
    action = plans.action(place, removed_at=NOW)

    with pytest.raises(PlanRowRefused):
        record_progress(action=action, state=ActionState.DONE, note="", actor=holder, at=NOW)


def test_cards_move_among_those_of_their_priority(client, place, holder):
    names = ["a", "b", "c"]
    rows = {
        name: plans.action(place, name, priority=priority, position=number)
        for number, (name, priority) in enumerate(zip(names, (1, 2, 1), strict=True))
    }
    client.force_login(holder)

    client.post(
        reverse("coaching:room_row_move", args=[place.project.slug, "action", rows["c"].uid]), {"by": "-1"}
    )

    first = ActionItem.objects.filter(priority=1).order_by("position")
    assert [row.line for row in first] == ["c", "a"]


def test_cards_stand_in_the_column_of_their_priority(client, place, holder, address):
    plans.action(place, "Plus tard seulement", priority=Priority.LATER)

    page = read_page(client, holder, address)

    assert page.index('data-column="3"') < page.index("Plus tard seulement")


def test_a_reader_sees_the_plan_without_a_field(client, place, address):
    reader = factories.user()
    place.project.members.create(user=reader, rights="read", joined_at=NOW)
    plans.action(place, "Former les équipes")
    plans.need(place)

    page = read_page(client, reader, address)

    assert "Former les équipes" in page
    assert "data-autosave-url" not in page
    assert "plan-tools" not in page


@pytest.fixture
def place():
    return factories.participation(factories.edition())


def print_plan(client, place, paper="a3"):
    url = reverse("coaching:room_plan_poster", args=[place.project.slug])
    return client.get(url, {"paper": paper})


def test_the_poster_lists_the_rows_of_the_plan(client, place):
    holder = place.project.members.get(leads=True).user
    blocker = plans.blocker(place, "Trop d’outils")
    action = plan_action(
        origin=plans.idea(place, "Filmer les gestes", blocker=blocker), actor=holder, at=factories.NOW
    )
    ActionItem.objects.update(owner="Zoé Lemaire")
    plans.need(place, "Une ergonome", action=action, kind="expertise")
    client.force_login(holder)

    answer = print_plan(client, place)

    text = read_pdf(answer.content)
    for words in (
        "Filmer les gestes",
        "Trop d’outils",
        "Zoé Lemaire",
        "Ariane Pair",
        "Une ergonome",
        "Plus tard",
    ):
        assert words in text


def test_a_person_who_enters_the_room_reads_its_plan_and_nobody_else():
    world = factories.edition_with(participations=1, partners=1)
    place = world.participations[0]
    give_axes(world.edition)
    fill_room(place, 1)
    address = f"/api/v1/projects/{place.project.slug}/plan"

    plan = reader_for(world.holder).get(address).json()

    assert plan["title"] == place.project.title
    assert SENTENCE in str(plan["blockers"])
    assert plan["actions"]
    assert plan["needs"]
    assert reader_for(world.partners[0]).get(address).status_code == 404
