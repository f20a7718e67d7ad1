"""A project tells where it stands, an organiser rereads and publishes, and what is taken back is gone."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.transitions import TransitionRefused
from coaching.attendance.actions.attendees import set_image_consent
from coaching.attendance.enums import ImageConsent
from coaching.gallery.actions import publish_pictures
from coaching.models import Post
from coaching.posts.actions import edit_post, publish_post, withdraw_post, write_post
from coaching.posts.enums import PostState
from projects.models import Recusal
from projects.publication.actions import close_sheet
from tests import factories

pytestmark = pytest.mark.django_db
TITLE = "Le prototype tourne"
WORDS = {"title_fr": TITLE, "body_fr": "Trois essais.", "title_en": "", "body_en": "", "video": ""}


def pages(gallery, post):
    """Wherever anybody reads of it: its page, the list, the feed, the page of the edition, the project's sheet."""
    slug = gallery.edition.slug
    return [
        reverse("coaching:post", args=[slug, post.pk]),
        reverse("coaching:posts", args=[slug]),
        reverse("coaching:posts_feed", args=[slug]),
        reverse("programmes:edition", args=[slug]),
        reverse("projects:public_project", args=[slug, gallery.place.project.slug]),
    ]


def visibility(client, gallery, post):
    return [TITLE in client.get(page).content.decode() for page in pages(gallery, post)]


def publish(post, organiser):
    publish_post(post=post, actor=organiser, at=timezone.now())


def test_published_news_is_on_every_page(client, gallery, written, organiser):
    assert visibility(client, gallery, written) == [False] * 5

    publish(written, organiser)

    assert visibility(client, gallery, written) == [True] * 5
    sitemap = client.get(reverse("projects:sitemap")).content.decode()
    assert reverse("coaching:post", args=[gallery.edition.slug, written.pk]) in sitemap


@pytest.mark.usefixtures("_shared_pages")
def test_withdrawn_news_disappears_at_once(
    client, gallery, written, organiser, holder, django_capture_on_commit_callbacks
):
    publish(written, organiser)
    assert visibility(client, gallery, written) == [True] * 5

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_post(post=written, actor=holder, at=timezone.now(), by_project=True)

    assert visibility(client, gallery, written) == [False] * 5


@pytest.fixture
def _shared_pages(settings):
    settings.PUBLIC_PAGE_SECONDS = 60


@pytest.mark.usefixtures("_shared_pages")
def test_shared_pages_forget_what_is_taken_back_elsewhere(
    client, gallery, written, organiser, holder, django_capture_on_commit_callbacks
):
    person = gallery.come("Inès Carpentier", ImageConsent.PUBLIC)
    item = gallery.add(person, participation=gallery.place)
    publish_pictures(session=gallery.session, uids=[str(item.uid)], actor=organiser, at=timezone.now())
    written.pictures.set([item])
    publish(written, organiser)
    addresses = pages(gallery, written)
    assert "Le mur de post-it" in client.get(addresses[0]).text
    assert visibility(client, gallery, written) == [True] * 5

    with django_capture_on_commit_callbacks(execute=True):
        set_image_consent(attendee=person, consent=ImageConsent.REFUSED, actor=None, at=timezone.now())
    assert not any("Le mur de post-it" in client.get(page).text for page in addresses)

    with django_capture_on_commit_callbacks(execute=True):
        close_sheet(project=gallery.place.project, actor=holder, at=timezone.now())
    assert visibility(client, gallery, written) == [False] * 5


