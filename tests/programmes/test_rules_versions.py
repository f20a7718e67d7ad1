"""Every published version of the rules can be read again; the call's page lists their dates and links."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accelerator.transitions import TransitionRefused
from programmes.actions import editions as actions
from programmes.models import Call, CallDateChange
from programmes.models.call import rules_hash
from tests.factories import edition, edition_with, user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def published(**fields):
    """An edition whose call was published through the action, with its first rules."""
    now = timezone.now()
    world = edition_with(published_at=None, opens_at=now + DAY, closes_at=now + 20 * DAY, **fields)
    call = world.edition.call
    call.intro_fr, call.rules_fr, call.rules_en, call.contact_email = (
        "Intro",
        "Première règle",
        "First rule",
        "a@exemple.test",
    )
    call.save()
    actions.publish_call(call=call, actor=world.organiser, at=now)
    return world


def amend(world, text: str) -> None:
    call = Call.objects.select_related("edition").get(pk=world.edition.call.pk)
    call.rules_fr = text
    actions.change_call(call=call, changed=["rules_fr"], actor=world.organiser, at=timezone.now())


def test_publishing_keeps_the_first_version_and_each_change_the_next(client) -> None:
    world = published()

    amend(world, "Seconde règle")

    first, second = world.edition.call.rules_versions.order_by("number")
    assert (first.number, first.text_fr, first.text_en) == (1, "Première règle", "First rule")
    assert (second.number, second.text_fr) == (2, "Seconde règle")
    assert second.sha256 == rules_hash("Seconde règle", "First rule")
    page = client.get(reverse("programmes:rules", args=[world.edition.slug, 1]))
    assert "Première règle" in page.text
    assert "Une version plus récente existe" in page.text
    assert "récente" not in client.get(reverse("programmes:rules", args=[world.edition.slug, 2])).text
    assert client.get(reverse("programmes:rules", args=[world.edition.slug, 3])).status_code == 404


def test_the_first_version_is_what_was_saved_last_even_published_from_an_older_page() -> None:
    world = edition_with(published_at=None)
    call = world.edition.call
    call.intro_fr, call.rules_fr, call.contact_email = "Intro", "Première règle", "a@exemple.test"
    call.save()
    Call.objects.filter(pk=call.pk).update(rules_fr="Règle corrigée")

    actions.publish_call(call=call, actor=world.organiser, at=timezone.now())

    assert call.rules_versions.get().text_fr == "Règle corrigée"


def test_two_people_who_amend_from_the_same_page_make_two_versions() -> None:
    world = published()
    stale = Call.objects.select_related("edition").get(pk=world.edition.call.pk)
    amend(world, "Seconde règle")
    stale.rules_fr = "Troisième règle"

    actions.change_call(call=stale, changed=["rules_fr"], actor=world.organiser, at=timezone.now())

    assert list(world.edition.call.rules_versions.values_list("number", flat=True)) == [3, 2, 1]


def test_rules_are_not_public_before_the_call_is(client) -> None:
    world = edition(published_at=None)

    assert client.get(reverse("programmes:rules", args=[world.slug, 1])).status_code == 404


def test_dates_of_an_open_call_are_not_typed_over(as_user) -> None:
    world = edition_with()
    call = world.edition.call
    address = reverse("programmes:manage_call", args=[world.edition.slug])

    as_user(world.organiser).post(
        address, {"closes_at": "2031-01-01T10:00", "grace_minutes": "15", "intro_fr": "Nouveau"}
    )

    after = Call.objects.select_related("edition").get(pk=call.pk)
    assert (after.closes_at, after.grace_minutes, after.intro_fr) == (call.closes_at, 15, "Nouveau")
    after.closes_at += DAY
    with pytest.raises(TransitionRefused):
        actions.change_call(call=after, changed=["closes_at"], actor=world.organiser, at=timezone.now())


def test_the_public_page_has_places_and_extension_and_not_the_grace(client) -> None:
    world, organiser = edition(places=17, name="Spéciale Bocage"), user()
    call = world.call
    Call.objects.filter(pk=call.pk).update(grace_minutes=47)
    CallDateChange.objects.create(
        call=call,
        old_closes_at=call.closes_at - DAY,
        new_closes_at=call.closes_at,
        reason_fr="Les vacances tombaient mal.",
        by=organiser,
        at=timezone.now(),
    )

    page = client.get(reverse("programmes:call", args=[world.slug])).text

    assert "Appel prolongé jusqu’au" in page
    assert "Les vacances tombaient mal" in page
    assert "Projets accueillis" in page
    assert ">17<" in page
    assert "47 min" not in page
    assert ">47<" not in page
    assert "grâce" not in page


def test_an_announced_call_offers_its_dates_for_a_calendar(client) -> None:
    opens, closes = datetime(2031, 9, 1, 6, tzinfo=UTC), datetime(2031, 10, 31, 17, tzinfo=UTC)
    world = edition(
        opens_at=opens,
        closes_at=closes,
        session_starts_on=date(2031, 12, 11),
        session_ends_on=date(2031, 12, 12),
    )
    address = reverse("programmes:call_dates", args=[world.slug])

    page = client.get(reverse("programmes:call", args=[world.slug]))
    response = client.get(address)

    assert "L’appel ouvre bientôt" in page.text
    assert address in page.text
    assert response["Content-Type"].startswith("text/calendar")
    opening, closing, session = Calendar.from_ical(response.content).walk("VEVENT")
    assert opening.decoded("dtstart") == opens
    assert closing.decoded("dtstart") == closes
    assert len(closing.walk("VALARM")) == 1
    assert (session.decoded("dtstart"), session.decoded("dtend")) == (date(2031, 12, 11), date(2031, 12, 13))


def test_a_calendar_taken_again_after_an_extension_moves_the_closing(client) -> None:
    world, organiser = edition(session_starts_on=None, session_ends_on=None), user()
    call = world.call
    CallDateChange.objects.create(
        call=call,
        old_closes_at=call.closes_at - DAY,
        new_closes_at=call.closes_at,
        reason_fr="R",
        by=organiser,
        at=timezone.now(),
    )

    response = client.get(reverse("programmes:call_dates", args=[world.slug]))

    _opening, closing = Calendar.from_ical(response.content).walk("VEVENT")
    assert closing["sequence"] == 1
