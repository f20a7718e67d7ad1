"""Who answers for a scheme is asked once a period whether it holds, and says so by a personal link."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.outbox.reminders import plan
from programmes import scheme_links
from programmes.actions import schemes as actions
from programmes.models import Edition, SupportScheme
from programmes.reminders import remind_scheme_owners
from tests import factories
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
LEA = "lea@exemple.test"


def asked(at: datetime) -> list[str]:
    """The names of the schemes of each mail that is due."""
    return [
        " + ".join(scheme["name"] for scheme in message.context["schemes"])
        for message in remind_scheme_owners(at)
    ]


def first_of(month: int, year: int = 2026, hour: int = 10) -> datetime:
    return datetime(year, month, 1, hour, tzinfo=UTC)


def test_an_owner_is_asked_on_the_first_of_the_month_after_it_came_due_then_once_a_period() -> None:
    edition = factories.edition()
    factories.scheme(edition, "Fact", contact_email=LEA, verified_on=date(2026, 1, 15))
    factories.scheme(edition, "Prêt", contact_email="Lea@exemple.test", verified_on=date(2026, 1, 20))
    factories.scheme(edition, "Muet", verified_on=date(2026, 1, 15))

    assert asked(first_of(7)) == []
    assert asked(first_of(8, hour=5)) == []
    assert asked(first_of(8)) == ["Fact + Prêt"]
    assert asked(datetime(2026, 8, 20, 10, tzinfo=UTC)) == ["Fact + Prêt"]  # the planner slept: the same mail
    assert asked(first_of(9)) == []
    assert asked(first_of(2, 2027)) == ["Fact + Prêt"]


def test_planning_twice_writes_one_mail_and_a_confirmation_stops_the_next() -> None:
    edition = factories.edition()
    scheme = factories.scheme(edition, "Fact", contact_email=LEA, verified_on=date(2026, 1, 15))

    plan(first_of(8))
    plan(first_of(8) + timedelta(days=3))
    (mail,) = OutgoingMail.objects.all()
    assert (mail.to_email, mail.private, mail.scope) == (LEA, True, edition.scope)
    actions.verify_scheme(scheme=scheme, actor=None, at=first_of(8))
    assert asked(first_of(1, 2027)) == []
    assert asked(first_of(2, 2027)) == ["Fact"]


@pytest.mark.parametrize(
    "change",
    [{"archived_at": timezone.now()}, {"contact_email": ""}, {"verified_on": date(2026, 7, 15)}],
)
def test_nobody_is_asked_about_what_is_archived_fresh_or_unanswered_for(change: dict[str, Any]) -> None:
    scheme = factories.scheme(factories.edition(), contact_email=LEA, verified_on=date(2026, 1, 15))
    SupportScheme.objects.filter(pk=scheme.pk).update(**change)

    assert asked(first_of(8)) == []


def test_nobody_is_asked_once_the_edition_is_over_or_noted_as_past() -> None:
    over = factories.edition(closes_on=date(2026, 7, 1))
    factories.scheme(over, contact_email=LEA, verified_on=date(2026, 1, 15))
    assert asked(first_of(8)) == []

    Edition.objects.update(closes_on=None, silent=True)
    plan(first_of(8))
    assert not OutgoingMail.objects.exists()


def test_an_organiser_asks_now_once_a_day(as_user: AsUser) -> None:
    world = factories.edition_with()
    factories.scheme(world.edition, contact_email=LEA, verified_on=date(2020, 1, 1))
    browser = as_user(world.organiser)
    address = reverse("programmes:ask_scheme_owners", args=[world.edition.slug])

    first, second = (browser.post(address, follow=True).text.replace("\xa0", " ") for _turn in range(2))

    assert "1 personne est interrogée" in first
    assert "Personne à interroger" in second
    assert OutgoingMail.objects.count() == 1


def link_of(scheme: SupportScheme) -> str:
    return reverse("programmes:check_scheme", args=[scheme_links.LINK.token_of(scheme)])


def test_from_the_mail_one_click_confirms_and_the_journal_says_by_a_link(client: Client) -> None:
    world = factories.edition_with()
    scheme = factories.scheme(
        world.edition, "Fact", contact_email=LEA, contact_name="Léa", verified_on=date(2020, 1, 1)
    )
    actions.notify_scheme_owners(edition=world.edition, actor=world.organiser, at=timezone.now())
    (link,) = re.findall(r"/schemes/[^/\s]+/", OutgoingMail.objects.get().text)

    assert "Toujours valable" in client.get(link).text
    response = client.post(link, {"do": "confirm", "seen": scheme.version}, follow=True)

    scheme.refresh_from_db()
    assert "Merci" in response.text
    assert (scheme.verified_on, scheme.verifier) == (timezone.localdate(), "Léa")
    assert not scheme.is_stale()
    entry = AuditEntry.objects.get(verb="verify_scheme")
    assert entry.actor is None


def test_what_changed_since_it_was_read_is_not_confirmed_in_its_place(client: Client) -> None:
    scheme = factories.scheme(
        factories.edition_with().edition, contact_email=LEA, verified_on=date(2020, 1, 1)
    )
    seen = scheme.version
    actions.save_scheme(scheme=scheme, actor=None, at=timezone.now())

    for typed in ({"seen": seen}, {"seen": "x"}, {}):
        response = client.post(link_of(scheme), {"do": "confirm", **typed}, follow=True)
        assert "modifié entre-temps" in response.text
    scheme.refresh_from_db()
    assert scheme.is_stale()


def test_what_is_corrected_by_link_is_checked_like_any_form(client: Client) -> None:
    scheme = factories.scheme(factories.edition_with().edition, contact_email=LEA, head_count_max=9)
    data = {"do": "correct", "seen": "1", "summary_fr": "Un autre appui.", "head_count_max": "49"}

    refused = client.post(link_of(scheme), {**data, "departments": "Atlantide"})
    assert refused.status_code == 422
    assert "Atlantide" in refused.text
    client.post(link_of(scheme), data)

    scheme.refresh_from_db()
    assert (scheme.summary_fr, scheme.head_count_max, scheme.verified_by_contact) == (
        "Un autre appui.",
        49,
        True,
    )
    stale = client.post(link_of(scheme), {**data, "summary_fr": "Perdu ?"})
    assert stale.status_code == 422
    assert "Perdu ?" in stale.text


def test_reported_as_ended_it_is_archived_and_its_link_is_dead(client: Client) -> None:
    scheme = factories.scheme(factories.edition_with().edition, contact_email=LEA)

    response = client.post(link_of(scheme), {"do": "stop"}, follow=True)

    assert response.status_code == 410
    scheme.refresh_from_db()
    assert scheme.archived_at is not None


def test_links_that_are_forged_old_or_of_a_former_contact_open_nothing(client: Client) -> None:
    scheme = factories.scheme(factories.edition_with().edition, "Secret", contact_email=LEA)
    link = link_of(scheme)
    over = factories.scheme(scheme.edition, contact_email=LEA, closes_on=date(2020, 1, 1))

    response = client.post(link_of(over), {"do": "confirm", "seen": over.version}, follow=True)
    assert "Son dernier jour est passé" in response.text
    over.refresh_from_db()
    assert not over.verified_by_contact
    assert client.get(f"{link[:-2]}x/").status_code == 410
    scheme.contact_email = "tom@exemple.test"
    actions.save_scheme(scheme=scheme, actor=None, at=timezone.now())
    dead = client.get(link)
    assert dead.status_code == 410
    assert "Secret" not in dead.text
