"""Until when a call takes a dossier: the one rule, to the second."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from programmes.actions.late_access import offer_late_access, take_up_late_access
from programmes.enums import Timing
from programmes.models import Call
from programmes.queries import admission_of
from tests.factories import edition, edition_with, user

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
SECOND = timedelta(seconds=1)


def closing_at(closes_at: datetime, **fields) -> Call:
    return edition(
        opens_at=closes_at - timedelta(days=30),
        published_at=closes_at - timedelta(days=40),
        closes_at=closes_at,
        **fields,
    ).call


def with_grace(call: Call, minutes: int) -> Call:
    call.grace_minutes = minutes
    call.save(update_fields=["grace_minutes"])
    return call


def test_the_second_of_opening_is_in_and_the_second_of_closing_is_out() -> None:
    call = edition().call

    assert not call.accepts(call.opens_at - SECOND)
    assert call.accepts(call.opens_at).timing == Timing.ON_TIME
    assert call.accepts(call.closes_at - SECOND).until == call.closes_at
    assert not call.accepts(call.closes_at)


def test_nothing_enters_a_call_that_is_not_published() -> None:
    call = edition(published_at=None).call

    assert not call.accepts(call.opens_at)


def test_a_draft_begun_in_time_has_the_grace_and_no_more() -> None:
    call = with_grace(edition().call, 10)
    begun, end = call.closes_at - SECOND, call.closes_at + timedelta(minutes=10)

    assert call.accepts(call.closes_at, begun_at=begun).timing == Timing.GRACE
    assert call.accepts(end - SECOND, begun_at=begun).until == end
    assert not call.accepts(end, begun_at=begun)


def test_the_grace_is_not_for_those_who_had_not_begun() -> None:
    call = with_grace(edition().call, 10)

    assert not call.accepts(call.closes_at + SECOND)
    assert not call.accepts(call.closes_at + SECOND, begun_at=call.closes_at)


@pytest.mark.parametrize(
    "closing",
    [
        datetime(
            2026, 10, 25, 2, 55, tzinfo=PARIS, fold=0
        ),  # the clocks go back at 3 h: this hour comes twice
        datetime(2027, 3, 28, 1, 55, tzinfo=PARIS),  # the clocks go forward at 2 h: an hour is missing
    ],
)
def test_ten_minutes_of_grace_are_ten_minutes_when_the_clocks_change(closing: datetime) -> None:
    call = with_grace(closing_at(closing), 10)
    begun, instant = closing - timedelta(days=1), closing.astimezone(UTC)

    assert call.accepts(instant + timedelta(minutes=9, seconds=59), begun_at=begun)
    assert not call.accepts(instant + timedelta(minutes=10), begun_at=begun)


def test_a_closing_at_six_in_the_evening_is_an_hour_later_for_the_server_in_winter() -> None:
    summer, winter = datetime(2026, 10, 24, 18, tzinfo=PARIS), datetime(2026, 10, 25, 18, tzinfo=PARIS)

    assert closing_at(summer).accepts(datetime(2026, 10, 24, 15, 59, 59, tzinfo=UTC))
    assert not closing_at(summer).accepts(datetime(2026, 10, 24, 16, tzinfo=UTC))
    assert closing_at(winter).accepts(datetime(2026, 10, 25, 16, 59, 59, tzinfo=UTC))
    assert not closing_at(winter).accepts(datetime(2026, 10, 25, 17, tzinfo=UTC))


def test_a_personal_access_opens_a_closed_call_to_its_holder_only() -> None:
    world = edition_with()
    call, at, late, other = world.edition.call, timezone.now(), user(), user()
    access = offer_late_access(
        call=call,
        email=late.email,
        reason="Panne",
        expires_at=call.closes_at + timedelta(days=2),
        actor=world.organiser,
        at=at,
    )
    after = call.closes_at + timedelta(hours=1)

    assert not admission_of(call, late, after)
    take_up_late_access(access=access, user=late, at=after)

    assert admission_of(call, late, after).timing == Timing.LATE_LINK
    assert not admission_of(call, other, after)
    assert not admission_of(call, AnonymousUser(), after)
    assert not admission_of(call, late, access.expires_at)


def test_an_access_to_one_call_opens_no_other() -> None:
    world, elsewhere = edition_with(), edition()
    call, late = world.edition.call, user()
    access = offer_late_access(
        call=call,
        email=late.email,
        reason="Panne",
        expires_at=call.closes_at + timedelta(days=2),
        actor=world.organiser,
        at=timezone.now(),
    )
    take_up_late_access(access=access, user=late, at=timezone.now())

    after = max(call.closes_at, elsewhere.call.closes_at) + SECOND
    assert not admission_of(elsewhere.call, late, after)
    assert not elsewhere.call.accepts(after, late_access=access)


def test_asking_costs_nothing_while_the_call_is_open(django_assert_num_queries) -> None:
    call, someone = edition().call, user()

    with django_assert_num_queries(0):
        assert admission_of(call, someone, timezone.now())
    with django_assert_num_queries(1):
        assert not admission_of(call, someone, call.closes_at)


def test_the_database_refuses_a_grace_of_two_days() -> None:
    call = edition().call

    with pytest.raises(IntegrityError, match="call_grace_within_a_day"), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(grace_minutes=2 * 24 * 60)
