"""« Depuis votre dossier »: what was written once is taken up, changed or put aside, and never suggested twice."""

import pytest
from django.urls import reverse

from accelerator.questionnaires.builder import publish
from coaching.models import Blocker, CardAnswer
from coaching.plan.enums import BlockerOrigin
from coaching.room.access import find_room
from coaching.room.cards import MOST, list_cards, split_brakes, split_names, split_sentences
from programmes.defaults import SPEC
from tests import factories
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db

BRAKES = "- Les équipes n’ont pas le temps\n- Le logiciel n’est pas accessible\n"


def build_place():
    form = publish(SPEC, name="Candidature", at=factories.NOW)
    made = factories.participation(factories.edition(form=form))
    application = made.project.application
    application.sheet = factories.sheet(form, brakes_levers=BRAKES, work_problem="Trop de saisies.")
    application.save(update_fields=["sheet"])
    return made


built, place = share_world(build_place)


@pytest.fixture
def holder(place):
    return place.project.members.get(leads=True).user


def cards_of(person, place):
    return list_cards(find_room(person, place.project.slug), "plan")


def answer(client, place, card, **data):
    return client.post(reverse("coaching:room_card", args=[place.project.slug, card.key]), data)


def test_each_brake_of_the_dossier_is_a_card_and_makes_a_blocker_as_it_was_changed(client, place, holder):
    client.force_login(holder)
    first, second = cards_of(holder, place)
    page = client.get(reverse("coaching:room_plan", args=[place.project.slug])).content.decode()
    assert f'id="card-{first.key}"' in page

    answer(client, place, first, verdict="accepted", text="Les équipes manquent de temps")

    blocker = Blocker.objects.get()
    assert (blocker.text, blocker.origin) == ("Les équipes manquent de temps", BlockerOrigin.DOSSIER)
    assert [card.key for card in cards_of(holder, place)] == [second.key]


def test_the_same_card_taken_up_in_two_windows_makes_one_blocker(client, place, holder):
    client.force_login(holder)
    card = cards_of(holder, place)[0]

    for _window in range(2):
        answer(client, place, card, verdict="accepted", text=card.text)

    assert Blocker.objects.count() == 1


def test_a_card_put_aside_comes_back_when_that_is_undone(client, place, holder):
    client.force_login(holder)
    card = cards_of(holder, place)[0]
    answer(client, place, card, verdict="dismissed")
    assert card not in cards_of(holder, place)

    client.post(reverse("coaching:room_card_again", args=[place.project.slug, card.key]))

    assert card in cards_of(holder, place)
    assert not CardAnswer.objects.exists()


def test_a_text_too_long_makes_nothing_and_says_so(client, place, holder):
    client.force_login(holder)
    card = cards_of(holder, place)[0]

    page = client.post(
        reverse("coaching:room_card", args=[place.project.slug, card.key]),
        {"verdict": "accepted", "text": "x" * 401},
        follow=True,
    )

    assert "400" in page.content.decode()
    assert not Blocker.objects.exists()
    assert card in cards_of(holder, place)


def test_a_reader_of_the_project_gets_no_card(client, place):
    reader = factories.user()
    place.project.members.create(user=reader, rights="read", joined_at=factories.NOW)
    client.force_login(reader)
    key = cards_of(place.project.members.get(leads=True).user, place)[0].key

    page = client.get(reverse("coaching:room_plan", args=[place.project.slug]))
    refused = client.post(
        reverse("coaching:room_card", args=[place.project.slug, key]), {"verdict": "dismissed"}
    )

    assert "Depuis votre dossier" not in page.content.decode()
    assert refused.status_code == 404


def test_a_mentor_who_was_asked_reads_the_brief_before_answering(client, place):
    mentor = factories.role(place.edition, "mentor")
    place.pairings.create(mentor=mentor, state="proposed", proposed_by=mentor, proposed_at=factories.NOW)
    client.force_login(mentor)

    page = client.get(reverse("coaching:room_brief", args=[place.project.slug]))
    printed = client.get(reverse("coaching:room_brief_pdf", args=[place.project.slug]))

    assert "Trop de saisies." in page.content.decode()
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.count(b"/Type /Page\n") <= 1


def test_the_words_of_a_card_hold_nothing_that_is_not_seen(client, place, holder):
    client.force_login(holder)
    card = cards_of(holder, place)[0]

    answer(client, place, card, verdict="accepted", text="\u202eAutrement\x00\u202c dit")

    assert Blocker.objects.get().text == "Autrement dit"


def test_bullets_are_cards():
    assert split_sentences("- Le temps\n• Le budget\n3) Les outils\n\n") == [
        "Le temps",
        "Le budget",
        "Les outils",
    ]


def test_one_paragraph_is_cut_at_its_sentences():
    assert split_sentences("Le temps manque. Les outils sont vieux ! On s’appuie sur le CSE.") == [
        "Le temps manque.",
        "Les outils sont vieux !",
        "On s’appuie sur le CSE.",
    ]


def test_a_list_of_names_is_cut_at_its_commas():
    names = split_names("clients, fournisseurs et élus du personnel.")

    assert names == ["Clients", "Fournisseurs", "Élus du personnel"]


def test_two_cards_of_one_text_are_one_and_there_are_eight_at_most():
    assert split_sentences("Oui oui\nOui oui") == ["Oui oui"]
    assert len(split_sentences("\n".join(f"Frein numéro {number}" for number in range(30)))) == MOST


def test_levers_are_not_obstacles():
    answer = "Freins : deux employeurs, un budget serré. Leviers : l’arrêt assumé du projet."

    assert split_brakes(answer) == ["Deux employeurs, un budget serré."]
    assert split_brakes("Freins :\n- le temps\nLeviers :\n- le CSE") == ["Le temps"]
