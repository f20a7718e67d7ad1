"""One name, one phone: taken twice, proved by a badge or a person, given back, freed."""

import copy
import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.transitions import TransitionRefused
from coaching.attendance.actions import codes
from coaching.attendance.actions.attendees import set_image_consent
from coaching.attendance.codes import format_badge_code, make_key
from coaching.models import DoorRequest, MixRound
from tests.support.live import run_session

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(build_once):
    return build_once(run_session)


@pytest.fixture
def live(built, db):
    cache.clear()
    return copy.deepcopy(built)


@pytest.fixture
def facilitator(live):
    client = Client()
    client.force_login(live.world.facilitators[0])
    return client


def join(live, attendee, client=None, **more):
    client = client or Client()
    sent = {"k": make_key(live.code.code), "attendee": attendee.pk, **more}
    return client, client.post(live.url("live_join"), sent)


def is_in(live, client):
    return "Bonjour" in client.get(live.url()).content.decode()


def test_a_name_that_is_taken_asks_for_the_badge(live):
    holder = live.attendee_of(live.world.holder)
    first, _answer = join(live, holder)

    second, answer = join(live, holder)

    assert answer.status_code == 422
    assert "Montrez que c’est vous" in answer.content.decode()
    assert is_in(live, first)
    assert not is_in(live, second)


def test_the_code_of_the_badge_lets_in_and_signs_the_other_out(live):
    holder = live.attendee_of(live.world.holder)
    first, _answer = join(live, holder)

    wrong, refused = join(live, holder, badge="AAAAA")
    second, answer = join(live, holder, badge=format_badge_code(holder).lower())

    assert (refused.status_code, answer.status_code) == (422, 302)
    assert is_in(live, second)
    assert not is_in(live, first)
    assert not is_in(live, wrong)
    script = first.get(live.url("live_now"), headers={"X-Requested-With": "fetch"})
    assert script.status_code == 401


def test_an_empty_code_of_a_badge_asks_for_it(live):
    holder = live.attendee_of(live.world.holder)
    join(live, holder)

    _client, first = join(live, holder)
    _client, empty = join(live, holder, badge="")

    assert "Tapez d’abord" not in first.content.decode()
    assert "Tapez d’abord le code de votre badge" in empty.content.decode()


def test_a_badge_is_not_guessed(live):
    holder = live.attendee_of(live.world.holder)
    join(live, holder)
    for _time in range(5):
        join(live, holder, badge="AAAAA")

    _client, answer = join(live, holder, badge=format_badge_code(holder))

    assert answer.status_code == 422


def test_a_facilitator_recognises_the_person_by_the_number_on_their_phone(live, facilitator):
    holder = live.attendee_of(live.world.holder)
    first, _answer = join(live, holder)
    second, answer = join(live, holder)
    door_request = DoorRequest.objects.get()
    assert str(door_request.number) in answer.content.decode()
    page = reverse("coaching:door", args=[live.world.edition.slug])
    assert str(door_request.number) in facilitator.get(page).content.decode()

    facilitator.post(
        reverse("coaching:change_door", args=[live.world.edition.slug, door_request.pk]), {"do": "recognise"}
    )

    assert is_in(live, second)
    assert not is_in(live, first)
    assert not DoorRequest.objects.exists()


def test_a_request_opens_nothing_by_itself(live):
    holder = live.attendee_of(live.world.holder)
    join(live, holder)

    second, _answer = join(live, holder)

    assert second.post(live.url("live_check_in")).status_code == 200  # the door, no presence
    assert not holder.attendances.exists()


def test_a_freed_name_can_be_taken_by_anybody(live, facilitator):
    holder = live.attendee_of(live.world.holder)
    first, _answer = join(live, holder)

    facilitator.post(
        reverse("coaching:change_door", args=[live.world.edition.slug, holder.pk]), {"do": "free"}
    )

    assert not is_in(live, first)
    _second, answer = join(live, holder)
    assert answer.status_code == 302


def test_leaving_frees_the_name(live):
    holder = live.attendee_of(live.world.holder)
    first, _answer = join(live, holder)
    first.post(live.url("live_leave"))

    _second, answer = join(live, holder)

    assert answer.status_code == 302


def test_an_account_is_its_own_proof_and_needs_no_phone(live):
    holder = live.attendee_of(live.world.holder)
    other, _answer = join(live, holder)
    signed_in = Client()
    signed_in.force_login(live.world.holder)

    _client, answer = join(live, holder, signed_in)

    assert answer.status_code == 302
    assert is_in(live, signed_in)
    assert is_in(live, other)


def test_of_two_phones_at_once_one_gets_the_name(live):
    holder = live.attendee_of(live.world.holder)

    assert [bool(codes.take_name(attendee=holder)) for _phone in range(2)] == [True, False]


