"""Talks: who speaks is busy at that hour and notified, what goes with a slot is found again by those of the edition."""

from datetime import time

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accelerator.outbox.models import OutgoingMail
from coaching.models import Session, Slot, SlotResource, SlotSpeaker
from coaching.session.actions import releases, session as actions, talks
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.enums import SlotKind
from coaching.session.releases import compute_fingerprint, find_released, read_draft
from tests import factories
from tests.support.pdfs import PDF
from tests.support.session import AT, manage, planned
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def published() -> tuple[factories.World, Session, Slot]:
    world = factories.edition_with(participations=1, mentors=1, facilitators=2)
    session = planned(world, "Amphi", "Labo")
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    return world, session, Slot.objects.get(title_fr="Conférence")


def release(world, session) -> int:
    seen = compute_fingerprint(find_released(session), read_draft(session))
    return releases.release_changes(session=session, seen=seen, actor=world.organiser, at=AT)


def add_speaker(slot: Slot, **who) -> SlotSpeaker:
    return talks.save_speaker(speaker=SlotSpeaker(slot=slot, **who), actor=None, at=AT)


def add_link(slot: Slot, title: str = "Le guide", **more) -> SlotResource:
    link = SlotResource(slot=slot, title=title, url="https://exemple.fr/guide", **more)
    return talks.add_resource(resource=link, actor=None, at=AT)


def workshop(slot: Slot, starts: str, ends: str, title: str = "Atelier") -> Slot:
    return Slot.objects.create(
        day=slot.day, starts_at=starts, ends_at=ends, title_fr=title, kind=SlotKind.GROUP
    )


def page_of(world, slot: Slot) -> str:
    return reverse("coaching:timetable_talk", args=[world.edition.slug, slot.pk])


built, released_session = share_world(published)


def test_a_talk_is_read_once_released_and_those_who_speak_are_notified(as_user, client, released_session):
    world, session, slot = released_session
    add_speaker(slot, user=world.facilitators[0], function="Ergonome", body="Aract")
    add_speaker(slot, name="Jeanne Roche", function="Autrice")
    slot.summary_fr = "Pourquoi le travail <b>change</b>."
    actions.save_slot(slot=slot, leaders=[], actor=world.organiser, at=AT)
    assert client.get(page_of(world, slot)).status_code == 404

    assert release(world, session) == 1

    page_text = client.get(page_of(world, slot)).text
    for words in (str(world.facilitators[0]), "Ergonome, Aract", "Jeanne Roche", "&lt;b&gt;change"):
        assert words in page_text
    mail = OutgoingMail.objects.get(template="coaching/session/timetable_changed")
    assert mail.user == world.facilitators[0]
    assert "Jeanne Roche" in mail.text
    programme = reverse("coaching:timetable", args=[world.edition.slug])
    assert "pour vous" in as_user(world.facilitators[0]).get(programme).text


def test_a_speaker_is_in_one_place_whatever_the_case_of_their_name(released_session):
    _world, _session, talk = released_session
    first = workshop(talk, "07:00", "08:00")
    other = workshop(talk, "07:30", "08:30", "Débat")
    add_speaker(first, name="Hélène Duval")
    with pytest.raises(PlanRefused, match="est déjà à "):
        add_speaker(other, name="helene DUVAL")
    add_speaker(other, name="Marc Aubry")
    other.starts_at = time(8)
    actions.save_slot(slot=other, leaders=[], actor=None, at=AT)
    add_speaker(other, name="helene DUVAL")
    other.starts_at = time(7, 30)
    with pytest.raises(PlanRefused, match="est déjà à "):
        actions.save_slot(slot=other, leaders=[], actor=None, at=AT)


def test_a_person_who_speaks_leads_nothing_meanwhile(released_session):
    world, _session, talk = released_session
    person = world.facilitators[0]
    first = workshop(talk, "07:00", "08:00")
    add_speaker(first, user=person)
    other = workshop(talk, "07:30", "08:30", "Débat")
    with pytest.raises(PlanRefused, match="est déjà à "):
        actions.save_slot(slot=other, leaders=[person], actor=None, at=AT)
    add_speaker(other, name="Quelqu’un")
    with pytest.raises(PlanRefused, match="est déjà à "):
        add_speaker(other, name=str(person).upper())


