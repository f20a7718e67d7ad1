"""Who hears of a piece of news by mail: organisers of what a project proposes, the project of what became of it."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMail
from coaching.models import Post
from coaching.posts.actions import propose_post, publish_post, withdraw_post
from projects.models import Recusal
from tests import factories
from tests.support.gallery import Gallery
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def sent(name: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(template=f"coaching/posts/{name}").order_by("pk"))


def test_organisers_are_notified_of_proposed_news_unless_they_stepped_aside(
    gallery: Gallery, organiser: User, holder: Any, written: Post
) -> None:
    aside = factories.role(gallery.edition, "organiser")
    application = gallery.place.project.application
    Recusal.objects.create(
        application=application, reviewer=aside, author=aside, reason="Parente", at=timezone.now()
    )
    OutgoingMail.objects.all().delete()
    withdraw_post(post=written, actor=holder, at=timezone.now(), by_project=True)

    propose_post(post=Post.objects.get(), actor=holder, at=timezone.now())

    [mail] = sent("post_proposed")
    assert mail.user == organiser
    assert mail.subject == f"« {gallery.place.project.title} » propose une actualité"
    assert "Le prototype tourne" in mail.text
    assert reverse("coaching:edit_post", args=[gallery.edition.slug, written.pk]) in mail.text
    assert sent("post_sent_back") == []


def test_editors_of_a_project_are_notified_of_published_news(
    gallery: Gallery, organiser: User, holder: Any, written: Post
) -> None:
    gallery.place.project.members.create(
        user=factories.user("Lectrice"), rights="read", joined_at=timezone.now()
    )

    publish_post(post=written, actor=organiser, at=timezone.now())

    [mail] = sent("post_published")
    assert (mail.user, mail.subject) == (holder, "Votre actualité est publiée")
    assert "Tout le monde peut la lire." in mail.text


def test_the_mail_about_published_news_mentions_a_closed_sheet(
    gallery: Gallery, organiser: User, organisers_draft: Post
) -> None:
    project = gallery.place.project
    project.public_sheet = False
    project.save(update_fields=["public_sheet"])

    publish_post(post=organisers_draft, actor=organiser, at=timezone.now())
    withdraw_post(post=Post.objects.get(), actor=organiser, at=timezone.now())

    [mail] = sent("post_published")
    assert mail.subject == "Une actualité de votre projet est publiée"
    assert "personne ne la lira" in mail.text
    assert sent("post_sent_back") == []


def test_returned_news_has_a_word_of_explanation(
    as_user: AsUser, gallery: Gallery, organiser: User, written: Post
) -> None:
    client, slug = as_user(organiser), gallery.edition.slug
    page = client.get(reverse("coaching:edit_post", args=[slug, written.pk])).text
    assert "Renvoyer au projet" in page

    data = {"do": "withdraw", "words": "Il manque l’accord de l’atelier."}
    answer = client.post(reverse("coaching:move_post", args=[slug, written.pk]), data, follow=True)

    assert "brouillon du projet, qui en est prévenu" in answer.text
    [mail] = sent("post_sent_back")
    assert mail.subject == "Votre actualité est à revoir"
    assert "Il manque l’accord de l’atelier." in mail.text


def test_a_project_is_notified_when_its_news_is_unpublished(
    gallery: Gallery, organiser: User, written: Post
) -> None:
    publish_post(post=written, actor=organiser, at=timezone.now())

    withdraw_post(post=Post.objects.get(), actor=organiser, at=timezone.now())

    [mail] = sent("post_sent_back")
    assert mail.subject == "Votre actualité n’est plus publiée"
    assert "vous écrit" not in mail.text


def test_news_of_the_edition_write_to_nobody(
    gallery: Gallery, organiser: User, organisers_draft: Post
) -> None:
    Post.objects.filter(pk=organisers_draft.pk).update(project=None)

    publish_post(post=Post.objects.get(), actor=organiser, at=timezone.now())

    assert not OutgoingMail.objects.exists()
