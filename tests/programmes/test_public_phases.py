"""The public pages of an edition never contradict themselves, whatever its dates and the instant."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from programmes.enums import Phase
from programmes.journey import public_action, public_steps
from programmes.models import Call, Edition
from tests.factories import NOW, edition, edition_with

DAYS = st.integers(-40, 40)
MAYBE = st.none() | DAYS


def _moment(days: int) -> datetime:
    return NOW + timedelta(days=days)


@st.composite
def editions(draw: Any) -> Edition:
    """Any dates that the database takes, the plausible and the others."""
    opens = draw(DAYS)
    starts = draw(MAYBE)
    moments = {
        name: None if (days := draw(MAYBE)) is None else _moment(days)
        for name in ("reviews_due_at", "committee_meets_at", "announced_at")
    }
    later = {
        name: None if (days := draw(MAYBE)) is None else _moment(days).date()
        for name in ("follow_up_from", "closes_on")
    }
    made = Edition(
        name="Normandie",
        slug="normandie",
        session_starts_on=None if starts is None else _moment(starts).date(),
        session_ends_on=None if starts is None else _moment(starts + draw(st.integers(0, 2))).date(),
        **moments,
        **later,
    )
    published = draw(MAYBE)
    made.call = Call(
        edition=made,
        opens_at=_moment(opens),
        closes_at=_moment(opens + draw(st.integers(1, 40))),
        published_at=None if published is None else _moment(published),
    )
    return made


def _said(value: date | None) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return datetime.combine(value, time(23, 59), tzinfo=UTC)


@given(editions())
def test_the_steps_are_true_at_that_instant(made: Edition) -> None:
    action, steps, phase = public_action(made, NOW), public_steps(made, NOW), made.phase(NOW)
    title = action["title"]
    current = next((place for place, step in enumerate(steps) if step["state"] == "current"), 5)

    prepared = phase == Phase.PREPARATION
    assert [step["state"] for step in steps] == (
        [
            "done",
            "done",
            "coming",
            "coming",
            "coming",
        ]  # chosen, and the session is ahead: nothing is under way
        if prepared
        else [
            "done" if place < current else "current" if place == current else "coming" for place in range(5)
        ]
    )
    assert ("bientôt" in title) <= (made.call.opens_at > NOW)
    assert ("est ouvert" in title) == made.call.is_open(NOW)
    assert ("étudie" in title) <= (current == 1)
    assert ("étudie" in title) <= (made.committee_meets_at is None or made.committee_meets_at > NOW)
    assert ("clos depuis" in action["text"]) == (made.call.closes_at <= NOW and phase != Phase.DRAFT)
    dates = [made.call.closes_at, made.committee_meets_at, made.session_ends_on, None, None]
    firsts = [made.call.closes_at, made.committee_meets_at, made.session_starts_on, None, None]
    for step, first, last in zip(steps, firsts, dates, strict=True):
        result = bool(step["date"])
        if result and step["state"] == "done":
            assert first is not None
            begun = first <= NOW if isinstance(first, datetime) else first <= timezone.localdate(NOW)
            assert begun
        if result and step["state"] == "coming":
            last_moment = _said(last)
            assert last_moment is not None
            assert last_moment > NOW


def test_a_session_that_is_over_is_not_described_as_studied(client, db) -> None:
    """Nobody pressed « annoncer », and time went on."""
    now = timezone.now()
    world = edition(
        opens_at=now - timedelta(days=90),
        closes_at=now - timedelta(days=60),
        session_starts_on=(now - timedelta(days=9)).date(),
        session_ends_on=(now - timedelta(days=8)).date(),
    )

    page = client.get(reverse("programmes:edition", args=[world.slug])).text

    assert "Le comité étudie" not in page
    assert "La session a eu lieu" in page


def test_the_organisers_page_of_a_closed_call_does_not_take_its_publication_for_its_closing(
    as_user, db
) -> None:
    now = timezone.now()
    world = edition_with(closes_at=now - timedelta(days=1), published_at=now - timedelta(days=20))

    page = as_user(world.organiser).get(reverse("programmes:manage_call", args=[world.edition.slug])).text

    assert "publié le" in page
    assert page.index("depuis le") < page.index("publié le")
