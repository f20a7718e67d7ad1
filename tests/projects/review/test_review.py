"""Writing an opinion, keeping it, sending it."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test.html import parse_html
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from programmes.enums import RoleName
from projects.application.enums import ApplicationState
from projects.conflicts import actions
from projects.models import Review, ReviewState, Score
from projects.review.actions import review, review as review_sending
from tests.factories import World, edition_with, role
from tests.support.reviews import grid_values, page_url, score_url, send_review, sent_review
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


built, world = share_world(edition_with, reviewers=1, applications=1)


def test_the_spaces_of_french_are_stored_as_they_were_typed(as_user, world: World) -> None:
    typed = "Mme\u00a0Morel : 5\u202f000\u00a0€, « oui »\x00\r\nÀ revoir"

    as_user(world.reviewer).post(
        score_url(world.applications[0], "holder_comment"), {"value": typed, "base_version": "0"}
    )

    assert Review.objects.get().holder_comment == typed.replace("\x00", "").replace("\r", "")


def test_one_field_at_a_time_is_stored_with_its_version(as_user, world: World) -> None:
    client, application = as_user(world.reviewer), world.applications[0]
    criterion = world.edition.criteria.first()

    first = client.post(score_url(application, f"level-{criterion.pk}"), {"value": "3", "base_version": "0"})
    second = client.post(score_url(application, "private_note"), {"value": "À revoir.", "base_version": "1"})

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["version"] == 1
    assert (second.json()["answered"], second.json()["total"], second.json()["score"]) == (1, 2, 75)
    stored = Review.objects.get()
    assert (stored.state, stored.private_note, stored.version) == (ReviewState.DRAFT, "À revoir.", 2)
    assert stored.scores.get().level == 3


def test_a_value_that_does_not_suit_is_refused_and_nothing_is_stored(as_user, world: World) -> None:
    for key, value in (
        ("level-{c}", "5"),
        ("level-{c}", "-1"),
        ("level-{c}", "trois"),
        ("level-0", "3"),
        ("level-x", "3"),
        ("state", "submitted"),
        ("total", "100"),
        ("comment-99999999999999999999", "x"),
        ("private_note", "x" * 4001),
    ):
        key = key.format(c=world.edition.criteria.first().pk)

        response = as_user(world.reviewer).post(score_url(world.applications[0], key), {"value": value})

        assert response.status_code == 422
        assert response.json()["error"]
        assert not Score.objects.exists()


def test_the_criterion_of_another_edition_is_refused(as_user) -> None:
    world, other = edition_with(reviewers=1, applications=1), edition_with()
    key = f"level-{other.edition.criteria.first().pk}"

    assert (
        as_user(world.reviewer).post(score_url(world.applications[0], key), {"value": "3"}).status_code == 422
    )


def test_sending_counts_the_review_and_opens_the_next_dossier(as_user) -> None:
    world = edition_with(reviewers=1, applications=2)
    client, (first, second) = as_user(world.reviewer), world.applications

    response = client.post(page_url(first), {**grid_values(world.edition, "4", "2"), "send": "1"})

    assert response.status_code == 302
    assert response.url == page_url(second)
    first.refresh_from_db()
    assert (first.reviews_done, first.score, first.score_low) == (1, Decimal("80.00"), None)
    entry = AuditEntry.objects.get(verb="submit_review")
    assert entry.data == {"application": first.pk}


def test_an_incomplete_grid_sent_without_what_was_saved_already_still_has_it(as_user, world: World) -> None:
    client, application = as_user(world.reviewer), world.applications[0]
    client.post(score_url(application, "private_note"), {"value": "D’ici", "base_version": "0"})

    refused = client.post(page_url(application), {"committee_comment": "Un avis", "send": "1"})

    assert refused.status_code == 422
    assert "D’ici</textarea>" in refused.text
    assert "Un avis</textarea>" in refused.text


def test_a_criterion_may_be_marked_as_not_assessable_and_does_not_count_as_zero(
    as_user, world: World
) -> None:
    send_review(world.applications[0], world.reviewer, "3", "na")

    world.applications[0].refresh_from_db()
    assert world.applications[0].score == Decimal("75.00")


def test_an_incomplete_grid_is_not_sent_and_nothing_typed_is_lost(as_user, world: World) -> None:
    first, second = world.edition.criteria.order_by("position")

    response = as_user(world.reviewer).post(
        page_url(world.applications[0]),
        {f"level-{first.pk}": "3", "holder_comment": "Bravo à l’équipe", "send": "1"},
    )

    assert response.status_code == 422
    assert f"#id_level-{second.pk}_0" in response.content.decode()
    stored = Review.objects.get()
    assert (stored.state, stored.holder_comment) == (ReviewState.DRAFT, "Bravo à l’équipe")


def test_nothing_assessable_is_no_opinion(world: World) -> None:
    with pytest.raises(review_sending.NothingScored):
        send_review(world.applications[0], world.reviewer, "na", "na")


def test_sending_twice_is_sending_once(as_user, world: World) -> None:
    client, application = as_user(world.reviewer), world.applications[0]
    data = {**grid_values(world.edition, "4", "2"), "send": "1"}

    client.post(page_url(application), data)
    again = client.post(page_url(application), data)
    otherwise = client.post(page_url(application), {**data, **grid_values(world.edition, "0", "0")})

    assert (again.status_code, otherwise.status_code) == (302, 422)
    application.refresh_from_db()
    assert (application.reviews_done, application.score) == (1, Decimal("80.00"))
    assert AuditEntry.objects.filter(verb="submit_review").count() == 1


def test_a_sent_review_no_longer_changes(as_user, world: World) -> None:
    sent_review(world.applications[0], world.reviewer, "4", "2")

    response = as_user(world.reviewer).post(
        score_url(world.applications[0], "private_note"), {"value": "trop tard"}
    )

    assert response.status_code == 423
    assert "envoyé cette évaluation dans une autre fenêtre" in response.json()["error"]


def test_after_the_deadline_saving_is_refused_and_the_text_stays_on_the_page(as_user) -> None:
    world = edition_with(reviewers=1, applications=1, reviews_due_at=timezone.now() - timedelta(seconds=1))
    client, application = as_user(world.reviewer), world.applications[0]

    saved = client.post(score_url(application, "private_note"), {"value": "Mon texte"})
    posted = client.post(page_url(application), {"private_note": "Mon texte", "keep": "1"})

    assert saved.status_code == 423
    assert "closes" in saved.json()["error"]
    assert posted.status_code == 422
    assert "Mon texte" in posted.content.decode()
    assert not Review.objects.exists()


def test_others_are_hidden_until_ones_own_is_sent(as_user) -> None:
    world = edition_with(reviewers=2, applications=1)
    anne, boris = world.reviewers
    application = world.applications[0]
    on_criterion = {f"comment-{world.edition.criteria.first().pk}": "CANARI-critère"}
    texts = {"committee_comment": "CANARI-comité", "private_note": "CANARI-privé", **on_criterion}
    sent_review(application, boris, "4", "4", **texts)
    client = as_user(anne)

    before = client.get(page_url(application)).content.decode()
    sent_review(application, anne, "2", "2")
    after = client.get(page_url(application)).content.decode()

    assert "CANARI" not in before
    assert str(boris) not in before
    assert "CANARI-comité" in after
    assert "CANARI-critère" in after
    assert "CANARI-privé" not in after


def test_the_queue_says_what_is_left_and_leads_to_it(as_user) -> None:
    world = edition_with(reviewers=1, applications=4)
    todo, started, sent, aside = world.applications
    review.save_field(
        application=started,
        reviewer=world.reviewer,
        key="private_note",
        value="…",
        base_version=0,
        at=timezone.now(),
    )
    sent_review(sent, world.reviewer, "1", "1")
    actions.recuse(
        application=aside,
        reviewer=world.reviewer,
        author=world.reviewer,
        reason="Je les conseille",
        at=timezone.now(),
    )

    page = as_user(world.reviewer).get(reverse("projects:review_queue")).content.decode()

    assert "Il vous reste 2 dossiers à évaluer" in re.sub(r"\s+", " ", page.replace("\u00a0", " "))
    assert page_url(todo) in page
    assert page_url(sent) in page
    assert page_url(aside) not in page
    assert aside.title not in page


def test_somebody_who_left_the_committee_writes_nothing_more(world: World) -> None:
    world.reviewer.roles.filter(name=RoleName.REVIEWER).update(ended_at=timezone.now())

    with pytest.raises(review.ReviewRefused):
        send_review(world.applications[0], world.reviewer, "3", "3")


def test_a_dossier_already_announced_is_not_scored() -> None:
    world = edition_with(reviewers=1, applications=1, state=ApplicationState.NOT_SELECTED)

    with pytest.raises(review.ReviewRefused):
        send_review(world.applications[0], world.reviewer, "3", "3")


def draft_of(world):
    return Review.objects.create(
        application=world.applications[0],
        reviewer=world.reviewer,
        started_at=timezone.now(),
        saved_at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("constraint", "break_it"),
    [
        ("review_once", draft_of),
        ("review_sent_is_complete", lambda world: Review.objects.update(state=ReviewState.SUBMITTED)),
        ("score_in_scale", lambda world: Score.objects.update(level=5)),
        (
            "score_once",
            lambda world: Score.objects.create(
                review=Review.objects.get(), criterion=Score.objects.get().criterion
            ),
        ),
        ("score_level_or_not_assessable", lambda world: Score.objects.update(not_assessable=True)),
    ],
)
def test_the_database_holds_the_rules_by_name(constraint, break_it, world: World) -> None:
    Score.objects.create(review=draft_of(world), criterion=world.edition.criteria.first(), level=2)

    with pytest.raises(IntegrityError, match=f"{constraint}|UNIQUE"), transaction.atomic():
        break_it(world)
    assert constraint in {
        constraint.name for model in (Review, Score) for constraint in model._meta.constraints
    }


def test_a_seat_that_was_given_up_opens_nothing_even_to_who_organises(as_user, world: World) -> None:
    world.reviewer.roles.update(ended_at=timezone.now())
    role(world.edition, RoleName.ORGANISER, who=world.reviewer)
    role(edition_with().edition, RoleName.REVIEWER, who=world.reviewer)

    assert as_user(world.reviewer).get(page_url(world.applications[0])).status_code == 404


def test_the_levels_of_a_draft_are_named_and_chosen_and_closed_with_the_reviews(
    as_user, world: World
) -> None:
    (application,), client = world.applications, as_user(world.reviewer)
    criterion = world.edition.criteria.order_by("position").first()
    client.post(score_url(application, f"level-{criterion.pk}"), {"value": "3", "base_version": "0"})

    def disabled() -> set[bool]:
        page = parse_html(client.get(page_url(application)).text)
        (radio,) = find(page, "input", name=f"level-{criterion.pk}", value="3")
        (label,) = find(page, "label", **{"for": dict(radio.attributes)["id"]})
        assert "checked" in dict(radio.attributes)
        assert re.sub(r"\s|<[^>]+>", "", str(label)) == "3solide"
        others = find(page, "input", name=f"level-{criterion.pk}")
        assert sum("checked" in dict(other.attributes) for other in others) == 1
        return {"disabled" in dict(other.attributes) for other in others}

    assert disabled() == {False}
    world.edition.reviews_due_at = timezone.now() - timedelta(hours=1)
    world.edition.save()
    assert disabled() == {True}


def find(node: Any, tag: str, **attributes: str) -> list[Any]:
    """The elements under ``node`` with this tag and these attributes."""
    found = []
    for child in getattr(node, "children", ()):
        if getattr(child, "name", "") == tag and attributes.items() <= dict(child.attributes).items():
            found.append(child)
        found += find(child, tag, **attributes)
    return found
