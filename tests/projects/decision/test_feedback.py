"""What reviewers write for holders is read by an organiser before it leaves: let go, changed or kept."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from programmes.enums import RoleName
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.feedback import FeedbackRefused, feedback_mark, moderate_feedback
from projects.decision.actions.refusals import DecisionRefused
from projects.decision.enums import Outcome
from projects.decision.queries.feedback import unread_comments
from projects.models import HolderFeedback, Review
from tests import factories
from tests.factories import World, edition_with
from tests.support.reviews import sent_review
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def now() -> Any:
    return timezone.now()


def commented(*comments: str) -> World:
    """A decided dossier, read by as many people as there are comments for its holder."""
    world = edition_with(reviewers=len(comments), applications=1)
    for reviewer, comment in zip(world.reviewers, comments, strict=True):
        sent_review(world.applications[0], reviewer, "3", "3", holder_comment=comment)
    decide(
        application=world.applications[0],
        outcome=Outcome.SELECTED,
        reason="Une équipe",
        actor=world.organiser,
        at=now(),
    )
    return world


def url(world: World) -> str:
    return reverse("projects:manage_feedback", args=[world.edition.slug])


def post(
    client: Any, world: World, comment: str, text: str, do: str = "approve", seen: str | None = None
) -> Any:
    review = Review.objects.get(holder_comment=comment)
    feedback = HolderFeedback.objects.filter(review=review).first()
    mark = feedback_mark(review, feedback) if seen is None else seen
    prefix = f"review-{review.pk}"
    return client.post(
        url(world), {"review": review.pk, "do": do, f"{prefix}-text": text, f"{prefix}-seen": mark}
    )


def announce_and_read(world: World) -> str:
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    return OutgoingMail.objects.get(template="projects/decision/decision_selected").text


def test_only_what_was_let_go_leaves_and_the_comment_stays_its_author_s(as_user: AsUser) -> None:
    world = commented("Bravo à tous", "Ce projet est nul", "À garder pour nous")
    client, page = as_user(world.organiser), url(world)
    with pytest.raises(DecisionRefused, match="3 commentaires"):
        announce_and_read(world)
    announcing = client.get(reverse("projects:announce", args=[world.edition.slug])).text
    assert "3 commentaires attendent d’être relus" in announcing
    assert page in announcing

    post(client, world, "Bravo à tous", "Bravo à tous")
    post(client, world, "Ce projet est nul", "Le besoin reste à préciser")
    post(client, world, "À garder pour nous", "À garder pour nous", do="withhold")
    text = announce_and_read(world)

    assert "Bravo à tous" in text
    assert "Le besoin reste à préciser" in text
    assert not any(words in text for words in ("est nul", "garder pour"))
    assert Review.objects.filter(holder_comment="Ce projet est nul").exists()
    holder = as_user(world.holder).get(
        reverse("projects:participation", args=[world.applications[0].reference])
    )
    assert "Le besoin reste à préciser" in holder.text
    assert not any(words in holder.text for words in ("est nul", "garder pour"))
    entries = AuditEntry.objects.filter(verb__endswith="_feedback").order_by("pk")
    assert [(entry.verb, entry.actor, entry.data["edited"]) for entry in entries] == [
        ("approve_feedback", world.organiser, False),
        ("approve_feedback", world.organiser, True),
        ("withhold_feedback", world.organiser, False),
    ]


def test_a_page_is_let_go_at_once_and_can_be_taken_back_until_the_announcement(as_user: AsUser) -> None:
    world = commented("Bravo", "Merci")
    client = as_user(world.organiser)
    page = client.get(url(world))
    assert str(world.reviewer) in page.text

    comments = [f"{pk}={mark}" for pk, mark in page.context["unread"]]
    client.post(url(world), {"do": "approve_all", "comment": comments})

    assert not unread_comments(world.edition).exists()
    assert post(client, world, "Merci", "", do="withhold").status_code == 302
    assert "Merci" not in announce_and_read(world)
    refused = post(client, world, "Bravo", "Trop tard")
    assert refused.status_code == 404


def test_what_a_colleague_settled_meanwhile_is_shown_before_it_is_replaced(as_user: AsUser) -> None:
    world = commented("Bravo")
    colleague = factories.role(world.edition, RoleName.ORGANISER, who=factories.user("Anne Roy"))
    review = Review.objects.get()
    post(as_user(colleague), world, "Bravo", "Bravo, dit Anne")

    response = post(as_user(world.organiser), world, "Bravo", "Mon texte", seen=feedback_mark(review, None))

    assert response.status_code == 422
    assert "entre-temps" in response.text
    assert "Mon texte" in response.text
    assert "Anne Roy" in response.text
    assert HolderFeedback.objects.get().text == "Bravo, dit Anne"
    [form] = response.context["forms"]
    assert (
        post(as_user(world.organiser), world, "Bravo", "Mon texte", seen=form["seen"].value()).status_code
        == 302
    )


def test_adverse_an_empty_text_a_too_long_one_and_a_dossier_one_is_kept_from(as_user: AsUser) -> None:
    world = commented("Bravo")
    client, review = as_user(world.organiser), Review.objects.get()

    assert post(client, world, "Bravo", " ").status_code == 422
    assert post(client, world, "Bravo", "x" * 4001).status_code == 422
    assert client.post(url(world), {"review": "zéro"}).status_code == 404
    assert (
        client.post(url(world), {"do": "approve_all", "comment": ["zéro", f"{review.pk}=autre"]}).status_code
        == 302
    )
    assert not HolderFeedback.objects.exists()

    review.application.recusals.create(reviewer=world.organiser, author=world.organiser, reason="…", at=now())
    assert "Bravo" not in client.get(url(world)).text
    assert post(client, world, "Bravo", "Bravo").status_code == 404
    with pytest.raises(FeedbackRefused, match="caché"):
        moderate_feedback(
            review=review, text="Bravo", seen=feedback_mark(review, None), actor=world.organiser, at=now()
        )
