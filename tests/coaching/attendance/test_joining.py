"""The way into a session's pages: its code, one's name, a cookie."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.transitions import TransitionRefused
from coaching.attendance.actions.attendees import sync_attendees
from coaching.attendance.actions.codes import make_code, revoke_code
from coaching.attendance.codes import ALPHABET, LENGTH, generate_code, make_key, normalise_code
from coaching.attendance.enums import AttendeeKind
from coaching.attendance.views import joining
from coaching.attendance.visits import COOKIE
from coaching.models import Attendee, SessionCode
from programmes.enums import RoleName
from programmes.models import Role
from tests import factories
from tests.support.live import run_session
from tests.support.session import AT, FIRST, SECOND, planned
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db

ENTER = "/live/"
DEAD = "Ce code n’ouvre rien"


built, live = share_world(run_session)


# --- the code ---


def test_a_code_is_short_and_reads_one_way_only():
    codes = {generate_code() for _time in range(200)}

    assert len(codes) == 200
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert not set("01OIL5S6") & set(ALPHABET)
    assert normalise_code(" ab-c2 d3 ") == "ABC2D3"


def test_a_new_code_revokes_the_old_and_lasts_from_the_day_before_to_the_last_evening():
    world = factories.edition_with(participations=2, mentors=1)
    session = planned(world)
    first = make_code(session=session, actor=world.organiser, at=AT)

    second = make_code(session=session, actor=world.organiser, at=AT)

    first.refresh_from_db()
    assert first.revoked_at == AT
    assert list(session.codes.standing()) == [second]
    begins, ends = (timezone.localtime(when) for when in (second.valid_from, second.valid_until))
    assert (begins.date(), begins.hour) == (FIRST - timedelta(days=1), 0)
    assert (ends.date(), ends.hour) == (SECOND, 23)
    assert session.attendees.count() == 4  # two holders, a mentor, an organiser


def test_no_code_is_made_once_the_session_is_over():
    world = factories.edition_with()
    session = planned(world)

    with pytest.raises(TransitionRefused):
        make_code(session=session, actor=world.organiser, at=AT + timedelta(days=90))

    assert not session.codes.exists()


def test_those_who_run_the_session_make_its_code_and_take_it_back(client):
    world = factories.edition_with(facilitators=1)
    codes = planned(world).codes.standing()
    client.force_login(world.facilitators[0])
    url = reverse("coaching:session_code", args=[world.edition.slug])
    assert "Créer le code" in client.get(url).content.decode()

    made = client.post(url, {"do": "make"}, follow=True).content.decode()

    code = codes.get()
    assert code.code in made
    assert "<svg" in made
    assert "Il ouvre le " in made
    assert " et se ferme le " in made
    client.post(url, {"do": "revoke"})
    assert not codes.all().exists()
    assert revoke_code(code=code, actor=None, at=AT) is False


# --- the door ---


def test_the_code_then_one_s_name_open_the_pages(client, live):
    door = client.post(ENTER, {"code": live.code.code.lower()})
    assert door.url == live.door
    who = client.get(door.url).content.decode()
    holder = live.attendee_of(live.world.holder)
    assert holder.name in who

    joined = client.post(live.url("live_join"), {"k": make_key(live.code.code), "attendee": holder.pk})

    assert joined.url == live.url()
    cookie = joined.cookies[COOKIE.name]
    assert cookie["httponly"]
    assert cookie["path"] == "/live/"
    assert cookie["max-age"] <= 8 * 3600
    assert f"Bonjour {holder.name}" in client.get(live.url()).content.decode()


def test_a_wrong_code_and_an_expired_one_get_the_same_page(client, live):
    SessionCode.objects.filter(pk=live.code.pk).update(valid_until=timezone.now() - timedelta(minutes=1))

    answers = [client.post(ENTER, {"code": code}) for code in (live.code.code, "WRNGC2")]

    assert [answer.status_code for answer in answers] == [422, 422]
    pages = [answer.content.decode().replace(live.code.code, "WRNGC2") for answer in answers]
    assert all(DEAD in page for page in pages)
    assert without_token(pages[0]) == without_token(pages[1])


def test_an_address_without_its_key_does_not_reveal_whether_the_code_exists(client, live):
    right, wrong = client.get(live.url()), client.get(reverse("coaching:live", args=["WRNGC2"]))

    assert right.status_code == wrong.status_code == 200
    text = right.content.decode().replace(live.code.code, "WRNGC2")
    assert without_token(text) == without_token(wrong.content.decode())
    assert client.get(f"{live.url()}?k=0123456789ab").content.decode().count("Qui êtes-vous") == 0


def without_token(page: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", page)


def test_guessing_is_counted_in_the_database(client, live, monkeypatch):
    few = (joining.Limit(3, timedelta(minutes=10)),)
    monkeypatch.setattr(joining, "TRIES", few)

    statuses = [Client().post(ENTER, {"code": f"WRNGC{place}"}).status_code for place in (2, 3, 4, 7)]
    right = Client().post(ENTER, {"code": live.code.code})

    assert statuses == [422, 422, 422, 429]
    assert right.status_code == 429
    assert "Trop d’essais" in right.content.decode()


def test_a_revoked_code_shuts_the_phones_that_came_by_it(live):
    phone = live.join(live.attendee_of(live.world.holder))
    assert "Bonjour" in phone.get(live.url()).content.decode()

    revoke_code(code=live.code, actor=None, at=timezone.now())

    assert "Bonjour" not in phone.get(live.url()).content.decode()
    refused = phone.post(live.url("live_join"), {"k": make_key(live.code.code), "attendee": "1"})
    assert refused.url == ENTER


def test_the_next_code_recognises_who_joined_by_the_one_before(live):
    holder = live.attendee_of(live.world.holder)
    phone = live.join(holder)
    # whatever the hour, the session is not over
    live.session.days.create(date=timezone.localdate() + timedelta(days=1))
    code = make_code(session=live.session, actor=None, at=timezone.now())

    assert f"Bonjour {holder.name}" in phone.get(reverse("coaching:live", args=[code.code])).content.decode()


@pytest.mark.parametrize("change", ["phone", "removed_at"])
def test_another_phone_or_a_removal_invalidates_the_cookie(live, change):
    holder = live.attendee_of(live.world.holder)
    phone = live.join(holder)

    Attendee.objects.filter(pk=holder.pk).update(**{change: "autre" if change == "phone" else timezone.now()})

    assert "Bonjour" not in phone.get(live.url()).content.decode()
    assert phone.get(live.url(), headers={"X-Requested-With": "fetch"}).status_code == 401


def test_a_forged_or_foreign_cookie_is_nobody(live):
    other = run_session()
    phone = live.join(live.attendee_of(live.world.holder))

    assert "Bonjour" not in phone.get(other.url()).content.decode()
    phone.cookies[COOKIE.name] = phone.cookies[COOKIE.name].value[:-2] + "xx"
    assert "Bonjour" not in phone.get(live.url()).content.decode()


def test_somebody_of_another_session_is_not_in_the_list(client, live):
    other = run_session()
    stranger = other.attendee_of(other.world.holder)

    answer = client.post(live.url("live_join"), {"k": make_key(live.code.code), "attendee": stranger.pk})

    assert answer.status_code == 422
    assert COOKIE.name not in answer.cookies


def test_a_signed_in_attendee_needs_no_name(client, live):
    client.force_login(live.world.mentors[0])

    assert f"Bonjour {live.world.mentors[0]}" in client.get(live.url()).content.decode()


def test_a_name_that_is_not_there_is_added_as_an_observer(client, live):
    sent = {"k": make_key(live.code.code), "name": "Maud Lenormand", "body": "Presse locale"}

    page = client.post(live.url("live_join"), sent, follow=True).content.decode()

    added = Attendee.objects.get(name="Maud Lenormand")
    assert (added.kind, added.body, added.user) == (AttendeeKind.OBSERVER, "Presse locale", None)
    assert "comme personne qui observe" in page
    assert "Bonjour Maud Lenormand" in page


def test_a_name_of_the_list_is_chosen_and_not_added(client, live):
    name = live.attendee_of(live.world.holder).name

    answer = client.post(live.url("live_join"), {"k": make_key(live.code.code), "name": name.upper()})

    assert answer.status_code == 422
    assert "choisissez-le" in answer.content.decode()


def test_the_door_leads_back_to_the_page_that_was_asked_for_and_nowhere_else(live):
    holder, key = live.attendee_of(live.world.holder), make_key(live.code.code)
    phone = live.join(holder)
    asked = [f"{live.url()}wall/", "https://ailleurs.test/", f"//ailleurs.test{live.url()}"]

    answers = [
        phone.post(live.url("live_join"), {"k": key, "attendee": holder.pk, "next": url}) for url in asked
    ]

    assert [answer.url for answer in answers] == [asked[0], live.url(), live.url()]


def test_one_may_be_somebody_else(live):
    phone = live.join(live.attendee_of(live.world.holder))
    leave = live.url("live_leave")
    page = phone.get(live.url()).text
    assert f'href="{leave}"' in page
    assert f'action="{leave}"' not in page

    # a question first, which leaves nothing; its form says yes
    question = phone.get(leave).text
    assert "Garder ce nom" in question
    assert f'action="{leave}"' in question
    assert "Bonjour" in phone.get(live.url()).text

    assert phone.post(live.url("live_leave")).url == live.door
    assert "Bonjour" not in phone.get(live.url()).content.decode()


def test_a_list_is_searched_by_name_without_accents(client, live):
    Attendee.objects.create(
        session=live.session, name="Zoé Crèvecœur", kind="speaker", added_at=timezone.now()
    )

    page = client.get(f"{live.door}&q=zoe creve").content.decode()

    assert "Zoé Crèvecœur" in page
    assert live.attendee_of(live.world.holder).name not in page


# --- who is in the list ---


def test_a_long_list_begins_with_its_search_and_unfolds_without_a_script(client, live, monkeypatch):
    count = live.session.attendees.expected().count()
    monkeypatch.setattr(joining, "SEARCHED_FROM", 2)
    monkeypatch.setattr(joining, "FOLDED_FROM", count + 1)
    short = client.get(live.door).content.decode()
    assert "<details" not in short[short.index('id="who-q"') : short.index('id="who"')]

    monkeypatch.setattr(joining, "FOLDED_FROM", count)
    page = client.get(live.door).content.decode()

    folded = page[page.index('id="who-q"') : page.index('id="who"')]
    assert "<details>" in folded
    assert f"Voir les {count} noms" in folded.replace("\N{NO-BREAK SPACE}", " ")
    assert page.count('name="attendee"') == count
    name = live.session.attendees.expected()[0].name
    found = client.get(live.door, {"k": make_key(live.code.code), "q": name}).content.decode()
    assert "<details" not in found[found.index('id="who-q"') : found.index('id="who"')]


def test_the_list_follows_places_and_roles_and_never_brings_back_who_was_removed():
    live = run_session()
    mentor, holder = live.attendee_of(live.world.mentors[0]), live.attendee_of(live.world.holder)
    Attendee.objects.filter(pk=holder.pk).update(removed_at=AT)
    Role.objects.filter(user=mentor.user).update(ended_at=AT)
    newcomer = factories.role(live.world.edition, RoleName.SPEAKER)

    added = sync_attendees(session=live.session, at=AT)

    mentor.refresh_from_db()
    holder.refresh_from_db()
    assert added == 1
    assert mentor.removed_at == AT
    assert holder.removed_at == AT
    assert live.attendee_of(newcomer).kind == AttendeeKind.SPEAKER
    assert sync_attendees(session=live.session, at=AT) == 0


def test_a_member_of_a_project_comes_with_it_whatever_else_they_do():
    world = factories.edition_with(participations=1)
    factories.role(world.edition, RoleName.FACILITATOR, who=world.holder)
    session = planned(world)

    sync_attendees(session=session, at=AT)

    attendee = session.attendees.get(user=world.holder)
    assert (attendee.kind, attendee.participation) == (AttendeeKind.HOLDER, world.participations[0])