def test_a_person_speaks_once_in_a_slot_and_is_chosen_or_named(client, released_session):
    world, _session, slot = released_session
    person = world.facilitators[0]
    manage(client, world, "session_add_speaker", slot.pk, data={"user": person.pk, "function": "Ergonome"})
    again = manage(client, world, "session_add_speaker", slot.pk, data={"user": person.pk, "body": "Typed"})
    assert again.status_code == 422
    assert "intervient déjà" in again.text
    assert "Typed" in again.text
    for data in ({}, {"user": person.pk, "name": "Un nom"}):
        refused = manage(client, world, "session_add_speaker", slot.pk, data={"function": "x", **data})
        assert refused.status_code == 422
    assert slot.speakers.count() == 1


def test_an_edition_s_people_alone_are_offered_as_speakers(client, released_session):
    world, _session, slot = released_session
    stranger = factories.edition_with(facilitators=1, slug="autre").facilitators[0]
    refused = manage(client, world, "session_add_speaker", slot.pk, data={"user": stranger.pk})
    assert refused.status_code == 422


def test_resources_for_people_of_the_edition_are_hidden_from_others(client, as_user, released_session):
    world, _session, slot = released_session
    upload = SimpleUploadedFile("diaporama.pdf", PDF)
    data = {"title": "Diaporama", "url": "", "upload": upload}
    assert manage(client, world, "session_add_resource", slot.pk, data=data).status_code == 302
    add_link(slot, "Le guide public", is_public=True)
    made = SlotResource.objects.get(title="Diaporama")
    file = reverse("coaching:timetable_resource", args=[world.edition.slug, made.pk])
    programme = reverse("coaching:timetable", args=[world.edition.slug])
    stranger = factories.edition_with(facilitators=1, slug="autre").facilitators[0]
    client.logout()

    for reader in (client, as_user(stranger)):
        assert reader.get(file).status_code == 404
        for page in (page_of(world, slot), programme):
            page_text = reader.get(page).text
            assert "Le guide public" in page_text
            assert "Diaporama" not in page_text
    for person in (world.holder, world.mentors[0], world.organiser):
        answer = as_user(person).get(file)
        assert (answer.status_code, answer["Content-Disposition"]) == (
            200, 'attachment; filename="diaporama.pdf"'
        )  # fmt: skip
        assert "Diaporama" in as_user(person).get(programme).text


def test_documents_are_added_without_a_release_and_not_before_their_slot_has_one(as_user, released_session):
    world, session, talk = released_session
    prepared = workshop(talk, "07:00", "08:00")
    add_link(prepared, "Secret", is_public=True)
    page = reverse("coaching:timetable", args=[world.edition.slug])
    assert "Secret" not in as_user(world.holder).get(page).text
    assert as_user(world.holder).get(page_of(world, prepared)).status_code == 404
    release(world, session)
    assert "Secret" in as_user(world.holder).get(page).text


def test_a_file_of_another_kind_than_its_name_is_refused_at_its_field(client, released_session):
    world, _session, slot = released_session
    for name, content, message in (
        ("vide.pdf", b"", "vide"),
        ("faux.pdf", b"GIF89a", "le contenu de ce fichier"),
        ("virus.exe", b"MZ" * 50, "pas accepté"),
    ):
        data = {"title": "Mon titre", "url": "", "upload": SimpleUploadedFile(name, content)}
        refused = manage(client, world, "session_add_resource", slot.pk, data=data)
        assert refused.status_code == 422, name
        assert message in refused.text
        assert "Mon titre" in refused.text
    assert not SlotResource.objects.exists()


