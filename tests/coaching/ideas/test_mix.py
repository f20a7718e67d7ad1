"""The mix: what a phone sends, what the wall shows, what waits for a facilitator."""

import copy

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.rows.actions import RowUnknown
from coaching.attendance.codes import make_key
from coaching.ideas.actions import contributions
from coaching.ideas.actions.contributions import TargetRefused, set_visibility
from coaching.ideas.enums import AuthorRole, ModerationReason, Visibility
from coaching.ideas.moderation import find_moderation_reason
from coaching.ideas.views.running import PAGE_SIZE
from coaching.models import Attendee, Blocker, Contribution, MixRound
from tests.support.live import run_session
from tests.support.mix import FETCH, TEXT, author_of, fields, read_feed, run_mix, send, target_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(build_once):
    return build_once(run_mix)


@pytest.fixture
def live(built, db):
    cache.clear()
    return copy.deepcopy(built)


@pytest.fixture
def phone(live):
    return live.join(author_of(live))


def a_blocker(participation, text="Les équipes ne sont pas associées", **more):
    at = timezone.now()
    return Blocker.objects.create(participation=participation, text=text, created_at=at, saved_at=at, **more)


# --- on a phone ---


def test_an_idea_is_written_without_an_account_nor_a_script(live, phone):
    page = phone.get(live.url("mix_idea")).content.decode()
    assert target_of(live).project.title in page

    answer = phone.post(live.url("mix_idea"), fields(live), follow=True)

    sent = Contribution.objects.get()
    assert (sent.text, sent.author_name, sent.author_role) == (TEXT, author_of(live).name, AuthorRole.PEER)
    assert sent.round == MixRound.objects.get()
    assert "Votre idée est au mur" in answer.content.decode()
    assert TEXT in answer.content.decode()