@pytest.mark.parametrize("who", ["organiser", "facilitator", "mentor"])
def test_the_name_of_somebody_with_rights_gives_none(live, who):
    user = {
        "organiser": live.world.organiser,
        "facilitator": live.world.facilitators[0],
        "mentor": live.world.mentors[0],
    }[who]
    phone, _answer = join(live, live.attendee_of(user))

    assert "cockpit" not in phone.get(live.url()).content.decode().lower()
    slug, project = live.world.edition.slug, live.world.participations[0].project.slug
    for address in (
        reverse("coaching:cockpit", args=[slug]),
        reverse("coaching:mix_ideas", args=[slug]),
        reverse("coaching:door", args=[slug]),
        reverse("coaching:room", args=[project]),
    ):
        assert phone.get(address).status_code in (302, 404)


def test_texts_of_an_account_are_hidden_from_a_browser_that_chooses_its_name(live):
    author = live.attendee_of(live.world.holder)
    others = live.world.participations[1]
    MixRound.objects.create(session=live.session, number=1, state="open", opened_at=timezone.now())
    signed_in = Client()
    signed_in.force_login(live.world.holder)
    idea = {"uid": uuid.uuid4(), "participation": others.pk, "kind": "idea", "text": "Parlez-en aux équipes"}
    signed_in.post(live.url("mix_idea"), idea)

    stranger, answer = join(live, author)

    assert author.contributions.count() == 1
    assert answer.status_code == 422
    assert "Parlez-en aux équipes" not in stranger.get(live.url("mix_idea")).content.decode()
    _phone, proved = join(live, author, badge=format_badge_code(author))
    assert proved.status_code == 302


def test_a_refusal_given_meanwhile_is_not_widened_by_a_name(live):
    holder = live.attendee_of(live.world.holder)
    phone, _answer = join(live, holder)
    read_before = live.attendee_of(live.world.holder)
    set_image_consent(attendee=holder, consent="no", actor=None, at=timezone.now())

    with pytest.raises(TransitionRefused):
        set_image_consent(attendee=read_before, consent="yes", actor=None, at=timezone.now(), by_name=True)

    phone.post(live.url("live_photos"), {"consent": "yes"})
    holder.refresh_from_db()
    assert holder.image_consent == "no"


def test_the_account_of_a_name_takes_it_from_the_phone_that_only_chose_it(live):
    author, [_own, others] = live.attendee_of(live.world.holder), live.world.participations
    MixRound.objects.create(session=live.session, number=1, state="open", opened_at=timezone.now())
    stranger, _answer = join(live, author)
    idea = {"participation": others.pk, "kind": "idea"}
    stranger.post(live.url("mix_idea"), {**idea, "uid": uuid.uuid4(), "text": "Une idée soufflée"})
    signed_in = Client()
    signed_in.force_login(live.world.holder)

    signed_in.post(live.url("mix_idea"), {**idea, "uid": uuid.uuid4(), "text": "Parlez-en aux équipes"})

    assert not is_in(live, stranger)
    assert "Parlez-en aux équipes" not in stranger.get(live.url("mix_idea")).content.decode()
    assert "Écrites sous votre nom" in signed_in.get(live.url("mix_idea")).content.decode()
    signed_in.post(live.url("mix_idea"), {"wrote": "no"})
    doubtful = others.contributions.get(text="Une idée soufflée")
    assert (doubtful.attendee, doubtful.author_name, doubtful.is_pending) == (None, "quelqu’un", True)
    assert [idea.text for idea in author.contributions.all()] == ["Parlez-en aux équipes"]


def test_a_phone_that_proved_its_name_stays_beside_the_account(live):
    author = live.attendee_of(live.world.holder)
    phone = live.join(author)
    signed_in = Client()
    signed_in.force_login(live.world.holder)

    signed_in.post(live.url("live_check_in"))

    assert is_in(live, phone)


def test_an_unproven_name_cannot_agree_to_be_credited(live):
    author = live.attendee_of(live.world.holder)
    phone, _answer = join(live, author)

    assert "Code du badge" in phone.get(live.url("mix_idea")).content.decode()
    phone.post(live.url("mix_idea"), {"credit": "yes"})
    author.refresh_from_db()
    assert not author.is_credited

    join(live, author, phone, badge="AAAAA")
    assert is_in(live, phone)  # a wrong code shuts nobody out
    join(live, author, phone, badge=format_badge_code(author))
    phone.post(live.url("mix_idea"), {"credit": "yes"})
    author.refresh_from_db()
    assert author.is_credited


def test_a_name_under_which_something_was_begun_takes_a_proof_though_it_was_given_back(live, facilitator):
    holder = live.attendee_of(live.world.holder)
    first, _answer = join(live, holder)
    codes.require_proof(attendee=holder)
    first.post(live.url("live_leave"))
    facilitator.post(
        reverse("coaching:change_door", args=[live.world.edition.slug, holder.pk]), {"do": "free"}
    )

    second, answer = join(live, holder)

    assert (answer.status_code, is_in(live, second)) == (422, False)
    page_text = answer.content.decode()
    assert "Montrez que c’est vous" in page_text
    assert "téléphone est entré" not in page_text
    assert join(live, holder, badge=format_badge_code(holder))[1].status_code == 302