class TestWhoseTextItIs:
    """A draft is read, changed, published and erased by its side alone."""

    @pytest.fixture
    def own(self, gallery, holder):
        words = WORDS | {"title_fr": "Notre essai"}
        values = {
            "edition": gallery.edition,
            "project": gallery.place.project,
            "words": words,
            "pictures": [],
        }
        return write_post(**values, actor=holder, at=timezone.now(), by_project=True)

    def of_organisers(self, gallery, name, post):
        return reverse(f"coaching:{name}_post", args=[gallery.edition.slug, post.pk])

    def of_project(self, gallery, name, post):
        return reverse(f"coaching:{name}_project_post", args=[gallery.place.project.slug, post.pk])

    def test_organisers_read_no_draft_of_a_project(self, as_user, gallery, own, organiser):
        client, address = as_user(organiser), self.of_organisers(gallery, "move", own)

        listed = client.get(reverse("coaching:manage_posts", args=[gallery.edition.slug])).text

        assert "Notre essai" not in listed
        assert client.get(self.of_organisers(gallery, "edit", own)).status_code == 404
        assert [client.post(address, {"do": do}).status_code for do in ("publish", "remove")] == [404, 404]
        assert Post.objects.get().state == PostState.DRAFT

    def test_a_project_reads_no_draft_of_organisers(self, as_user, gallery, organisers_draft, holder):
        client = as_user(holder)

        listed = client.get(reverse("coaching:project_posts", args=[gallery.place.project.slug])).text

        assert "Une visite à raconter" not in listed
        assert client.get(self.of_project(gallery, "edit", organisers_draft)).status_code == 404
        moved = client.post(self.of_project(gallery, "move", organisers_draft), {"do": "remove"})
        assert moved.status_code == 404
        assert Post.objects.exists()

    def test_a_project_takes_back_what_organisers_published_and_lets_it_go_again(
        self, as_user, gallery, organisers_draft, organiser, holder
    ):
        publish(organisers_draft, organiser)
        client, address = as_user(holder), self.of_project(gallery, "move", organisers_draft)
        edited = WORDS | {"title_fr": "Autre titre", "seen": "2"}

        assert client.post(self.of_project(gallery, "edit", organisers_draft), edited).status_code == 422
        client.post(address, {"do": "remove"})
        client.post(address, {"do": "withdraw"})

        post = Post.objects.get()
        assert (post.state, post.title_fr) == (PostState.DRAFT, "Une visite à raconter")
        with pytest.raises(TransitionRefused, match="lui seul"):
            publish(post, organiser)
        client.post(address, {"do": "propose"})
        publish(Post.objects.get(), organiser)

    def test_news_withdrawn_by_organisers_is_a_draft_of_its_project_again(
        self, as_user, gallery, written, organiser, holder
    ):
        publish(written, organiser)
        client = as_user(organiser)
        answer = client.post(self.of_organisers(gallery, "move", written), {"do": "withdraw"}, follow=True)
        assert (answer.status_code, TITLE in answer.text) == (200, False)

        project = as_user(holder)
        listed = project.get(reverse("coaching:project_posts", args=[gallery.place.project.slug])).text
        assert "retirée" in listed
        assert "retirée par le projet" not in listed
        version = str(Post.objects.get().version)
        edited = WORDS | {"title_fr": "Pas encore relu", "seen": version}
        assert project.post(self.of_project(gallery, "edit", written), edited).status_code == 302

        assert client.get(self.of_organisers(gallery, "edit", written)).status_code == 404
        with pytest.raises(TransitionRefused, match="lui seul"):
            publish(Post.objects.get(), organiser)
        project.post(self.of_project(gallery, "move", written), {"do": "propose"})
        publish(Post.objects.get(), organiser)

    def test_organisers_erase_nothing_that_a_project_wrote(self, as_user, gallery, written, organiser):
        answer = as_user(organiser).post(
            self.of_organisers(gallery, "move", written), {"do": "remove"}, follow=True
        )

        assert "lui seul la supprime" in answer.text
        assert Post.objects.filter(pk=written.pk).exists()

    def test_a_text_that_was_taken_back_meanwhile_is_neither_read_nor_rewritten(
        self, as_user, gallery, written, organiser, holder
    ):
        withdraw_post(post=written, actor=holder, at=timezone.now(), by_project=True)

        edit_page = self.of_organisers(gallery, "edit", written)
        assert as_user(organiser).get(edit_page).status_code == 404
        with pytest.raises(TransitionRefused, match="brouillon du projet"):
            edit_post(
                post=written, words=WORDS, pictures=[], base_version=3, actor=organiser, at=timezone.now()
            )


