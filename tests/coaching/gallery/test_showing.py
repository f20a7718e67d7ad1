"""A picture goes as far as the consent of each person on it, and no further from the moment they change it."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from accelerator.audit.models import AuditEntry
from accelerator.web import shared
from accelerator.web.shared import drop_page, strip_token
from coaching.attendance.actions.attendees import remove_attendee, set_image_consent
from coaching.attendance.enums import Audience, Depicts, ImageConsent, find_audience
from coaching.gallery.actions import describe_picture, publish_pictures, unpublish_pictures
from coaching.models import GalleryItem
from programmes.models import Role
from tests.support.gallery import AT, Gallery
from tests.support.live import run_session

pytestmark = pytest.mark.django_db


def publish(gallery, organiser, *items):
    uids = [str(item.uid) for item in items]
    return publish_pictures(session=gallery.session, uids=uids, actor=organiser, at=AT)


def files_of(gallery, item):
    return [
        reverse(f"coaching:gallery_{name}", args=[gallery.edition.slug, item.uid])
        for name in ("file", "thumb")
    ]


def codes(client, urls):
    return {client.get(url).status_code for url in urls}


def public_page(client, gallery):
    return client.get(reverse("programmes:edition", args=[gallery.edition.slug])).content.decode()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    depicts=st.sampled_from(Depicts.values),
    consents=st.lists(st.sampled_from(ImageConsent.values), max_size=3),
    published=st.booleans(),
    described=st.booleans(),
)
def test_the_database_answers_as_the_rule_does(gallery, depicts, consents, published, described):
    item = GalleryItem.objects.create(
        session=gallery.session, kind="photo", added_at=AT, alt="", file="a", thumb="b", depicts="nobody"
    )
    people = [gallery.come(f"Personne {rank}", consent) for rank, consent in enumerate(consents)]
    alt = "Au mur" if described else ""
    GalleryItem.objects.filter(pk=item.pk).update(
        alt=alt, depicts=depicts, published_at=AT if published and described else None
    )
    item.people.set(people)

    audience = find_audience(depicts, consents) if described else None
    reached = {
        Audience.TEAM: described,
        Audience.PARTICIPANTS: described and audience >= Audience.PARTICIPANTS,
        Audience.PUBLIC: described and audience == Audience.PUBLIC and published,
    }

    rows = GalleryItem.objects.filter(pk=item.pk)
    assert {reader: rows.visible_to(reader).exists() for reader in Audience} == reached
    assert rows.publishable().exists() == (described and audience == Audience.PUBLIC)


def test_consent_withdrawn_is_gone_from_gallery_page_and_file_at_once(client, gallery, holder, organiser):
    ines = gallery.come("Inès", "pub")
    item = gallery.add(ines)
    publish(gallery, organiser, item)
    client.force_login(holder)
    before = codes(Client(), files_of(gallery, item)), codes(client, files_of(gallery, item))

    set_image_consent(attendee=ines, consent="no", actor=None, at=AT)

    assert before == ({200}, {200})
    assert codes(Client(), files_of(gallery, item)) == {404}
    assert codes(client, files_of(gallery, item)) == {404}
    assert (
        item.alt not in client.get(reverse("coaching:gallery", args=[gallery.edition.slug])).content.decode()
    )
    item.refresh_from_db()
    assert item.published_at is None


def test_a_consent_given_again_does_not_publish_by_itself(gallery, organiser):
    ines = gallery.come("Inès", "pub")
    item = gallery.add(ines)
    publish(gallery, organiser, item)

    for consent in ("yes", "pub"):
        set_image_consent(attendee=ines, consent=consent, actor=None, at=AT)

    assert not GalleryItem.objects.visible_to(Audience.PUBLIC).exists()


def test_the_shared_public_page_forgets_it_too(
    client, gallery, organiser, settings, django_capture_on_commit_callbacks
):
    settings.PUBLIC_PAGE_SECONDS = 3600
    cache.clear()
    ines = gallery.come("Inès", "pub")
    item = gallery.add(ines, alt="Inès devant la frise")
    with django_capture_on_commit_callbacks(execute=True):
        publish(gallery, organiser, item)
    before = public_page(client, gallery)

    with django_capture_on_commit_callbacks(execute=True):
        set_image_consent(attendee=ines, consent="yes", actor=None, at=AT)

    assert "Inès devant la frise" in before
    assert "Inès devant la frise" not in public_page(client, gallery)


def test_a_page_rendered_before_and_cached_after_the_withdrawal_is_served_to_nobody(
    client, gallery, organiser, settings, monkeypatch
):
    """The slow worker: it read the rows while the picture was public, and puts its page in the cache afterwards."""
    settings.PUBLIC_PAGE_SECONDS = 3600
    cache.clear()
    publish(gallery, organiser, gallery.add(gallery.come("Inès", "pub"), alt="Inès devant la frise"))
    page = reverse("programmes:edition", args=[gallery.edition.slug])

    def forget_then_strip(content):
        drop_page(page)
        return strip_token(content)

    monkeypatch.setattr(shared, "strip_token", forget_then_strip)
    drawn = public_page(client, gallery)
    gallery.session.attendees.update(image_consent="no")

    assert "Inès devant la frise" in drawn
    assert "Inès devant la frise" not in public_page(client, gallery)


def test_a_browser_asks_each_time_whether_it_may_still_show_the_picture(client, gallery, organiser):
    ines = gallery.come("Inès", "pub")
    item = gallery.add(ines)
    publish(gallery, organiser, item)
    url = files_of(gallery, item)[0]

    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    set_image_consent(attendee=ines, consent="no", actor=None, at=AT)
    after = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert [first.status_code, again.status_code, after.status_code] == [200, 304, 404]
    assert first["Cache-Control"] == "private, no-cache"
    assert (first["Content-Type"], first["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")


def test_only_pictures_that_everybody_agreed_to_are_published_and_the_team_reads_why(
    client, gallery, organiser, holder
):
    ines, paul = gallery.come("Inès Quéré", "pub"), gallery.come("Paul Ozanne", "yes")
    both, alone = gallery.add(ines, paul, alt="À deux"), gallery.add(ines, alt="Seule")
    crowd, unnamed = gallery.add(depicts="crowd", alt="La salle"), gallery.add(depicts="unnamed", alt="Qui ?")
    client.force_login(organiser)
    sent = {"picture": [str(item.uid) for item in (both, alone, crowd, unnamed)], "do": "publish"}

    page = client.post(
        reverse("coaching:publish_pictures", args=[gallery.edition.slug]), sent, follow=True
    ).content.decode()

    assert set(GalleryItem.objects.visible_to(Audience.PUBLIC)) == {alone, crowd}
    assert "2 images sont publiques" in page
    assert "2 images ne deviennent pas publiques" in page
    assert "Paul Ozanne\xa0: entre participants" in page
    assert "Des personnes restent à nommer" in page
    client.force_login(holder)
    seen = client.get(reverse("coaching:gallery", args=[gallery.edition.slug])).content.decode()
    assert "Paul Ozanne" not in seen
    unpublish_pictures(session=gallery.session, uids=sent["picture"], actor=organiser, at=AT)
    assert not GalleryItem.objects.visible_to(Audience.PUBLIC).exists()
    assert AuditEntry.objects.filter(verb="publish_picture").count() == 2


def test_changing_the_people_on_a_picture_unpublishes_it(gallery, organiser):
    ines = gallery.come("Inès", "pub")
    item = gallery.add(ines)
    publish(gallery, organiser, item)
    same = {"item": item, "alt": "Mieux dit", "depicts": "named", "actor": None, "at": AT, "publishes": True}

    describe_picture(**same, people=[ines])
    stays = GalleryItem.objects.visible_to(Audience.PUBLIC).exists()
    describe_picture(**{**same, "depicts": "crowd"}, people=[])

    assert stays
    assert not GalleryItem.objects.visible_to(Audience.PUBLIC).exists()


def test_nobody_else_reads_what_waits_for_its_words(client, gallery, holder, organiser):
    item = gallery.add(alt="", person=holder)

    seen = {}
    for name, person in (("holder", holder), ("organiser", organiser)):
        client.force_login(person)
        seen[name] = codes(client, files_of(gallery, item))

    assert seen == {"holder": {200}, "organiser": {404}}
    assert codes(Client(), files_of(gallery, item)) == {404}


def test_a_hidden_picture_opens_for_the_team_alone_not_even_for_who_added_it(
    client, gallery, holder, organiser
):
    item = gallery.add(gallery.come("Paul", "no"), person=holder, alt="Paul au tableau")

    client.force_login(holder)
    own, page = (
        codes(client, files_of(gallery, item)),
        client.get(reverse("coaching:gallery", args=[gallery.edition.slug])).content.decode(),
    )
    client.force_login(organiser)

    assert own == {404}
    assert "Les vôtres que personne ne voit" in page
    assert codes(client, files_of(gallery, item)) == {200}


def test_a_removed_attendee_is_refused_with_and_without_an_account(client):
    live = run_session()
    attendee = live.attendee_of(live.world.holder)
    phone = live.join(attendee)
    client.force_login(live.world.holder)
    page = reverse("coaching:gallery", args=[live.world.edition.slug])
    before = [phone.get(live.url("live_gallery")).status_code, client.get(page).status_code]

    remove_attendee(attendee=attendee, actor=None, at=AT)

    assert before == [200, 200]
    assert client.get(page).status_code == 404
    assert "Ajouter des images" not in phone.get(live.url("live_gallery")).content.decode()


def test_a_holder_reads_the_pictures_of_the_project_in_its_room(client, gallery, holder):
    item = gallery.add(alt="La frise de l’atelier", participation=gallery.place)
    gallery.add(alt="Le hall")
    client.force_login(holder)

    page = client.get(reverse("coaching:room_gallery", args=[gallery.place.project.slug])).content.decode()

    assert item.alt in page
    assert "Le hall" not in page


def test_erasing_a_person_erases_their_pictures_and_name(
    gallery, organiser, django_capture_on_commit_callbacks
):
    ines = gallery.come("Inès Quéré", "pub")
    pictured, taken = gallery.add(ines), gallery.add(author="Inès Quéré")
    assert pictured.file.storage.exists(pictured.file.name)

    with django_capture_on_commit_callbacks(execute=True):
        ines.delete()

    assert list(GalleryItem.objects.values_list("pk", "author")) == [(taken.pk, "")]
    for file in (pictured.file, pictured.thumb):
        assert not file.storage.exists(file.name)


def test_an_edition_or_a_project_erased_takes_the_files_along(gallery, django_capture_on_commit_callbacks):
    of_project, of_session = (
        gallery.add(participation=gallery.place),
        gallery.add(gallery.come("Inès", "pub")),
    )

    with django_capture_on_commit_callbacks(execute=True):
        gallery.place.delete()
    assert list(GalleryItem.objects.all()) == [of_session]
    with django_capture_on_commit_callbacks(execute=True):
        gallery.session.delete()

    assert not GalleryItem.objects.exists()
    for item in (of_project, of_session):
        assert not item.file.storage.exists(item.file.name)
        assert not item.thumb.storage.exists(item.thumb.name)


def test_a_public_picture_does_not_disclose_whether_a_code_is_right(client, organiser):
    live = run_session()
    gallery = Gallery(live.world.edition, live.session, live.world.participations[0])
    item = gallery.add(gallery.come("Inès", "pub"))
    publish(gallery, organiser, item)
    wrong = reverse("coaching:live_gallery_file", args=["ABCDEF", item.uid])

    assert client.get(files_of(gallery, item)[0]).status_code == 200
    assert client.get(wrong).status_code == 404
    assert client.get(live.url("live_gallery_file", item.uid)).status_code == 404


def test_other_words_under_a_public_picture_wait_for_who_publishes(client, gallery, organiser, holder):
    item = gallery.add(alt="Le mur", person=holder)
    publish(gallery, organiser, item)
    edit = reverse("coaching:gallery_edit", args=[gallery.edition.slug, item.uid])
    client.force_login(holder)

    client.post(edit, {"alt": "Le mur", "depicts": "nobody", "caption": ""})
    untouched = "Le mur" in public_page(Client(), gallery)
    client.post(edit, {"alt": "Le mur", "depicts": "nobody", "caption": "Achetez mes pilules"})

    assert untouched
    assert "pilules" not in public_page(Client(), gallery)
    publish(gallery, organiser, item)
    client.force_login(organiser)
    client.post(edit, {"alt": "Le mur de post-it", "depicts": "nobody", "caption": ""})
    assert "Le mur de post-it" in public_page(Client(), gallery)


def test_a_role_that_ended_opens_the_gallery_no_more_though_the_list_still_has_it(client):
    live = run_session()
    mentor = live.world.mentors[0]
    client.force_login(mentor)
    page = reverse("coaching:gallery", args=[live.world.edition.slug])
    before = client.get(page).status_code

    Role.objects.filter(user=mentor, edition=live.world.edition).update(ended_at=timezone.now())

    assert before == 200
    assert client.get(page).status_code == 404
