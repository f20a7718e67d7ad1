"""A message to everybody: displayed for an hour, once however often it is sent, with who saw it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from coaching.attendance.codes import make_key
from coaching.broadcasts import actions, queries
from coaching.broadcasts.forms import BroadcastForm
from coaching.models import Broadcast, BroadcastReader
from tests import factories
from tests.support.live import run_session
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
built, live = share_world(run_session)
TEXT = "Le déjeuner est servi au rez-de-chaussée."


def send(live, text=TEXT, at=None, actor=None):
    at = at or timezone.now()
    return actions.send_broadcast(session=live.session, text=text, actor=actor or live.world.organiser, at=at)


def page_of(live, name="broadcasts", *args):
    return reverse(f"coaching:{name}", args=[live.world.edition.slug, *args])


def read_phone(live, attendee=None):
    attendee = attendee or live.session.attendees.filter(participation__isnull=False)[0]
    return live.join(attendee).get(live.url()).content.decode()


def test_a_message_is_on_phones_for_an_hour(live):
    send(live, at=timezone.now() - timedelta(minutes=59))
    assert TEXT in read_phone(live)
    Broadcast.objects.update(sent_at=timezone.now() - timedelta(minutes=61))
    Broadcast.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert TEXT not in read_phone(live)


def test_an_open_page_follows_a_message_and_its_withdrawal(live):
    phone = live.join(live.session.attendees.filter(participation__isnull=False)[0])
    before = phone.get(live.url("live_now"))
    broadcast, _new = send(live)

    after = phone.get(live.url("live_now"), headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, TEXT in after.content.decode()) == (200, True)

    actions.withdraw_broadcast(broadcast=broadcast, actor=live.world.organiser, at=timezone.now())
    assert phone.get(live.url("live_now"), headers={"If-None-Match": after["ETag"]}).status_code == 200
    assert TEXT not in phone.get(live.url("live_now")).content.decode()


def test_rooms_and_screens_display_it_too(live, client):
    cache.clear()
    send(live)
    place = live.world.participations[0]
    client.force_login(place.project.members.get().user)
    room = client.get(reverse("coaching:room_here", args=[place.project.slug])).json()
    screen = Client().get(f"{live.url('live_messages')}?k={make_key(live.code.code)}")
    client.force_login(live.world.organiser)
    managed = client.get(page_of(live, "broadcasts_feed"))

    assert TEXT in room["messages"]
    assert TEXT in screen.content.decode()
    assert TEXT in managed.content.decode()
    assert "data-seen-url" not in screen.content.decode() + managed.content.decode()
    again = {"If-None-Match": managed["ETag"]}
    assert client.get(page_of(live, "broadcasts_feed"), headers=again).status_code == 304


def test_a_screen_without_the_key_reads_nothing(live):
    send(live)
    assert TEXT not in Client().get(live.url("live_messages")).content.decode()


def test_readers_are_counted_once_by_kind_of_attendee(live, client):
    broadcast, _new = send(live)
    holder = live.session.attendees.filter(kind="holder")[0]
    phone = live.join(holder)
    for _time in range(2):
        assert phone.post(live.url("live_seen", broadcast.pk)).status_code == 302

    [sent] = queries.list_sent(live.session, timezone.now())
    kinds = {kind.label: (kind.seen, kind.total) for kind in sent.kinds}

    assert (sent.seen, sent.expected) == (1, live.session.attendees.expected().count())
    assert kinds["porteur ou porteuse"] == ([holder.name], 2)
    assert "data-seen-url" not in phone.get(live.url()).content.decode()
    client.force_login(live.world.organiser)
    assert "<b>Porteur ou porteuse</b> 1 / 2" in client.get(page_of(live)).text


def test_a_room_counts_its_holder_and_nobody_who_is_not_expected(live, client):
    broadcast, _new = send(live)
    place = live.world.participations[0]
    address = reverse("coaching:room_seen", args=[place.project.slug, broadcast.pk])
    for person in (place.project.members.get().user, live.world.organiser):
        live.session.attendees.filter(user=live.world.organiser).delete()
        client.force_login(person)
        assert client.post(address).status_code == 204

    assert [row.attendee.user for row in BroadcastReader.objects.all()] == [place.project.members.get().user]


def test_a_message_of_another_session_is_seen_by_nobody_here(live):
    other = run_session()
    broadcast, _new = send(other)
    phone = live.join(live.session.attendees.filter(kind="holder")[0])

    assert phone.post(live.url("live_seen", broadcast.pk)).status_code == 404
    assert TEXT not in read_phone(live)


def test_a_double_click_and_two_people_make_one_message(live, client):
    client.force_login(live.world.organiser)
    first = client.post(page_of(live), {"text": TEXT})
    client.force_login(live.world.facilitators[0])
    second = client.post(page_of(live), {"text": f"  {TEXT} "}, follow=True)

    assert first.status_code == 302
    assert "déjà affiché" in second.content.decode()
    assert Broadcast.objects.count() == 1
    assert AuditEntry.objects.filter(verb="send_broadcast").count() == 1
    assert not OutgoingMail.objects.exists()


def test_the_same_text_may_be_sent_again_once_it_is_gone(live):
    broadcast, _new = send(live)
    actions.withdraw_broadcast(broadcast=broadcast, actor=live.world.organiser, at=timezone.now())

    assert send(live)[1]


def test_the_log_does_not_contain_the_text_of_the_message(live):
    send(live)
    entry = AuditEntry.objects.get(verb="send_broadcast")

    assert entry.scope == live.world.edition.scope
    assert entry.data == {"length": len(TEXT)}


def test_markup_is_text(live, client):
    send(live, "<script>alert(1)</script> & <b>gras</b>")
    client.force_login(live.world.organiser)
    for page in (read_phone(live), client.get(page_of(live)).content.decode()):
        assert "<script>alert(1)" not in page
        assert "&lt;b&gt;gras&lt;/b&gt;" in page


def test_an_invalid_message_is_reported_at_the_field_and_stays_typed(live, client):
    client.force_login(live.world.organiser)
    for text, words in (("x" * 281, "281"), ("   ", "Écrivez le message")):
        answer = client.post(page_of(live), {"text": text})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert text.strip() in answer.content.decode()
    assert not Broadcast.objects.exists()


def test_the_longest_message_passes():
    assert BroadcastForm({"text": "x" * 280}).is_valid()


def test_two_people_withdraw_it_once(live):
    broadcast, _new = send(live)
    actions.withdraw_broadcast(broadcast=broadcast, actor=live.world.organiser, at=timezone.now())

    with pytest.raises(TransitionRefused, match="plus affiché"):
        actions.withdraw_broadcast(broadcast=broadcast, actor=live.world.organiser, at=timezone.now())
    assert AuditEntry.objects.filter(verb="withdraw_broadcast").count() == 1


def test_only_attendees_confirm_in_a_room_that_they_saw_a_message(live, client):
    send(live)
    place, person = live.world.participations[0], live.world.participations[0].project.members.get().user
    address, seen = reverse("coaching:room_here", args=[place.project.slug]), "data-seen-url"
    client.force_login(person)
    cache.clear()
    assert seen in client.get(address).json()["messages"]

    live.session.attendees.filter(user=person).delete()
    cache.clear()
    messages = client.get(address).json()["messages"]
    assert (TEXT in messages, seen in messages) == (True, False)


def test_one_of_another_edition_is_not_withdrawn_from_here(live, client):
    other = run_session()
    broadcast, _new = send(other)
    client.force_login(live.world.facilitators[0])

    assert client.post(page_of(live, "withdraw_broadcast", broadcast.pk)).status_code == 404
    assert Broadcast.objects.active(timezone.now()).get() == broadcast


def test_without_a_last_day_it_is_deleted_a_day_later(live):
    at = timezone.now()
    broadcast, _new = send(live)
    live.world.edition.session_starts_on = live.world.edition.session_ends_on = None
    live.world.edition.save()

    assert actions.delete_broadcasts(at=broadcast.expires_at + timedelta(hours=23)) == 0
    assert actions.delete_broadcasts(at=at + timedelta(hours=26)) == 1


def test_facilitators_send_and_withdraw_others_do_neither(live, client):
    broadcast, _new = send(live)
    for person in (live.world.mentors[0], live.world.partners[0], factories.user()):
        client.force_login(person)
        assert client.post(page_of(live), {"text": "Bonjour"}).status_code == 403
        assert client.post(page_of(live, "withdraw_broadcast", broadcast.pk)).status_code == 403
    client.force_login(live.world.facilitators[0])
    assert client.post(page_of(live), {"text": "Bonjour"}).status_code == 302
    assert client.post(page_of(live, "withdraw_broadcast", broadcast.pk)).status_code == 302
    assert [row.text for row in Broadcast.objects.active(timezone.now())] == ["Bonjour"]


def test_messages_are_deleted_once_the_session_is_over(live):
    at = timezone.now()
    broadcast, _new = send(live)
    actions.note_reader(broadcast=broadcast, attendee=live.session.attendees.all()[0], at=at)
    edition = live.world.edition
    edition.session_starts_on = edition.session_ends_on = timezone.localdate(at)
    edition.save()

    assert actions.delete_broadcasts(at=at + timedelta(hours=2)) == 0
    assert actions.delete_broadcasts(at=at + timedelta(days=1)) == 2
    assert not Broadcast.objects.exists()


def test_the_database_refuses_a_message_without_a_text_or_an_end(live):
    at = timezone.now()
    for name, text, lasts in (
        ("broadcast_in_order", "x", timedelta(0)),
        ("broadcast_has_text", "", timedelta(hours=1)),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Broadcast.objects.create(session=live.session, text=text, sent_at=at, expires_at=at + lasts)


def test_the_database_stores_one_reader_once(live):
    broadcast, _new = send(live)
    attendee = live.session.attendees.all()[0]
    BroadcastReader.objects.create(broadcast=broadcast, attendee=attendee, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        BroadcastReader.objects.create(broadcast=broadcast, attendee=attendee, at=timezone.now())
