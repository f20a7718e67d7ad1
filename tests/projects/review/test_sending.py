"""Sending a review, undoing that, from two windows; comments reach their readers only."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now

from accelerator.audit.models import AuditEntry
from accelerator.transitions import EditConflict
from projects.conflicts import actions
from projects.decision.actions import deliberation
from projects.decision.enums import Outcome
from projects.models import Review, ReviewState
from projects.reminders import reviews_on_last_day, reviews_to_send
from projects.review.actions import review, review as review_sending
from tests.factories import World, edition_with, role
from tests.support.exchange import built, csv_rows
from tests.support.reviews import grid_values, page_url, plain, score_url, sent_review
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def take_back_url(application: Any) -> str:
    return reverse("projects:take_back_review", args=[application.reference])


def test_sending_is_undone_by_its_author_and_counts_no_more_until_sent_again(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1)
    (application,), (anne, boris) = world.applications, world.reviewers
    sent_review(application, anne, "4", "4")
    assert "Annuler l’envoi" in as_user(anne).get(page_url(application)).text

    as_user(boris).post(take_back_url(application))
    assert Review.objects.get().state == ReviewState.SUBMITTED
    as_user(anne).post(take_back_url(application))

    application.refresh_from_db()
    stored = Review.objects.get()
    assert (stored.state, stored.submitted_at, stored.scores.count()) == (ReviewState.DRAFT, None, 2)
    assert (application.reviews_done, application.score) == (0, None)
    assert AuditEntry.objects.filter(verb="take_back_review").count() == 1
    sent_review(application, anne, "3", "3")
    application.refresh_from_db()
    assert application.reviews_done == 1


def test_sending_cannot_be_undone_once_a_colleague_may_have_read_the_review(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1)
    (application,), (anne, boris) = world.applications, world.reviewers
    sent_review(application, anne, "4", "4")
    sent_review(application, boris, "2", "2")

    for person in (anne, boris):
        client = as_user(person)
        assert "Annuler l’envoi" not in client.get(page_url(application)).text
        refused = client.post(take_back_url(application), follow=True)
        assert "a pu être lu" in refused.text
    assert Review.objects.filter(state=ReviewState.SUBMITTED).count() == 2


def test_sending_cannot_be_undone_after_the_decision_or_the_deadline(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=2)
    decided, late = world.applications
    for application in world.applications:
        sent_review(application, world.reviewer, "4", "4")
    deliberation.decide(application=decided, outcome=Outcome.SELECTED, actor=world.organiser, at=now())
    client = as_user(world.reviewer)

    client.post(take_back_url(decided))
    world.edition.reviews_due_at = now() - timedelta(minutes=1)
    world.edition.save()
    client.post(take_back_url(late))

    assert Review.objects.filter(state=ReviewState.SUBMITTED).count() == 2


def test_a_complete_grid_that_is_not_sent_is_flagged_and_reminded_once(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=2)
    (ready, begun), anne = world.applications, world.reviewer
    values = grid_values(world.edition, "4", "na")
    written = now() - timedelta(days=2)
    review.save_review(application=ready, reviewer=anne, values=values, at=written)
    half = {name: value for name, value in values.items() if value == "4"}
    review.save_review(application=begun, reviewer=anne, values=half, at=written)

    queue = as_user(anne).get(reverse("projects:review_queue")).text
    board = (
        as_user(world.organiser).get(reverse("projects:manage_assignment", args=[world.edition.slug])).text
    )
    mails = list(reviews_to_send(now()))

    assert queue.count("Complète, à envoyer") == 1
    assert board.count("complète, non envoyée") == 1
    assert [(mail.to, mail.context["application"]) for mail in mails] == [(anne, ready)]
    assert list(reviews_to_send(written + timedelta(hours=1))) == []
    sent_review(ready, anne, "4", "na")
    assert list(reviews_to_send(now())) == []


def test_complete_reviews_are_reminded_again_a_day_before_their_author_s_reviews_close() -> None:
    world = edition_with(reviewers=2, applications=3)
    first, second, begun = world.applications
    anne, boris = world.reviewers
    values = grid_values(world.edition, "4", "na")
    for application in (first, second):
        review.save_review(application=application, reviewer=anne, values=values, at=now())
    review.save_review(application=first, reviewer=boris, values=values, at=now())
    half = {name: value for name, value in values.items() if value == "4"}
    review.save_review(application=begun, reviewer=anne, values=half, at=now())
    seat = boris.roles.get(edition=world.edition)
    seat.reviews_due_at = world.edition.reviews_due_at + timedelta(days=2)
    seat.save()
    due = world.edition.reviews_due_at

    early = list(reviews_on_last_day(due - timedelta(hours=25)))
    mails = list(reviews_on_last_day(due - timedelta(hours=23)))
    extended = list(reviews_on_last_day(due + timedelta(hours=25)))

    assert early == []
    assert [(mail.to, mail.context["applications"]) for mail in mails] == [(anne, [first, second])]
    assert first.title in mails[0].render().text
    assert [mail.to for mail in extended] == [boris]
    assert list(reviews_on_last_day(due + timedelta(days=2))) == []


def test_two_windows_on_the_same_field_is_a_conflict_that_shows_the_other_text(as_user) -> None:
    world = edition_with(reviewers=1, applications=1)
    client, application = as_user(world.reviewer), world.applications[0]
    client.post(score_url(application, "private_note"), {"value": "Première fenêtre", "base_version": "0"})

    response = client.post(score_url(application, "private_note"), {"value": "Seconde", "base_version": "0"})
    again = client.post(
        score_url(application, "private_note"), {"value": "Première fenêtre", "base_version": "0"}
    )

    assert response.status_code == 409
    payload = response.json()
    assert (payload["theirs"], payload["theirs_text"], payload["version"]) == (
        "Première fenêtre",
        "Première fenêtre",
        1,
    )
    assert "dans une autre fenêtre" in payload["message"]
    assert again.status_code == 200
    assert Review.objects.get().private_note == "Première fenêtre"


def test_a_window_left_open_does_not_send_over_what_another_one_saved(as_user) -> None:
    world = edition_with(reviewers=1, applications=1)
    client, application = as_user(world.reviewer), world.applications[0]
    first, *_others = criteria = list(world.edition.criteria.order_by("position"))
    stale = {f"level-{item.pk}": "2" for item in criteria} | {"private_note": "D’ici", "base_version": "0"}
    client.post(score_url(application, f"level-{first.pk}"), {"value": "4", "base_version": "0"})
    client.post(score_url(application, "private_note"), {"value": "D’ailleurs", "base_version": "1"})

    refused = client.post(page_url(application), stale | {"send": "1"})

    assert refused.status_code == 422
    assert refused.text.count("Une autre fenêtre a enregistré ici") == 4  # at each field, and in the summary
    assert "« 4 exemplaire »" in plain(refused.text)
    assert "« D’ailleurs »" in plain(refused.text)
    stored = Review.objects.get()
    assert (stored.state, stored.private_note, stored.scores.get().level) == ("draft", "D’ailleurs", 4)
    assert f'name="base_version" value="{stored.version}"' in refused.text
    sent = client.post(page_url(application), stale | {"base_version": str(stored.version), "send": "1"})
    assert sent.status_code == 302
    stored.refresh_from_db()
    assert (stored.state, stored.private_note) == ("submitted", "D’ici")


def test_a_text_corrected_in_one_window_does_not_replace_that_of_the_other(as_user) -> None:
    world = edition_with(reviewers=1, applications=1)
    client, application = as_user(world.reviewer), world.applications[0]
    client.post(score_url(application, "private_note"), {"value": "D’ailleurs", "base_version": "0"})
    too_long = {"private_note": "D’ici", "committee_comment": "x" * 5000, "base_version": "0", "keep": "1"}

    refused = client.post(page_url(application), too_long)
    corrected = {**too_long, "committee_comment": "", "base_version": str(refused.context["version"])}
    again = client.post(page_url(application), corrected)

    assert refused.status_code == again.status_code == 422
    assert "« D’ailleurs »" in plain(again.text)
    assert Review.objects.get().private_note == "D’ailleurs"


def test_a_window_that_is_refused_after_another_one_sent_the_review_shows_it_sent(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=1)
    (application,), anne = world.applications, world.reviewer
    sent_review(application, anne, "4", "4")

    page = as_user(anne).post(page_url(application), {"holder_comment": "mot " * 5000})

    assert "Déjà envoyée, dans une autre fenêtre" in page.text
    assert "mot " * 4999 in page.text


def test_a_window_left_open_shows_what_it_holds_once_another_one_sent_the_review(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=1)
    (application,), client = world.applications, as_user(world.reviewer)
    first, second = world.edition.criteria.order_by("position")
    sent_review(application, world.reviewer, "4", "4")
    window = {f"level-{first.pk}": "4", f"level-{second.pk}": "2", f"comment-{first.pk}": "Une équipe prête."}

    page = client.post(page_url(application), window | {"private_note": "", "send": "1"})

    assert page.context["unsaved"] == [
        (f"{first.label}, commentaire", "Une équipe prête."),
        (second.label, "2 partiel"),
    ]
    assert "Déjà envoyée, dans une autre fenêtre" in page.text
    assert "Une équipe prête." in page.text
    assert not Review.objects.get().scores.filter(comment="Une équipe prête.").exists()


def test_a_grid_that_the_window_does_not_show_is_not_sent(as_user) -> None:
    world = edition_with(reviewers=1, applications=1)
    application, criteria = world.applications[0], world.edition.criteria.order_by("position")
    window, other = as_user(world.reviewer), as_user(world.reviewer)
    fours = {f"level-{item.pk}": "4" for item in criteria}
    window.post(page_url(application), fours | {"keep": "1"})
    visible = {"base_version": str(window.get(page_url(application)).context["version"])}
    for criterion in criteria:
        other.post(score_url(application, f"level-{criterion.pk}"), {"value": "0"})

    last = f"level-{criteria.last().pk}"
    held = window.post(score_url(application, last), {"value": "3", **visible})
    whole = window.post(page_url(application), fours | visible | {last: "3", "send": "1"})
    newer = {"base_version": str(held.json()["version"])}
    in_part = window.post(page_url(application), {last: "3", "send": "1"} | newer)

    assert (held.status_code, whole.status_code, in_part.status_code) == (409, 422, 422)
    assert (held.json()["theirs"], held.json()["theirs_text"]) == ("0", "0 absent")
    assert "« 0 absent »" in plain(whole.text)
    assert "« 0 absent »" in plain(in_part.text)
    assert Review.objects.get().state == ReviewState.DRAFT


def test_a_grid_changed_while_it_is_sent_is_not_sent() -> None:
    world = edition_with(reviewers=1, applications=1)
    application, values = world.applications[0], grid_values(world.edition, "4", "4")
    stored = review.save_review(application=application, reviewer=world.reviewer, values=values, at=now())
    other = grid_values(world.edition, "4", "0", holder_comment="Bravo")
    review.save_review(application=application, reviewer=world.reviewer, values=other, at=now())

    with pytest.raises(EditConflict) as conflict:
        review_sending.submit_review(review=stored, actor=world.reviewer, at=now(), page_values=values)

    assert sorted(conflict.value.theirs.values()) == ["0", "Bravo"]
    assert review_sending.submit_review(review=stored, actor=world.reviewer, at=now(), page_values=other)


def test_a_window_left_open_sends_what_no_other_one_touched(as_user) -> None:
    world = edition_with(reviewers=1, applications=1)
    client, application = as_user(world.reviewer), world.applications[0]
    values = grid_values(world.edition, *["2"] * world.edition.criteria.count(), private_note="D’ici")
    client.post(score_url(application, "private_note"), {"value": "D’ici", "base_version": "0"})

    assert client.post(page_url(application), values | {"base_version": "0", "send": "1"}).status_code == 302


COLUMNS = ["reference", "score", "review_comments"]


def commented(world: World) -> dict[str, str]:
    return {f"comment-{world.edition.criteria.first().pk}": "CANARI sur ce critère"}


def test_organisers_read_them_in_deliberation_and_export_them(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1)
    application = world.applications[0]
    sent_review(application, world.reviewers[0], "3", "4", committee_comment="Solide", **commented(world))
    draft = grid_values(world.edition, "1", "1", committee_comment="BROUILLON")
    review.save_review(application=application, reviewer=world.reviewers[1], values=draft, at=timezone.now())

    page = as_user(world.organiser).get(
        reverse("projects:decide", args=[world.edition.slug, application.reference])
    )
    exported = csv_rows(built(world.edition, world.organiser, columns=COLUMNS))

    assert "CANARI sur ce critère" in page.text
    assert "Solide" in exported[1][2]
    assert "(3/4) : CANARI sur ce critère" in exported[1][2]
    assert "BROUILLON" not in exported[1][2]


def test_a_person_who_owes_a_review_or_stepped_aside_exports_none_of_them() -> None:
    world = edition_with(reviewers=2, applications=2)
    owing, sender = world.reviewers
    for application in world.applications:
        sent_review(application, sender, "3", "4", **commented(world))
    role(world.edition, "organiser", who=owing)
    actions.recuse(
        application=world.applications[1], reviewer=owing, author=owing, reason="Ami", at=timezone.now()
    )

    rows = csv_rows(built(world.edition, owing, columns=COLUMNS))

    assert [row[0] for row in rows[1:]] == [world.applications[0].reference]
    assert "CANARI" not in str(rows)
