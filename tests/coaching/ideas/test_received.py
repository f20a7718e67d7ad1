"""The ideas that a project received: sorted, thanked for, made into actions; what their author reads of it."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.ideas.enums import Verdict
from coaching.ideas.queries import group_ideas
from coaching.models import ActionItem, Blocker, Contribution
from tests.support.live import run_session
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


built, live = share_world(run_session, participations=3)


@pytest.fixture
def place(live):
    return live.world.participations[1]


@pytest.fixture
def holder(place):
    return place.project.members.get(leads=True).user


def an_idea(live, place, text="Faire essayer l’outil à deux équipes.", **more):
    author, at = live.attendee_of(live.world.holder), timezone.now()
    return Contribution.objects.create(
        participation=place,
        attendee=author,
        author_name=author.name,
        text=text,
        created_at=at,
        saved_at=at,
        **more,
    )


def room_url(place):
    return reverse("coaching:room_ideas", args=[place.project.slug])


def sort(client, place, idea, **sent):
    return client.post(reverse("coaching:room_sort_idea", args=[place.project.slug, idea.uid]), sent)


def test_a_holder_accepts_explores_and_sets_aside_ideas_then_undoes_it(client, live, place, holder):
    idea = an_idea(live, place)
    client.force_login(holder)
    assert "1 à trier" in client.get(room_url(place)).content.decode()

    for verdict in ("keep", "dig", "aside", ""):
        assert sort(client, place, idea, verdict=verdict).status_code == 302
        idea.refresh_from_db()
        assert idea.verdict == verdict
        assert (idea.judged_at is not None) == bool(verdict)


def test_an_accepted_idea_becomes_an_action_credited_to_its_author(client, live, place, holder):
    idea = an_idea(live, place)
    client.force_login(holder)
    sort(client, place, idea, verdict="keep")
    assert "En faire une action" in client.get(room_url(place)).content.decode()

    for _time in range(2):
        client.post(reverse("coaching:plan_action", args=[place.project.slug, "idea", idea.uid]))

    action = ActionItem.objects.get()
    assert action.line == idea.text
    assert list(action.sources.all()) == [idea]


def test_pending_and_hidden_ideas_are_not_received(client, live, place, holder):
    for state in ("pending", "hidden"):
        an_idea(live, place, f"Texte {state}", visibility=state)
    client.force_login(holder)

    page = client.get(room_url(place)).content.decode()

    assert "Texte pending" not in page
    assert "Texte hidden" not in page
    assert "Pas encore d’idée reçue" in page


def test_an_idea_hidden_while_it_is_sorted_is_named(client, live, place, holder):
    idea = an_idea(live, place, visibility="hidden")
    client.force_login(holder)

    sort(client, place, idea, verdict="keep")

    assert "masquée par l’équipe" in client.get(room_url(place)).content.decode()
    idea.refresh_from_db()
    assert idea.verdict == ""


def test_others_read_no_verdict_and_sort_nothing(client, live, place):
    idea = an_idea(live, place, verdict=Verdict.SET_ASIDE)
    other = live.world.participations[2].project.members.get(leads=True).user
    for who in (other, live.world.partners[0]):
        client.force_login(who)
        assert client.get(room_url(place)).status_code == 404
        assert sort(client, place, idea, verdict="keep").status_code == 404


def test_a_facilitator_reads_ideas_without_sorting_them(client, live, place):
    idea = an_idea(live, place)
    client.force_login(live.world.facilitators[0])

    page = client.get(room_url(place)).content.decode()

    assert idea.text in page
    assert "Mettre de côté" not in page
    assert sort(client, place, idea, verdict="keep").status_code == 404


def test_an_idea_of_another_project_or_an_unknown_verdict_is_not_found(client, live, place, holder):
    stray = an_idea(live, live.world.participations[2])
    client.force_login(holder)

    assert sort(client, place, stray, verdict="keep").status_code == 404
    assert sort(client, place, an_idea(live, place), verdict="love").status_code == 404
    missing = reverse("coaching:room_sort_idea", args=[place.project.slug, uuid.uuid4()])
    assert client.post(missing, {"verdict": "keep"}).status_code == 404


def test_ideas_are_grouped_by_round_or_by_blocker():
    blocker = Blocker(text="Les plannings")
    ideas = [
        Contribution(text="b"),
        Contribution(text="a", blocker=blocker),
        Contribution(text="c", blocker=blocker),
    ]

    groups = [(name, len(found)) for name, found in group_ideas(ideas, "blocker")]
    assert groups == [("Les plannings", 2), ("Sur tout le projet", 1)]
    assert len(group_ideas(ideas, "round")) == 1
    assert group_ideas(ideas, "unknown") == []
