"""Two windows of one person on one review."""

import pytest
from django.utils import timezone

from accelerator.edit_conflict import EditConflict
from projects.models import Review
from projects.review.actions import review
from projects.review.actions import sending as review_sending
from projects.review.enums import ReviewState
from tests.factories import edition_with
from tests.support.reviews import grid_values, page_url, plain, score_url

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


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
    kept = Review.objects.get()
    assert (kept.state, kept.private_note, kept.scores.get().level) == ("draft", "D’ailleurs", 4)
    assert f'name="base_version" value="{kept.version}"' in refused.text
    sent = client.post(page_url(application), stale | {"base_version": str(kept.version), "send": "1"})
    assert sent.status_code == 302
    kept.refresh_from_db()
    assert (kept.state, kept.private_note) == ("submitted", "D’ici")


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


def test_a_grid_that_the_window_does_not_show_is_not_sent(as_user) -> None:
    world = edition_with(reviewers=1, applications=1)
    application, criteria = world.applications[0], world.edition.criteria.order_by("position")
    window, other = as_user(world.reviewer), as_user(world.reviewer)
    fours = {f"level-{item.pk}": "4" for item in criteria}
    window.post(page_url(application), fours | {"keep": "1"})
    shown = {"base_version": str(window.get(page_url(application)).context["version"])}
    for criterion in criteria:
        other.post(score_url(application, f"level-{criterion.pk}"), {"value": "0"})

    last = f"level-{criteria.last().pk}"
    held = window.post(score_url(application, last), {"value": "3", **shown})
    whole = window.post(page_url(application), fours | shown | {last: "3", "send": "1"})
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
    kept = review.save_review(application=application, reviewer=world.reviewer, values=values, at=now())
    other = grid_values(world.edition, "4", "0", holder_comment="Bravo")
    review.save_review(application=application, reviewer=world.reviewer, values=other, at=now())

    with pytest.raises(EditConflict) as conflict:
        review_sending.submit_review(review=kept, actor=world.reviewer, at=now(), page_values=values)

    assert sorted(conflict.value.theirs.values()) == ["0", "Bravo"]
    assert review_sending.submit_review(review=kept, actor=world.reviewer, at=now(), page_values=other)


def test_a_window_left_open_sends_what_no_other_one_touched(as_user) -> None:
    world = edition_with(reviewers=1, applications=1)
    client, application = as_user(world.reviewer), world.applications[0]
    values = grid_values(world.edition, *["2"] * world.edition.criteria.count(), private_note="D’ici")
    client.post(score_url(application, "private_note"), {"value": "D’ici", "base_version": "0"})

    assert client.post(page_url(application), values | {"base_version": "0", "send": "1"}).status_code == 302
