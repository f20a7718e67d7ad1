"""Pictures sent from a phone or a desk: described one by one, drawn again, refused with a reason."""

import struct
import uuid
import zlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accelerator.transitions import TransitionRefused
from coaching.gallery import actions
from coaching.models import GalleryItem
from tests.support.gallery import picture
from tests.support.live import run_session

pytestmark = pytest.mark.django_db


def url_of(gallery, name="", *args):
    return reverse(f"coaching:gallery{name}", args=[gallery.edition.slug, *args])


def send(client, gallery, *files, **data):
    return client.post(url_of(gallery, "_add"), {"kind": "photo", "pictures": list(files), **data})


def words(item, **typed):
    named = {"alt": "Une frise au mur", "depicts": "nobody", **typed}
    return {f"{item.uid.hex}-{key}": value for key, value in named.items()}


def test_two_pictures_are_sent_at_once_and_show_once_each_is_described(client, gallery, holder):
    client.force_login(holder)
    of = {"participation": gallery.place.pk}

    sent = send(client, gallery, picture("un.jpg"), picture("deux.jpg"), **of)
    first, second = GalleryItem.objects.order_by("pk")
    page = client.get(url_of(gallery)).content.decode()
    half = client.post(url_of(gallery, "_describe"), {**words(first, **of), **words(second, alt=" ", **of)})
    client.post(url_of(gallery, "_describe"), words(second, alt="Un croquis du hall", **of))

    assert sent.url == url_of(gallery, "_describe")
    assert "2 images attendent vos mots" in page
    assert "small.jpg" not in page
    assert half.status_code == 422
    assert "Dites en quelques mots" in half.content.decode()
    listed = client.get(url_of(gallery)).content.decode()
    assert 'alt="Une frise au mur" width="480" height="360"' in listed.replace("\n", " ").replace("  ", " ")
    assert 'alt="Un croquis du hall"' in listed
    assert set(GalleryItem.objects.values_list("participation", flat=True)) == {gallery.place.pk}


def test_typed_values_stay_when_one_is_missing(client, gallery, holder):
    client.force_login(holder)
    send(client, gallery, picture())
    item = GalleryItem.objects.get()

    answer = client.post(
        url_of(gallery, "_describe"), words(item, alt="", caption="Le deuxième matin", depicts="crowd")
    )

    page = answer.content.decode()
    assert 'value="Le deuxième matin"' in page
    assert client.get(url_of(gallery, "_thumb", item.uid)).status_code == 200


def test_metadata_of_the_camera_is_removed(client, gallery, holder):
    exif = Image.Exif()
    exif[0x010F] = "Appareil"
    exif.get_ifd(0x8825)[2] = (49.0, 10.0, 0.0)
    client.force_login(holder)

    send(client, gallery, picture(exif=exif))

    item = GalleryItem.objects.get()
    for file in (item.file, item.thumb):
        with Image.open(file) as saved:
            assert (saved.format, dict(saved.getexif())) == ("JPEG", {})


def test_a_large_picture_is_saved_as_large_as_a_screen(client, gallery, holder):
    client.force_login(holder)

    send(client, gallery, picture(size=(2600, 1950)))

    item = GalleryItem.objects.get()
    assert (item.width, item.height, item.thumb_width, item.thumb_height) == (2048, 1536, 480, 360)