def test_an_idea_sent_three_times_is_stored_once(live, phone):
    sent = fields(live)

    answers = [phone.post(live.url("mix_idea"), sent, headers=FETCH) for _time in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert Contribution.objects.count() == 1


def test_an_identifier_of_somebody_else_is_refused(live):
    sent = send(live)

    with pytest.raises(RowUnknown):
        send(live, attendee=live.attendee_of(live.world.mentors[0]), uid=sent.uid)


def test_ideas_of_experts_and_of_peers_are_distinguished(live):
    assert send(live, attendee=live.attendee_of(live.world.mentors[0])).author_role == AuthorRole.EXPERT


def test_one_s_own_project_is_not_offered_nor_taken(live, phone):
    own = live.world.participations[0]

    answer = phone.post(live.url("mix_idea"), fields(live, participation=own.pk), headers=FETCH)

    assert own.project.title not in phone.get(live.url("mix_idea")).content.decode()
    assert answer.status_code == 422
    with pytest.raises(TargetRefused):
        send(live, participation=own)


def test_the_blocker_of_another_project_is_refused(live, phone):
    other = run_session(participations=1).world.participations[0]
    strangers = [a_blocker(live.world.participations[0]), a_blocker(other, "Ailleurs")]
    own, lifted = a_blocker(target_of(live)), a_blocker(target_of(live), "Levé", state="lifted")

    statuses = [
        phone.post(live.url("mix_idea"), fields(live, blocker=blocker.pk), headers=FETCH).status_code
        for blocker in [*strangers, lifted, own]
    ]

    assert statuses == [422, 422, 422, 200]
    assert Contribution.objects.get().blocker == own
    with pytest.raises(TargetRefused):
        send(live, blocker=strangers[1])


def test_a_text_of_four_hundred_characters_is_taken_and_no_longer_one(live, phone):
    statuses = [
        phone.post(live.url("mix_idea"), fields(live, text="é" * length), headers=FETCH).status_code
        for length in (400, 401, 0)
    ]

    assert statuses == [200, 422, 422]


def test_a_round_that_closes_meanwhile_keeps_the_text_and_says_so(live, phone):
    sent = fields(live)
    contributions.close_round(mix_round=MixRound.objects.get(), actor=live.world.organiser, at=timezone.now())

    plain = phone.post(live.url("mix_idea"), sent)
    script = phone.post(live.url("mix_idea"), sent, headers=FETCH)

    assert plain.status_code == 422
    assert TEXT in plain.content.decode()
    assert sent["uid"] in plain.content.decode()
    assert "Aucun tour n’est ouvert" in plain.content.decode()
    assert script.status_code == 423
    assert not Contribution.objects.exists()


def test_an_attendee_removed_while_writing_keeps_their_text(live, phone):
    author = author_of(live)
    Attendee.objects.filter(pk=author.pk).update(removed_at=timezone.now())

    answer = phone.post(live.url("mix_idea"), fields(live), headers=FETCH)

    assert answer.status_code == 401  # the script keeps it on the device, and says it
    assert not Contribution.objects.exists()


def test_authors_read_the_verdict_on_their_ideas_on_the_phone(live, phone):
    accepted, hidden = send(live), send(live, text="Autre idée")
    Contribution.objects.filter(pk=accepted.pk).update(verdict="keep", thanked_at=timezone.now())
    set_visibility(contribution=hidden, visible=False, actor=live.world.organiser, at=timezone.now())

    page = phone.get(live.url("mix_idea"), {"part": "mine"}).content.decode()

    assert "gardée" in page
    assert "Le projet vous remercie" in page
    assert "non affichée" in page


# --- what waits for a facilitator ---


def test_ideas_that_need_moderation():
    for text, reason in (
        (TEXT, None),
        ("Voir l’Aract et la DREETS : SIRET à jour", None),
        ("Le consensus et la concision comptent", None),
        ("Bande de CONNARDS !", ModerationReason.WORDS),
        ("C’est de la m\u00e9rde, franchement", ModerationReason.WORDS),
        ("Parlez du projet Zébulon", ModerationReason.WORDS),
        ("VOUS N’ALLEZ JAMAIS Y ARRIVER", ModerationReason.CAPITALS),
        ("Quelle bande de con\u200bnar\u00adds", ModerationReason.WORDS),
        ("Tout est sur www.exemple.org", ModerationReason.LINK),
        ("Voir exemple.com pour la suite", ModerationReason.LINK),
        ("<b>Important</b>", ModerationReason.MARKUP),
        ("<img src=x onerror=alert(1)>", ModerationReason.MARKUP),
    ):
        found = find_moderation_reason(text, ["zebulons"])
        assert (found[0] if found else None) == reason, text


def test_an_insult_is_recognised_in_disguise():
    for text in (
        "Quel c0nnard",
        "quel C O N N A R D",
        "connaaaaard !",
        "s@lope",
        "Ta gueule.",
        "Sale  Arabe",
        "f.u.c.k",
        "des PUTES",
    ):
        assert find_moderation_reason(text)[0] == ModerationReason.WORDS, text


def test_words_of_work_are_not_moderated():
    for text in (
        "La députée et les computeurs disputent la technique du retard de livraison.",
        "Un cul-de-sac dans l’atelier, 3 postes de 4 m2, 2 h 30 par jour.",
        "Pédaler moins vite, former les confrères et consœurs, concasser les délais.",
        "Le bite de fréquence, la tapette à tapis, le raton de quai et la demeure du patron.",
        "Répartir la charge : A4, B5, C3 et un A3 au mur, dès le 1er jour, à 7 h 45.",
        "PDS, PDP, CSE, DUERP et QVCT : dire ce que les sigles cachent.",
        "Négocier l’accord, niquet de soudure, assistante sociale, classe de CE1.",
        "Mettre l’idée @ tout le monde à 14 h, 50 % des équipes, 10 € par personne.",
        "The analysis of the class, cocktail of assets, a dicky bow, Scunthorpe and Essex.",
    ):
        assert find_moderation_reason(text) is None, text


def test_an_edition_lets_a_usual_word_through_and_the_moderator_reads_which_was_found(live):
    sent = send(live, text="Quel bordel dans les plannings.")
    assert (sent.visibility, sent.matched_word) == (Visibility.PENDING, "bordel")

    contributions.set_board(
        session=live.session,
        shows_names=True,
        moderated_words="",
        free_words="Bordel",
        actor=None,
        at=timezone.now(),
    )

    assert send(live, text="Quel bordel dans les plannings.").visibility == Visibility.VISIBLE


def test_html_waits_and_is_read_as_it_was_typed_once_a_facilitator_accepts_it(client, live, phone):
    text = "<script>alert('mix')</script>"
    phone.post(live.url("mix_idea"), fields(live, text=text))
    sent = Contribution.objects.get()
    assert sent.visibility == Visibility.PENDING
    assert "alert(" not in client.get(f"{live.url('mix_wall')}?k={make_key(live.code.code)}").content.decode()
    assert read_feed(client, live).json()["ideas"] == []
    client.force_login(live.world.facilitators[0])
    edition = live.world.edition.slug

    listed = client.get(reverse("coaching:mix_ideas", args=[edition])).content.decode()
    client.post(reverse("coaching:mix_change_idea", args=[edition, sent.pk]), {"do": "show"})

    assert "&lt;script&gt;" in listed
    assert "<script>alert" not in listed
    wall = Client().get(f"{live.url('mix_wall')}?k={make_key(live.code.code)}").content.decode()
    assert "&lt;script&gt;alert(&#x27;mix" in wall
    assert read_feed(Client(), live).json()["ideas"][0]["text"] == text


def test_an_edition_s_own_words_make_an_idea_wait(live):
    contributions.set_board(
        session=live.session,
        shows_names=True,
        moderated_words="Zébulon\nfusion",
        actor=None,
        at=timezone.now(),
    )

    assert send(live, text="Et la fusion avec Caen ?").visibility == Visibility.PENDING


def test_hiding_takes_an_idea_from_the_wall_and_says_who(client, live):
    sent = send(live)
    tick = read_feed(client, live).json()["tick"]
    facilitator = live.world.facilitators[0]
    client.force_login(facilitator)
    edition = live.world.edition.slug

    answer = client.post(
        reverse("coaching:mix_change_idea", args=[edition, sent.pk]), {"do": "hide"}, follow=True
    )

    assert f"par {facilitator}" in answer.content.decode()
    cache.clear()
    assert read_feed(client, live, tick).json()["gone"] == [sent.pk]
    assert set_visibility(contribution=sent, visible=False, actor=facilitator, at=timezone.now()) is False


def test_waiting_ideas_come_first_on_the_second_screen(client, live):
    visible, paused = send(live), send(live, text="Voir www.exemple.org")
    send(live, text="La dernière arrivée")
    client.force_login(live.world.organiser)

    page = client.get(reverse("coaching:mix_ideas", args=[live.world.edition.slug])).content.decode()

    assert page.index(paused.text) < page.index("La dernière arrivée") < page.index(visible.text)
    assert "1 idée à relire" in page


def test_ideas_to_read_are_counted_over_all_pages_and_one_comes_back_to_the_page_one_was_on(client, live):
    paused = [send(live, text=f"Voir www.exemple.org/{number}") for number in range(PAGE_SIZE + 1)]
    client.force_login(live.world.organiser)
    ideas_url = reverse("coaching:mix_ideas", args=[live.world.edition.slug])
    change_url = reverse("coaching:mix_change_idea", args=[live.world.edition.slug, paused[0].pk])

    first, second = (client.get(ideas_url, {"page": number}).content.decode() for number in (1, 2))
    part = client.get(ideas_url, {"page": 2, "since": "0"}).content.decode()
    back = client.post(f"{change_url}?page=2", {"do": "hide"})

    assert paused[0].text not in first
    assert paused[0].text in second
    assert f"{PAGE_SIZE + 1} idées à relire" in first
    assert "since=0" not in part
    assert f"{change_url}?page=2" in part
    assert back.url == f"{ideas_url}?page=2"


# --- the wall ---


def test_the_wall_says_a_first_name_and_a_body_unless_the_edition_wants_nobody(client, live):
    Attendee.objects.filter(pk=author_of(live).pk).update(name="Maud Lenormand", body="Mairie d’Ifs")
    send(live)
    assert read_feed(client, live).json()["ideas"][0]["author"] == "Maud, Mairie d’Ifs"

    contributions.set_board(
        session=live.session, shows_names=False, moderated_words="", actor=None, at=timezone.now()
    )
    cache.clear()

    wall = client.get(f"{live.url('mix_wall')}?k={make_key(live.code.code)}").content.decode()
    assert "Maud" not in wall
    assert TEXT in wall
    assert read_feed(client, live).json()["ideas"][0]["author"] == ""


def test_the_wall_is_shut_without_the_key_or_a_name(client, live):
    send(live)

    wall = client.get(live.url("mix_wall")).content.decode()

    assert TEXT not in wall
    assert read_feed(client, live, key="0" * 12).status_code == 404
    assert TEXT in live.join(author_of(live)).get(live.url("mix_wall")).content.decode()


def test_a_revoked_code_shuts_the_wall(client, live):
    read_feed(client, live)
    type(live.code).objects.filter(pk=live.code.pk).update(revoked_at=timezone.now())

    assert read_feed(client, live).status_code == 404


def test_an_idea_reads_as_it_is_written(live, phone):
    phone.post(live.url("mix_idea"), fields(live, text="\u202e" + TEXT + "\x07\r\nEt après"), headers=FETCH)

    assert Contribution.objects.get().text == f"{TEXT}\nEt après"


def test_nobody_covers_the_wall_alone(live, monkeypatch):
    monkeypatch.setattr(contributions, "MOST_IDEAS", 3)
    for _turn in range(contributions.MOST_IDEAS):
        last = send(live)

    with pytest.raises(TargetRefused, match="beaucoup écrit"):
        send(live)

    assert send(live, uid=last.uid) == last  # sent again, it is no other
    assert send(live, author_of_another(live)).attendee != last.attendee


def author_of_another(live):
    return live.attendee_of(live.world.mentors[0])