class TestPages:
    def test_a_holder_writes_proposes_and_an_organiser_publishes(self, as_user, gallery, holder, organiser):
        own, slug = as_user(holder), gallery.place.project.slug
        sent = own.post(reverse("coaching:add_project_post", args=[slug]), WORDS)
        post = Post.objects.get()
        assert sent.url == reverse("coaching:edit_project_post", args=[slug, post.pk])
        own.post(reverse("coaching:move_project_post", args=[slug, post.pk]), {"do": "propose"})

        client = as_user(organiser)
        listed = client.get(reverse("coaching:manage_posts", args=[gallery.edition.slug]))
        assert "à relire" in listed.content.decode()
        client.post(reverse("coaching:move_post", args=[gallery.edition.slug, post.pk]), {"do": "publish"})

        post.refresh_from_db()
        assert post.state == PostState.PUBLISHED

    def test_a_project_cannot_change_published_news(self, as_user, gallery, written, organiser, holder):
        publish(written, organiser)
        url = reverse("coaching:edit_project_post", args=[gallery.place.project.slug, written.pk])

        answer = as_user(holder).post(url, WORDS | {"body_fr": "Autre chose.", "seen": "3"})

        assert answer.status_code == 422
        assert "retirez-la d’abord" in answer.content.decode()

    def test_a_stale_window_shows_both_texts(self, as_user, gallery, written, organiser):
        url = reverse("coaching:edit_post", args=[gallery.edition.slug, written.pk])
        client = as_user(organiser)
        client.post(url, WORDS | {"title_fr": "Dans la première fenêtre", "seen": "2"})

        answer = client.post(url, WORDS | {"title_fr": "Dans la seconde", "seen": "2"})

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Dans la première fenêtre" in page
        assert 'value="Dans la seconde"' in page

    def test_a_picture_that_is_not_public_cannot_be_chosen(self, as_user, gallery, organiser):
        hidden = gallery.add(depicts="unnamed")
        url = reverse("coaching:add_post", args=[gallery.edition.slug])

        answer = as_user(organiser).post(url, WORDS | {"pictures": [str(hidden.pk)]})

        assert answer.status_code == 422
        assert not Post.objects.exists()

    def test_no_sign_that_a_feed_cannot_carry_is_stored(self, as_user, client, gallery, organiser):
        url = reverse("coaching:add_post", args=[gallery.edition.slug])
        words = {"title_fr": "Le \x08prototype\x0btourne", "body_fr": "Trois \u202eessais\x08."}

        as_user(organiser).post(url, WORDS | words | {"video": "https://tube.example.org/\u202e1"})

        post = Post.objects.get()
        publish(post, organiser)
        assert (post.title_fr, post.body_fr) == (TITLE, "Trois essais.")
        assert post.video == "https://tube.example.org/1"
        feed = client.get(reverse("coaching:posts_feed", args=[gallery.edition.slug]))
        assert feed.status_code == 200
        # RFC 4287: an entry that names nobody has the author of its feed
        assert f"<author><name>{gallery.edition.name}</name></author>" in feed.text

    def test_a_project_keeps_the_pictures_that_an_organiser_chose(
        self, as_user, gallery, written, organiser, holder
    ):
        item = gallery.add()
        publish_pictures(session=gallery.session, uids=[str(item.uid)], actor=organiser, at=timezone.now())
        written.pictures.set([item])
        url = reverse("coaching:edit_project_post", args=[gallery.place.project.slug, written.pk])

        as_user(holder).post(url, WORDS | {"seen": "2", "pictures": [str(item.pk)]})

        assert list(written.pictures.all()) == [item]

    def test_a_translation_is_whole(self, as_user, gallery, organiser):
        url = reverse("coaching:add_post", args=[gallery.edition.slug])

        answer = as_user(organiser).post(url, WORDS | {"title_en": "It works"})

        assert "Traduisez le titre et le texte" in answer.content.decode()

    def test_an_organiser_who_stepped_aside_reads_no_draft_of_the_project(
        self, as_user, gallery, written, organiser
    ):
        application = gallery.place.project.application
        Recusal.objects.create(
            application=application, reviewer=organiser, author=organiser, reason="Parente", at=timezone.now()
        )

        listed = as_user(organiser).get(reverse("coaching:manage_posts", args=[gallery.edition.slug]))
        opened = as_user(organiser).get(
            reverse("coaching:edit_post", args=[gallery.edition.slug, written.pk])
        )

        assert TITLE not in listed.content.decode()
        assert opened.status_code == 404

    def test_somebody_who_only_reads_the_project_writes_nothing(self, as_user, gallery):
        reader = factories.user("Lectrice")
        gallery.place.project.members.create(user=reader, rights="read", joined_at=timezone.now())

        answer = as_user(reader).get(reverse("coaching:project_posts", args=[gallery.place.project.slug]))

        assert answer.status_code == 404


def test_no_link_leads_to_the_news_of_a_project_that_gave_its_place_up(
    gallery, written, organiser, holder, as_user
):
    publish(written, organiser)
    address = reverse("coaching:post", args=[gallery.edition.slug, written.pk])
    pages_of_writers = [
        (organiser, reverse("coaching:edit_post", args=[gallery.edition.slug, written.pk])),
        (holder, reverse("coaching:edit_project_post", args=[gallery.place.project.slug, written.pk])),
    ]
    assert all(address in as_user(person).get(page).text for person, page in pages_of_writers)

    gallery.place.state = "declined"
    gallery.place.save(update_fields=["state"])

    assert as_user(organiser).get(address).status_code == 404
    pages_now = [as_user(person).get(page) for person, page in pages_of_writers]
    assert [address in page.text for page in pages_now] == [False, False]
