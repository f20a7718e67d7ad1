"""The dates of an edition are checked together, and nobody says yes to an odd one without knowing."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, strategies as st

from accelerator.transitions import TransitionRefused
from accelerator.web.templatetags.prose import longdate
from programmes.access import edition_for
from programmes.actions.editions import (
    change_edition,
    create_edition,
    publish_call,
    to_confirm_before_publication,
)
from programmes.dates import IN_ORDER, DatesRefused, dates_of, doubtful, impossible, list_default_dates
from programmes.enums import Phase
from programmes.models import Call, Edition
from tests.factories import NOW, edition_with, user

DAY = timedelta(days=1)
NAMES = sorted({name for first, then, _text in IN_ORDER for name in (first, then)})


def in_order() -> dict[str, date | None]:
    """A plausible year: one step every ten days."""
    steps = [
        *("opens_at", "closes_at", "reviews_due_at", "committee_meets_at", "announces_on", "answers_due_on"),
        *("session_starts_on", "session_ends_on", "partners_meet_on", "follow_up_from", "closes_on"),
    ]
    moments = {name: NOW + place * 10 * DAY for place, name in enumerate(steps)}
    return {name: value if name.endswith("_at") else value.date() for name, value in moments.items()}


def test_a_plausible_edition_raises_no_question() -> None:
    assert impossible(in_order()) == []
    assert doubtful(in_order(), NOW - DAY) == []


def test_each_step_before_what_it_rests_on_is_named() -> None:
    for first, then, _text in IN_ORDER:
        dates = in_order()
        dates[first], dates[then] = dates[then], dates[first]

        assert (first, then) in [problem.names for problem in impossible(dates)]


@given(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 400), max_size=len(NAMES)))
def test_dates_that_are_all_moved_by_as_much_hold_or_not_as_they_did(days: dict[str, int]) -> None:
    def moved(by: int) -> dict[str, date | None]:
        return {name: (NOW + (number + by) * DAY).date() for name, number in days.items()}

    assert [item.names for item in impossible(moved(0))] == [item.names for item in impossible(moved(300))]


@pytest.mark.parametrize("year", [2035, 2020])
def test_a_review_deadline_in_the_past_or_in_ten_years_is_a_question(year: int) -> None:
    dates = in_order() | {"reviews_due_at": datetime(year, 11, 1, tzinfo=NOW.tzinfo)}

    assert [item.names for item in doubtful(dates, NOW, names={"reviews_due_at"})] == [("reviews_due_at",)]
    if year == 2020:
        assert doubtful(dates, NOW, past_is_fine=True) == []


@pytest.mark.django_db
def test_the_form_asks_once_keeps_what_was_typed_and_takes_yes(as_user) -> None:
    world = edition_with()
    client = as_user(world.organiser)
    address = reverse("programmes:manage_dates", args=[world.edition.slug])
    data = {
        "session_starts_on": str(world.edition.session_starts_on),
        "session_ends_on": str(world.edition.session_ends_on),
        "follow_up_from": "2044-01-05",
    }

    warned = client.post(address, data)
    assert warned.status_code == 422
    assert "dans plus de trois ans" in warned.text
    assert 'value="2044-01-05"' in warned.text
    assert "Oui, ces dates sont les bonnes" in warned.text
    assert client.post(address, data | {"confirm_dates": "on"}).status_code == 302
    world.edition.refresh_from_db()
    assert world.edition.follow_up_from == date(2044, 1, 5)


@pytest.mark.django_db
def test_a_date_that_cannot_be_is_refused_at_its_field_even_confirmed(as_user) -> None:
    world = edition_with()
    address = reverse("programmes:manage_dates", args=[world.edition.slug])
    early = timezone.localdate(world.edition.call.closes_at) - 2 * DAY
    data = {
        "reviews_due_at": f"{early:%Y-%m-%d}T10:00",
        "confirm_dates": "on",
    }

    page = as_user(world.organiser).post(address, data)

    assert page.status_code == 422
    assert 'href="#id_reviews_due_at"' in page.text
    assert "avant la clôture de l’appel" in page.text


@pytest.mark.django_db
def test_actions_hold_the_same_rule_and_a_past_edition_its_past() -> None:
    world, now = edition_with(), timezone.now()
    world.edition.closes_on = timezone.localdate(now) - DAY
    world.edition.session_starts_on = world.edition.session_ends_on = None

    with pytest.raises(DatesRefused):
        change_edition(edition=world.edition, changed=["closes_on"], actor=world.organiser, at=now)
    world.edition.silent = True
    change_edition(edition=world.edition, changed=["closes_on"], actor=world.organiser, at=now)


@pytest.mark.django_db
def test_no_action_takes_a_date_that_cannot_be_even_confirmed() -> None:
    world, now = edition_with(), timezone.now()
    edition = world.edition
    edition.session_starts_on, edition.session_ends_on = date(2030, 5, 12), date(2030, 5, 11)
    common = {"edition": edition, "confirmed": True, "actor": world.organiser, "at": now}

    with pytest.raises(DatesRefused, match="avant de commencer"):
        change_edition(changed=["session_ends_on"], **common)
    change_edition(changed=["name"], **common)


@pytest.mark.django_db
def test_publishing_with_an_odd_date_is_confirmed_and_with_an_impossible_one_refused(as_user) -> None:
    now = timezone.now()
    world = edition_with(published_at=None, follow_up_from=timezone.localdate(now) + 2000 * DAY)
    call = world.edition.call
    call.intro_fr, call.rules_fr, call.contact_email = "Intro", "Règles", "a@exemple.test"
    call.save()
    client, slug = as_user(world.organiser), world.edition.slug

    assert to_confirm_before_publication(call, now)
    assert "Tout est prêt" not in client.get(reverse("coaching:manage_edition", args=[slug])).text
    with pytest.raises(TransitionRefused, match="confirmez"):
        publish_call(call=call, actor=world.organiser, at=now)
    client.post(reverse("programmes:publish_call", args=[slug]), {"confirmed": "yes"})
    call.refresh_from_db()
    assert call.published_at

    call.edition.committee_meets_at = call.closes_at - DAY
    with pytest.raises(TransitionRefused, match="comité"):
        publish_call(call=call, confirmed=True, actor=world.organiser, at=now)


def test_the_follow_up_begins_after_the_partners_met_where_no_day_is_given() -> None:
    at = timezone.now()
    today = timezone.localdate(at)
    long_ago = {"published_at": at - 90 * DAY, "opens_at": at - 90 * DAY, "closes_at": at - 60 * DAY}
    days = {"session_starts_on": today - 20 * DAY, "session_ends_on": today - 19 * DAY}
    edition = Edition(partners_meet_on=today, **days)
    edition.call = Call(**long_ago)

    assert edition.phase(at) == Phase.SYNTHESIS
    assert edition.phase(at + DAY) == Phase.FOLLOW_UP
    edition.follow_up_from = today + 5 * DAY
    assert edition.phase(at + DAY) == Phase.SYNTHESIS
    edition.follow_up_from = edition.partners_meet_on = None
    assert edition.phase(at + 90 * DAY) == Phase.SYNTHESIS


def call_data(closes_at: datetime, **changes: str) -> dict[str, str]:
    return {
        "opens_at": f"{closes_at - 40 * DAY:%Y-%m-%dT%H:%M}",
        "closes_at": f"{closes_at:%Y-%m-%dT%H:%M}",
        "grace_minutes": "0",
        **changes,
    }


@pytest.mark.django_db
def test_one_page_changes_the_session_and_the_closing_that_nobody_typed(as_user) -> None:
    now = timezone.localtime().replace(hour=18, minute=0, second=0, microsecond=0)
    world = edition_with(
        published_at=None, reviews_due_at=None, opens_at=now + 30 * DAY, closes_at=now + 72 * DAY
    )
    edition, client = world.edition, as_user(world.organiser)
    address = reverse("programmes:manage_dates", args=[edition.slug])
    session = (now + 58 * DAY).date()
    days = {"session_starts_on": str(session), "session_ends_on": str(session)}

    refused = client.post(address, days | call_data(now + 72 * DAY))
    saved = client.post(address, days | call_data(now + 50 * DAY))

    assert refused.status_code == 422
    text = refused.context["form"].errors["session_starts_on"][0]
    assert longdate(session) in text
    assert longdate(now + 72 * DAY) in text
    assert saved.status_code == 302
    edition = Edition.objects.select_related("call").get(pk=edition.pk)
    assert (edition.session_starts_on, edition.call.closes_at) == (session, now + 50 * DAY)


@pytest.mark.django_db
def test_a_closing_saved_on_the_page_of_the_call_meanwhile_is_not_replaced_unread(
    as_user, monkeypatch
) -> None:
    now = timezone.localtime().replace(hour=18, minute=0, second=0, microsecond=0)
    world = edition_with(
        published_at=None, reviews_due_at=None, opens_at=now + 30 * DAY, closes_at=now + 60 * DAY
    )
    client = as_user(world.organiser)
    address = reverse("programmes:manage_dates", args=[world.edition.slug])
    seen = client.get(address).context["form"].initial["seen"]

    def read_then_wait(request: Any, slug: str) -> Edition:
        found = edition_for(request, slug)
        assert found.call.closes_at == now + 60 * DAY
        Call.objects.filter(pk=found.call.pk).update(closes_at=now + 62 * DAY)
        return found

    monkeypatch.setattr("programmes.views.dates.edition_for", read_then_wait)
    typed = call_data(now + 64 * DAY, opens_at=f"{now + 30 * DAY:%Y-%m-%dT%H:%M}", seen=seen)
    answer = client.post(address, typed)

    assert answer.status_code == 422
    assert longdate(now + 62 * DAY) in answer.context["form"].errors["closes_at"][0]
    assert Call.objects.get(pk=world.edition.call.pk).closes_at == now + 62 * DAY


@pytest.mark.django_db
def test_problems_of_dates_are_listed_in_the_order_of_the_page(as_user) -> None:
    now = timezone.now()
    world = edition_with(published_at=None, opens_at=now + 30 * DAY, closes_at=now + 60 * DAY)

    page = as_user(world.organiser).get(reverse("programmes:manage_dates", args=[world.edition.slug]))

    visible = [field.name for field in page.context["form"].visible_fields()]
    assert visible[:3] == ["opens_at", "closes_at", "reviews_due_at"]


@pytest.mark.django_db
def test_the_form_of_an_edition_whose_call_has_opened_leaves_its_dates_alone(as_user) -> None:
    world = edition_with()
    address = reverse("programmes:manage_dates", args=[world.edition.slug])
    closing = timezone.localtime(world.edition.call.closes_at) + DAY

    page = as_user(world.organiser).get(address)
    as_user(world.organiser).post(address, call_data(closing))

    assert "closes_at" not in page.context["form"].fields
    assert Call.objects.get(pk=world.edition.call.pk).closes_at == world.edition.call.closes_at


@pytest.mark.django_db
def test_a_session_in_the_past_is_confirmed_once_with_nothing_typed_lost(as_user) -> None:
    programme = edition_with().edition.programme
    client, address = as_user(user(is_staff=True)), reverse("programmes:new_edition")
    typed = {
        "programme": programme.pk,
        "name": "Normandie 2018",
        "slug": "normandie-2018",
        "code": "TN-2018",
        "theme_fr": "Le travail",
        "session_starts_on": "2018-12-13",
        "session_ends_on": "2018-12-14",
    }

    warned = client.post(address, typed)
    form = warned.context["form"]
    saved = client.post(address, typed | {"confirm_dates": "on"})

    assert warned.status_code == 422
    assert longdate(date(2018, 12, 13)) in form.errors["session_starts_on"][0]
    assert form["name"].value() == "Normandie 2018"
    assert "Oui, ces dates sont les bonnes" in warned.text
    assert saved.status_code == 302
    made = Edition.objects.select_related("call").get(slug="normandie-2018")
    assert impossible(dates_of(made)) == []
    typed_apart = typed | {"slug": "n-2018", "code": "N-2018", "silent": "on"}
    assert client.post(address, typed_apart).status_code == 302  # confirmed already


@pytest.mark.django_db
def test_the_call_that_a_new_edition_starts_with_ends_before_its_session() -> None:
    programme, now, actor = edition_with().edition.programme, timezone.now(), user(is_staff=True)
    for place, days in enumerate((None, -900, 0, 1, 2, 20, 60, 200)):
        session = None if days is None else timezone.localdate(now) + days * DAY
        new = Edition(
            programme=programme,
            name=f"N{place}",
            slug=f"n{place}",
            code=f"N{place}",
            session_starts_on=session,
        )

        assert impossible(dates_of(create_edition(edition=new, actor=actor, at=now))) == [], days


@pytest.mark.django_db
def test_a_day_is_past_once_it_is_over(as_user) -> None:
    today = timezone.localdate()
    world = edition_with(committee_meets_at=None, announces_on=today, answers_due_on=today - DAY)

    page = as_user(world.organiser).get(reverse("programmes:manage_dates", args=[world.edition.slug]))

    past = {row.name: row.is_past for row in page.context["rows"]}
    assert (past["answers_due_on"], past["announces_on"]) == (True, False)


def test_the_default_of_a_missing_date_is_named_with_its_reason() -> None:
    session = {"session_starts_on": date(2026, 12, 10), "session_ends_on": date(2026, 12, 11)}

    def read(**fields: Any) -> dict[str, tuple[date, str]]:
        return {row.name: (row.value, row.reason) for row in list_default_dates(Edition(**fields))}

    assert read(**session, partners_meet_on=date(2027, 1, 12)) == {
        "follow_up_from": (date(2027, 1, 13), "le lendemain de la réunion des partenaires"),
        "closes_on": (date(2027, 12, 11), "un an après la session"),
    }
    assert read(**session, silent=True) == {
        "closes_on": (date(2026, 12, 11), "le dernier jour de la session")
    }
    assert read(**session, follow_up_from=date(2027, 1, 5), closes_on=date(2027, 12, 1)) == {}
    assert read() == {}


@pytest.mark.django_db
def test_the_page_of_dates_lists_defaults_until_somebody_sets_them(as_user) -> None:
    days = {
        "session_starts_on": date(2026, 12, 10),
        "session_ends_on": date(2026, 12, 11),
        "follow_up_from": None,
    }
    world = edition_with(**days, partners_meet_on=date(2027, 1, 12), closes_on=None)
    client, address = as_user(world.organiser), reverse("programmes:manage_dates", args=[world.edition.slug])

    rows = {row.name: row for row in client.get(address).context["rows"]}
    assert (rows["follow_up_from"].value, rows["follow_up_from"].url) == (
        date(2027, 1, 13),
        "#id_follow_up_from",
    )
    assert "par défaut, le lendemain" in client.get(address).text

    Edition.objects.filter(pk=world.edition.pk).update(follow_up_from=date(2027, 1, 5))
    assert {row.name: row.reason for row in client.get(address).context["rows"]}["follow_up_from"] == ""


@pytest.mark.django_db
def test_two_people_move_the_session_the_second_is_warned_before_replacing_it(as_user) -> None:
    world = edition_with()
    address = reverse("programmes:manage_dates", args=[world.edition.slug])
    client = as_user(world.organiser)
    starts, ends = world.edition.session_starts_on, world.edition.session_ends_on
    seen = client.get(address).context["form"].initial["seen"]
    unchanged = {
        bound.html_name: bound.field.widget.format_value(bound.value())
        for bound in client.get(address).context["form"]
        if bound.value() not in (None, "", False) and bound.html_name != "confirm_dates"
    }
    first = unchanged | {
        "session_starts_on": str(starts + DAY),
        "session_ends_on": str(ends + DAY),
        "seen": seen,
    }
    second = unchanged | {
        "session_starts_on": str(starts + 2 * DAY),
        "session_ends_on": str(ends + 2 * DAY),
        "seen": seen,
    }

    assert client.post(address, first).status_code == 302
    refused = client.post(address, second)

    assert refused.status_code == 422
    assert "Enregistré entre-temps" in refused.context["form"].errors["session_starts_on"][0]
    assert set(refused.context["form"].errors) >= {"session_starts_on", "session_ends_on"}
    assert refused.context["form"]["session_starts_on"].value() == str(starts + 2 * DAY)
    assert Edition.objects.get(pk=world.edition.pk).session_starts_on == starts + DAY

    again = second | {"seen": refused.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    assert Edition.objects.get(pk=world.edition.pk).session_starts_on == starts + 2 * DAY