def bomb():
    """A PNG of a few bytes that says to be 60 000 points wide and high."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def test_a_file_that_is_no_picture_is_refused_by_its_name(client, gallery, holder):
    client.force_login(holder)
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    for name, content in (
        ("dessin.svg", drawing),
        ("dessin.png", drawing),
        ("page.jpg", b"<html><script>alert(1)</script></html>"),
        ("bombe.png", bomb()),
        ("rien.jpg", b""),
    ):
        answer = send(client, gallery, SimpleUploadedFile(name, content, "image/jpeg"), author="Inès")
        assert answer.status_code == 422, name
        assert name in answer.content.decode()
        assert 'value="Inès"' in answer.content.decode()
    assert not GalleryItem.objects.exists()


def test_the_good_ones_are_saved_beside_a_bad_one_that_is_named(client, gallery, holder):
    client.force_login(holder)

    answer = client.post(
        url_of(gallery, "_add"),
        {"kind": "photo", "pictures": [picture(), SimpleUploadedFile("page.jpg", b"<html>", "image/jpeg")]},
        follow=True,
    )

    assert GalleryItem.objects.count() == 1
    assert "page.jpg" in answer.content.decode()


def test_a_video_is_a_plain_https_address(client, gallery, holder):
    client.force_login(holder)
    for link in (
        "javascript:alert(1)",
        "http://video.exemple.fr/1",
        "https://moi:secret@video.exemple.fr/1",
        "https://localhost/1",
        "data:text/html,x",
        "//video.exemple.fr",
        'https://video.exemple.fr/" onclick="alert(1)',
        "",
    ):
        assert send(client, gallery, kind="video", link=link).status_code == 422, link
    assert not GalleryItem.objects.exists()


def test_a_video_is_a_link_with_a_title_never_a_frame(client, gallery, holder):
    client.force_login(holder)
    send(client, gallery, kind="video", link="https://video.exemple.fr/pitch?v=1&t=2")
    item = GalleryItem.objects.get()
    untitled = client.post(url_of(gallery, "_describe"), words(item)).status_code

    client.post(url_of(gallery, "_describe"), words(item, caption="Le pitch", alt="Le pitch au micro"))

    page = client.get(url_of(gallery)).content.decode()
    assert untitled == 422
    assert 'href="https://video.exemple.fr/pitch?v=1&amp;t=2"' in page
    assert "video.exemple.fr</span>" in page
    assert "<iframe" not in page


@pytest.mark.parametrize(
    ("name", "limit"),
    [("MOST_PICTURES", 1), ("MOST_WEIGHT", 20_000), ("MOST_DRAFTS", 1), ("MOST_WAITING", 1)],
)
def test_a_full_gallery_is_named_and_saves_nothing(client, gallery, holder, monkeypatch, name, limit):
    client.force_login(holder)
    send(client, gallery, picture())
    monkeypatch.setattr(actions, name, limit if name != "MOST_WEIGHT" else GalleryItem.objects.get().weight)

    answer = send(client, gallery, picture("deux.jpg"), picture("trois.jpg"))

    assert answer.status_code == 422
    words_of = {"MOST_DRAFTS": "Décrivez d’abord", "MOST_WAITING": "attendent d’être décrites"}.get(
        name, "pleine"
    )
    assert words_of in answer.content.decode()
    assert GalleryItem.objects.count() == 1


def test_a_lost_row_leaves_no_file(gallery, monkeypatch, settings):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(GalleryItem, "save", fail)

    with pytest.raises(RuntimeError):
        gallery.add()

    folder = GalleryItem._meta.get_field("file").storage
    assert not folder.exists("gallery") or folder.listdir("gallery")[1] == []


def test_a_phone_without_account_corrects_what_it_added_and_nothing_else(client):
    live = run_session()
    attendee = live.attendee_of(live.world.holder)
    phone = live.join(attendee)
    phone.post(live.url("live_gallery_add"), {"kind": "sketch", "pictures": [picture()]})
    item = GalleryItem.objects.get()
    phone.post(live.url("live_gallery_describe"), words(item, alt="Un croquis"))
    edit = reverse("coaching:live_gallery_edit", args=[live.code.code, item.uid])
    remove = reverse("coaching:live_gallery_remove", args=[live.code.code, item.uid])

    own = phone.get(edit).status_code
    other = live.join(attendee)  # the same name, from now on
    codes = [other.get(edit).status_code, other.post(remove).status_code]
    seen = other.get(live.url("live_gallery")).content.decode()
    live.join(attendee, phone).post(remove)

    assert codes == [404, 404]
    assert 'alt="Un croquis"' in seen
    assert own == 200
    assert not GalleryItem.objects.exists()


def test_undescribed_pictures_are_erased_after_two_days(gallery, django_capture_on_commit_callbacks):
    item, described = gallery.add(alt=""), gallery.add()

    with django_capture_on_commit_callbacks(execute=True):
        count = actions.remove_old_drafts(at=item.added_at + actions.DRAFTS_LIVE * 2)

    assert count == 1
    assert list(GalleryItem.objects.all()) == [described]
    assert not item.file.storage.exists(item.file.name)


def test_a_picture_removed_meanwhile_is_reported(gallery):
    item = gallery.add(alt="")
    actions.remove_picture(item=item, actor=None, at=item.added_at)

    with pytest.raises(TransitionRefused):
        actions.describe_picture(
            item=item, alt="x", depicts="nobody", people=[], actor=None, at=item.added_at
        )


def test_one_name_sends_no_more_drafts_from_browser_to_browser(gallery, monkeypatch):
    monkeypatch.setattr(actions, "MOST_DRAFTS", 2)
    maud = gallery.come("Maud")
    for _browser in range(2):
        gallery.add(alt="", attendee=maud, browser=uuid.uuid4())

    with pytest.raises(TransitionRefused, match="Décrivez d’abord"):
        gallery.add(alt="", attendee=maud, browser=uuid.uuid4())

    assert gallery.add(alt="", attendee=gallery.come("Léo"), browser=uuid.uuid4())


def test_those_who_run_the_session_clear_what_was_left_without_words(client, gallery, organiser):
    left, described = gallery.add(alt=""), gallery.add()
    being_described = gallery.add(alt="")
    GalleryItem.objects.filter(pk=left.pk).update(added_at=timezone.now() - timedelta(hours=1))
    client.force_login(organiser)
    page = client.get(reverse("coaching:manage_gallery", args=[gallery.edition.slug])).content.decode()

    client.post(reverse("coaching:clear_drafts", args=[gallery.edition.slug]))

    assert "2 images envoyées attendent leurs mots" in page
    assert not GalleryItem.objects.filter(pk=left.pk).exists()
    assert set(GalleryItem.objects.all()) == {described, being_described}
