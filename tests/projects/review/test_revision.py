"""What is sent is what was read; an opinion that somebody read is revised with a reason, before and after visible."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from accelerator.audit.models import AuditEntry
from accelerator.questionnaires.enums import QuestionKind
from accelerator.transitions import EditConflict
from projects.conflicts.actions import recuse
from projects.decision.actions import deliberation
from projects.decision.enums import Outcome
from projects.models import ConflictEffect, Review, ReviewRevision, ReviewState
from projects.review.actions import review, revision
from tests.factories import World, edition_with, published_form, role, sheet
from tests.support.reviews import grid_values, page_url, plain, sent_review
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def revise_url(application: Any) -> str:
    return reverse("projects:revise_review", args=[application.reference])


def read_mark(world: World) -> str:
    return reverse("projects:mark_reviews_read", args=[world.edition.slug, world.applications[0].reference])


def change_dossier(application: Any, title: str) -> None:
    """A new version, as a completion or a second sending leaves it."""
    application.sheet = sheet(application.call.form, title=title)
    application.content_hash = title[:1] * 64
    application.save(update_fields=["sheet", "content_hash"])
    application.versions.create(
        number=application.versions.count() + 1,
        submitted_at=now(),
        content_hash=application.content_hash,
        sheet=application.sheet,
        snapshot={},
    )


def test_a_review_of_a_dossier_that_changed_is_saved_but_not_sent_and_shows_what_changed(
    as_user: AsUser,
) -> None:
    form = published_form({"key": "title", "kind": QuestionKind.SHORT_TEXT, "audience": "jury"})
    world = edition_with(reviewers=1, applications=1, form=form)
    client, application = as_user(world.reviewer), world.applications[0]
    change_dossier(application, "Ancien titre")
    seen = client.get(page_url(application)).context["application"].content_hash
    values = grid_values(world.edition, "3", "3") | {"send": "1", "page_hash": seen}

    change_dossier(application, "Nouveau titre")
    refused = client.post(page_url(application), values)

    assert refused.status_code == 422
    assert "Le dossier a changé" in plain(refused.text)
    assert "Ancien" in refused.text
    assert "Nouveau" in refused.text
    stored = Review.objects.get()
    assert (stored.state, stored.scores.count()) == (ReviewState.DRAFT, 2)
    again = values | {"page_hash": application.content_hash, "base_version": str(stored.version)}
    assert f'name="page_hash" value="{application.content_hash}"' in refused.text
    assert client.post(page_url(application), again).status_code == 302
    stored.refresh_from_db()
    assert stored.state == ReviewState.SUBMITTED


def test_sending_is_undone_until_an_organiser_opened_it(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=1)
    application, client = world.applications[0], as_user(world.reviewer)
    sent_review(application, world.reviewer, "4", "4")
    take_back = reverse("projects:take_back_review", args=[application.reference])
    page = as_user(world.organiser).get(
        reverse("projects:decide", args=[world.edition.slug, application.reference])
    )
    assert f'data-read-mark="{read_mark(world)}"' in page.text
    assert "Annuler l’envoi" in client.get(page_url(application)).text

    as_user(world.organiser).post(read_mark(world))
    client.post(take_back)

    assert Review.objects.get().state == ReviewState.SUBMITTED
    after = client.get(page_url(application)).text
    assert "Annuler l’envoi" not in after
    assert revise_url(application) in after


def test_only_who_reads_the_opinions_marks_them_as_read(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=1)
    sent_review(world.applications[0], world.reviewer, "4", "4")
    at = now()
    recuse(
        application=world.applications[0],
        reviewer=world.organiser,
        author=world.organiser,
        reason="Amie",
        at=at,
    )

    assert as_user(world.organiser).post(read_mark(world)).status_code == 404
    assert as_user(world.reviewer).post(read_mark(world)).status_code == 204  # one's own stays unread
    assert Review.objects.get().read_at is None


@pytest.mark.parametrize("reader", ["chair", "secretary", "organiser without a vote", "juror without a vote"])
def test_sending_is_not_undone_once_anybody_read_it(as_user: AsUser, reader: str) -> None:
    world = edition_with(organisers=2, reviewers=2, applications=1)
    (application,), (author, colleague) = world.applications, world.reviewers
    sent_review(application, author, "4", "4")
    if reader.endswith("a vote"):
        person = world.organiser if reader.startswith("organiser") else colleague
        values = {"reason": "Amie", "effect": ConflictEffect.NO_VOTE, "at": now()}
        recuse(application=application, reviewer=person, author=person, **values)
    else:
        person = role(world.edition, reader)
    page = as_user(person).get(reverse("projects:discussion", args=[application.reference]))
    assert f'data-read-mark="{read_mark(world)}"' in page.text

    assert as_user(person).post(read_mark(world)).status_code == 204

    assert Review.objects.get().read_at


def test_a_revision_counts_and_the_committee_reads_before_and_after(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1)
    (application,), (anne, boris) = world.applications, world.reviewers
    mine = sent_review(application, anne, "4", "4", committee_comment="Très bien", private_note="CANARI")
    sent_review(application, boris, "2", "2")
    client = as_user(anne)
    form = client.get(revise_url(application))
    values = grid_values(
        world.edition, "2", "4", committee_comment="Moins bien", private_note="CANARI bis", reason="Mal lu"
    )

    missing = client.post(revise_url(application), values | {"reason": " "})
    answer = client.post(
        revise_url(application), values | {"base_version": str(form.context["version"])}, follow=True
    )

    assert "Indiquez la raison" in missing.text
    assert "Votre évaluation est révisée" in answer.text
    mine.refresh_from_db()
    application.refresh_from_db()
    assert (mine.state, mine.total, application.reviews_done, application.score) == ("submitted", 70, 2, 60)
    decide = reverse("projects:decide", args=[world.edition.slug, application.reference])
    for text in (as_user(boris).get(page_url(application)).text, as_user(world.organiser).get(decide).text):
        assert "Mal lu" in text
        assert "100 → 70 / 100" in plain(text)
        assert "Très bien" in text
        assert "Moins bien" in text
        assert "CANARI" not in text
    assert AuditEntry.objects.filter(verb="revise_review").count() == 1


def test_a_review_is_revised_until_the_committee_meets_or_decides() -> None:
    world = edition_with(reviewers=1, applications=2)
    first, second = (sent_review(application, world.reviewer, "4", "4") for application in world.applications)
    meets = now() + timedelta(days=40)
    world.edition.committee_meets_at = meets
    world.edition.save()
    deliberation.decide(
        application=second.application, outcome=Outcome.SELECTED, actor=world.organiser, at=now()
    )
    change = {"actor": world.reviewer, "values": grid_values(world.edition, "2", "2"), "reason": "Mal lu"}

    late = meets - timedelta(minutes=1)
    revision.revise_review(review=first, at=late, **change)

    assert world.edition.reviews_are_closed(late)
    for sent, at in ((first, meets), (second, now())):
        with pytest.raises(review.ReviewRefused):
            revision.revise_review(
                review=sent, at=at, **(change | {"values": grid_values(world.edition, "1", "1")})
            )
    assert ReviewRevision.objects.count() == 1


def test_a_person_who_lost_the_dossier_and_who_changes_nothing_revise_nothing() -> None:
    world = edition_with(reviewers=2, applications=1)
    sent = sent_review(world.applications[0], world.reviewer, "4", "4")
    same = grid_values(world.edition, "4", "4")
    other = grid_values(world.edition, "1", "4")

    def revise(values: Any, actor: Any = world.reviewer, **more: Any) -> None:
        revision.revise_review(review=sent, actor=actor, values=values, reason="Mal lu", at=now(), **more)

    with pytest.raises(review.ReviewRefused):
        revise(same)
    with pytest.raises(review.ReviewRefused):
        revise(other, actor=world.reviewers[1])
    with pytest.raises(review.ReviewIncomplete):
        revise(grid_values(world.edition, "", "4"))
    with pytest.raises(EditConflict):
        revise(other, base_version=sent.version - 1)
    Review.objects.update(set_aside_at=now())
    with pytest.raises(review.ReviewRefused):
        revise(other)
    Review.objects.update(set_aside_at=None)
    recuse(
        application=world.applications[0],
        reviewer=world.reviewer,
        author=world.reviewer,
        reason="Ami",
        at=now(),
    )
    with pytest.raises(review.ReviewRefused):
        revise(other)
    assert not ReviewRevision.objects.exists()


def test_revisions_are_read_by_a_constant_number_of_queries(
    as_user: AsUser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    world = edition_with(reviewers=3, applications=1)
    for juror in world.reviewers:
        sent = sent_review(world.applications[0], juror, "4", "4")
        values = grid_values(world.edition, "3", "3")
        revision.revise_review(review=sent, actor=juror, values=values, reason="Mal lu", at=now())
    client = as_user(world.reviewer)

    with django_assert_max_num_queries(12):
        text = client.get(page_url(world.applications[0])).text

    assert plain(text).count("Raison : Mal lu") == 3


def test_a_text_that_grows_when_it_is_normalised_is_refused_at_its_field(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=1)
    values = grid_values(world.edition, "3", "3", private_note="\u0958" * 3000)

    answer = as_user(world.reviewer).post(page_url(world.applications[0]), values)

    assert answer.status_code == 422
    assert "private_note" in answer.context["form"].errors