def test_a_link_leads_to_the_web(client, released_session):
    world, _session, slot = released_session
    for url in ("javascript:alert(1)", "ftp://exemple.fr/x", "pas un lien", "//exemple.fr"):
        data = {"title": "Lien", "url": url}
        assert manage(client, world, "session_add_resource", slot.pk, data=data).status_code == 422, url
    assert not SlotResource.objects.exists()


def test_there_is_a_limit_to_what_a_slot_has(monkeypatch, released_session):
    _world, _session, slot = released_session
    monkeypatch.setattr(talks, "MOST_RESOURCES", 1)
    monkeypatch.setattr(talks, "MOST_SPEAKERS", 1)
    add_link(slot)
    add_speaker(slot, name="Une")
    with pytest.raises(PlanRefused, match="1 documents au plus"):
        add_link(slot, "Deux")
    with pytest.raises(PlanRefused, match="1 personnes au plus"):
        add_speaker(slot, name="Deux")


@pytest.mark.parametrize("gone", ["resource", "slot", "day"])
def test_a_file_goes_with_its_row_however_it_goes(
    client, gone, django_capture_on_commit_callbacks, released_session
):
    world, _session, slot = released_session
    upload = SimpleUploadedFile("diaporama.pdf", PDF)
    manage(client, world, "session_add_resource", slot.pk, data={"title": "D", "url": "", "upload": upload})
    made = SlotResource.objects.select_related("slot__day__session__edition").get()
    name = made.file.name
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        if gone == "resource":
            talks.remove_resource(resource=made, actor=world.organiser, at=AT)
        elif gone == "slot":
            actions.remove_slot(slot=made.slot, actor=world.organiser, at=AT)
        else:
            actions.remove_day(day=made.slot.day, actor=world.organiser, at=AT)
    assert not default_storage.exists(name)


def test_a_summary_that_a_colleague_wrote_is_not_lost(client, released_session):
    world, _session, slot = released_session
    data = {
        "title_fr": slot.title_fr, "title_en": "", "kind": slot.kind, "starts_at": "18:00", "ends_at": "19:15",
        "room": slot.room_id or "", "seen": slot.version,
    }  # fmt: skip
    manage(client, world, "session_slot", slot.pk, data={**data, "summary_fr": "La première"})
    response = manage(client, world, "session_slot", slot.pk, data={**data, "summary_fr": "La seconde"})
    assert response.status_code == 422
    assert "La première" in response.text
    assert "La seconde" in response.text


def test_a_talk_that_becomes_a_break_has_nobody_who_speaks(released_session):
    world, _session, slot = released_session
    add_speaker(slot, name="Jeanne Roche")
    slot.kind = SlotKind.BREAK
    actions.save_slot(slot=slot, leaders=[], actor=world.organiser, at=AT)
    assert not slot.speakers.exists()
    with pytest.raises(PlanRefused, match="Personne n’intervient"):
        add_speaker(slot, name="Jeanne Roche")


def test_the_page_that_prepares_a_talk_changes_and_removes(client, released_session):
    world, _session, slot = released_session
    speaker, link = add_speaker(slot, name="Jeanne Roche"), add_link(slot)
    manage(client, world, "session_speaker", speaker.pk, data={"name": "Jeanne Roche", "function": "Autrice"})
    manage(client, world, "session_resource", link.pk, data={"title": "Guide 2", "url": "https://a.fr/b"})
    page_text = manage(client, world, "session_talk", slot.pk).text
    assert "Autrice" in page_text
    assert "Guide 2" in page_text
    manage(client, world, "session_remove_speaker", speaker.pk, data={})
    manage(client, world, "session_remove_resource", link.pk, data={})
    assert "Personne n’est annoncé" in manage(client, world, "session_talk", slot.pk).text


def test_an_account_that_speaks_is_named_as_it_is_now(client, released_session):
    world, session, slot = released_session
    person = world.facilitators[0]
    add_speaker(slot, user=person)
    release(world, session)
    person.name = "Nom Nouveau"
    person.save()
    assert "Nom Nouveau" in client.get(page_of(world, slot)).text
