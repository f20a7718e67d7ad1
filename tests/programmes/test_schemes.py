"""Support schemes: what organisers type of them, which are to check, and who is asked whether they hold."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, strategies as st

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.outbox.reminders import plan
from accelerator.transitions import EditConflict, TransitionRefused
from programmes import links
from programmes.actions import schemes as actions
from programmes.models import Edition, SupportScheme
from programmes.models.scheme import add_months
from programmes.reminders import remind_reworded, remind_scheme_owners
from programmes.schemes import filter_schemes
from tests import factories
from tests.support.session import meanwhile
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 26)
ADDED_AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
"""When schemes were created: one that nobody ever verified is to check from then on."""
DATA = {"name": "Fact", "organisation_name": "Anact", "summary_fr": "Finance une démarche."}


def test_an_organiser_says_what_a_scheme_asks_and_reads_it_back(as_user: AsUser) -> None:
    world = factories.edition_with()
    browser = as_user(world.organiser)
    data = {
        **DATA,
        "needs": ["hr", "funding"],
        "profiles": ["internal_project"],
        "head_count_min": "10",
        "head_count_max": "249",
        "departments": "Normandie, 35",
        "opens_on": "2026-01-01",
        "contact_email": "fact@exemple.test",
        "verified_on": timezone.localdate().isoformat(),
    }

    answer = browser.post(reverse("programmes:new_scheme", args=[world.edition.slug]), data)

    scheme = world.edition.schemes.get()
    assert answer.status_code == 302
    assert (scheme.code, scheme.organisation.name, scheme.verified_by) == ("fact", "Anact", world.organiser)
    assert scheme.departments == ["14", "27", "35", "50", "61", "76"]
    page = browser.get(reverse("programmes:manage_schemes", args=[world.edition.slug])).text
    for words in ("Un financement, un appui RH", "de 10 à 249 salariés", "Normandie, Ille-et-Vilaine"):
        assert words in page.replace("\xa0", " ")
    assert "proposé à personne" not in page
    again = browser.get(reverse("programmes:edit_scheme", args=[world.edition.slug, scheme.pk])).text
    assert "Normandie, Ille-et-Vilaine" in again


IMPOSSIBLE: list[tuple[dict[str, str], str]] = [
    ({"head_count_min": "10", "head_count_max": "9"}, "ne peut pas être plus petit"),
    ({"opens_on": "2026-02-01", "closes_on": "2026-01-31"}, "se termine avant de commencer"),
    ({"departments": "14, Atlantide"}, "Ni un département ni une région\xa0: Atlantide"),
    ({"code": "é !"}, "sans accent"),
    ({"code": "taken"}, "déjà un dispositif de ce code"),
    ({"name": "Pris"}, "déjà un dispositif de ce nom"),
    ({"verified_on": "2199-01-01"}, "pas encore venu"),
    ({"source_url": "javascript:alert(1)"}, "URL valide"),
    ({"contact_email": "fact"}, "valide"),
]


def test_an_invalid_value_is_refused_at_its_field(as_user: AsUser) -> None:
    world = factories.edition_with()
    factories.scheme(world.edition, "Pris", code="taken")
    browser, address = as_user(world.organiser), reverse("programmes:new_scheme", args=[world.edition.slug])

    for typed, error in IMPOSSIBLE:
        page = browser.post(address, {**DATA, **typed})

        assert (page.status_code, error in page.text) == (422, True), typed
        assert f'id="id_{next(reversed(typed))}"' in page.text, typed
    assert world.edition.schemes.count() == 1


def test_two_windows_on_one_scheme_the_second_is_warned(as_user: AsUser) -> None:
    world = factories.edition_with()
    scheme = factories.scheme(world.edition, "Fact")
    address = reverse("programmes:edit_scheme", args=[world.edition.slug, scheme.pk])
    browser = as_user(world.organiser)
    browser.post(address, {**DATA, "seen": "1", "summary_fr": "Le premier texte."})

    second = browser.post(address, {**DATA, "seen": "1", "summary_fr": "Le second texte."})

    scheme.refresh_from_db()
    assert second.status_code == 422
    assert "modifié entre-temps" in second.text
    assert "Le second texte." in second.text
    assert scheme.summary_fr == "Le premier texte."
    assert browser.post(address, {**DATA, "seen": "2", "summary_fr": "Le second."}).status_code == 302


def test_a_scheme_is_archived_before_it_is_deleted() -> None:
    world = factories.edition_with()
    scheme = factories.scheme(world.edition)
    common: dict[str, Any] = {"edition": world.edition, "actor": world.organiser, "at": timezone.now()}

    with pytest.raises(TransitionRefused, match="Archivez"):
        actions.remove_scheme(scheme=scheme, **common)
    actions.archive_scheme(scheme=scheme, **common)
    assert not world.edition.schemes.current().exists()
    assert filter_schemes(world.edition, {"state": "archived"}, TODAY).get() == scheme
    actions.restore_scheme(scheme=scheme, **common)
    assert world.edition.schemes.current().exists()
    actions.archive_scheme(scheme=scheme, **common)
    actions.remove_scheme(scheme=scheme, **common)
    assert not world.edition.schemes.exists()


def test_a_scheme_deleted_meanwhile_is_refused_in_words(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = factories.edition_with()
    stale = factories.scheme(world.edition)
    rows = SupportScheme.objects.filter(pk=stale.pk)
    meanwhile(monkeypatch, actions, "remove_scheme", rows.delete)
    address = reverse("programmes:remove_scheme", args=[world.edition.slug, stale.pk])

    page = as_user(world.organiser).post(address, follow=True)

    assert (page.status_code, "vient d’être supprimé" in page.text) == (200, True)
    common: dict[str, Any] = {"edition": world.edition, "actor": world.organiser, "at": timezone.now()}
    verbs: list[Any] = [
        actions.save_scheme,
        actions.verify_scheme,
        actions.archive_scheme,
        actions.restore_scheme,
    ]
    for act in verbs:
        with pytest.raises(TransitionRefused, match="supprimé"):
            act(scheme=stale, **common)


def test_a_scheme_whose_last_day_is_over_is_not_verified_as_it_stands() -> None:
    world = factories.edition_with()
    over = factories.scheme(world.edition, closes_on=timezone.localdate() - timedelta(days=1))

    with pytest.raises(TransitionRefused, match="dernier jour"):
        actions.verify_scheme(scheme=over, actor=world.organiser, at=timezone.now())


def test_a_link_to_a_former_contact_is_revoked() -> None:
    world = factories.edition_with()
    scheme = factories.scheme(world.edition, contact_email="lea@exemple.test")
    before = scheme.nonce

    scheme.contact_email = "Lea@exemple.test"
    actions.save_scheme(scheme=scheme, actor=world.organiser, at=timezone.now())
    assert scheme.nonce == before
    scheme.contact_email = "tom@exemple.test"
    actions.save_scheme(scheme=scheme, actor=world.organiser, at=timezone.now())
    assert scheme.nonce != before
    with pytest.raises(EditConflict):
        actions.save_scheme(scheme=scheme, base_version=1, actor=world.organiser, at=timezone.now())


def test_the_list_is_narrowed_and_no_filter_breaks_it(as_user: AsUser) -> None:
    world = factories.edition_with()
    edition = world.edition
    fund = factories.scheme(edition, "Fonds", needs=["funding"], profiles=["internal_project"])
    old = factories.scheme(edition, "Ancien", needs=["hr"], verified_on=TODAY - timedelta(days=300))
    later = factories.scheme(edition, "Bientôt", opens_on=date(2027, 1, 1), verified_on=TODAY)
    over = factories.scheme(edition, "Fini", closes_on=date(2026, 11, 25), verified_on=TODAY)

    def found(**values: Any) -> list[SupportScheme]:
        return list(filter_schemes(edition, values, TODAY))

    assert found(need="funding") == [fund]
    assert found(profile="internal_project") == [old, later, over, fund]
    assert found(profile="solution_provider") == [old, later, over]
    assert found(state="stale") == [old, over]
    assert found(state="later") == [later]
    assert found(state="over") == [over]
    assert found(q="font") == []
    assert found(q="fond") == [fund]
    assert found(body=old.organisation) == [old]
    page = as_user(world.organiser).get(
        reverse("programmes:manage_schemes", args=[edition.slug]),
        {"need": "x", "body": "9" * 40, "page": "z"},
    )
    assert page.status_code == 200
    assert "Fonds" in page.text


def test_the_database_keeps_limits_dates_and_codes() -> None:
    edition = factories.edition()
    scheme = factories.scheme(edition, head_count_max=9, closes_on=TODAY)
    factories.scheme(edition, code="other")

    for name, values in {
        "scheme_head_counts_in_order": {"head_count_min": 10},
        "scheme_dates_in_order": {"opens_on": TODAY + timedelta(1)},
        "scheme_code_once|code": {"code": "other"},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            SupportScheme.objects.filter(pk=scheme.pk).update(**values)


def test_the_list_and_the_scheme_agree_on_what_is_to_check() -> None:
    for months in (1, 6, 11):
        edition = factories.edition(schemes_checked_months=months)
        first = add_months(TODAY, -months) - timedelta(days=5)
        for away in range(10):
            factories.scheme(edition, verified_on=first + timedelta(days=away))
        factories.scheme(edition, verified_on=None)
        edition.schemes.update(created_at=ADDED_AT)

        actual = {scheme.pk for scheme in edition.schemes.all() if scheme.is_stale(months, TODAY)}

        assert actual == set(edition.schemes.stale(months, TODAY).values_list("pk", flat=True))
        assert len(actual) == 7


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40))
def test_months_are_added_on_the_same_day_or_the_last(day: date, months: int) -> None:
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
    assert add_months(later, -months) <= day


LEA = "lea@exemple.test"


def list_requested(at: datetime) -> list[str]:
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

    assert list_requested(first_of(7)) == []
    assert list_requested(first_of(8, hour=5)) == []
    assert list_requested(first_of(8)) == ["Fact + Prêt"]
    assert list_requested(datetime(2026, 8, 20, 10, tzinfo=UTC)) == [
        "Fact + Prêt"
    ]  # the planner slept: the same mail
    assert list_requested(first_of(9)) == []
    assert list_requested(first_of(2, 2027)) == ["Fact + Prêt"]


def test_planning_twice_writes_one_mail_and_a_confirmation_stops_the_next() -> None:
    edition = factories.edition()
    scheme = factories.scheme(edition, "Fact", contact_email=LEA, verified_on=date(2026, 1, 15))

    plan(first_of(8))
    plan(first_of(8) + timedelta(days=3))
    (mail,) = OutgoingMail.objects.all()
    assert (mail.to_email, mail.private, mail.scope) == (LEA, True, edition.scope)
    actions.verify_scheme(scheme=scheme, actor=None, at=first_of(8))
    assert list_requested(first_of(1, 2027)) == []
    assert list_requested(first_of(2, 2027)) == ["Fact"]


def test_nobody_is_asked_about_what_is_archived_fresh_or_unanswered_for() -> None:
    edition = factories.edition()
    for change in (
        {"archived_at": timezone.now()},
        {"contact_email": ""},
        {"verified_on": date(2026, 7, 15)},
    ):
        scheme = factories.scheme(edition, contact_email=LEA, verified_on=date(2026, 1, 15))
        SupportScheme.objects.filter(pk=scheme.pk).update(**change)

    assert list_requested(first_of(8)) == []


def test_nobody_is_asked_once_the_edition_is_over_or_noted_as_past() -> None:
    over = factories.edition(closes_on=date(2026, 7, 1))
    factories.scheme(over, contact_email=LEA, verified_on=date(2026, 1, 15))
    assert list_requested(first_of(8)) == []

    Edition.objects.update(closes_on=None, silent=True)
    plan(first_of(8))
    assert not OutgoingMail.objects.exists()


def test_an_organiser_asks_now_once_a_day(as_user: AsUser) -> None:
    world = factories.edition_with()
    factories.scheme(world.edition, contact_email=LEA, verified_on=date(2020, 1, 1))
    browser = as_user(world.organiser)
    address = reverse("programmes:request_scheme_confirmation", args=[world.edition.slug])

    first, second = (browser.post(address, follow=True).text.replace("\xa0", " ") for _turn in range(2))

    assert "1 personne est interrogée" in first
    assert "Personne à interroger" in second
    assert OutgoingMail.objects.count() == 1


def link_of(scheme: SupportScheme) -> str:
    return reverse("programmes:check_scheme", args=[links.SCHEME_LINK.token_of(scheme)])


def test_one_click_in_the_mail_confirms_and_the_journal_mentions_the_link(client: Client) -> None:
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
    assert not scheme.is_stale(6)
    entry = AuditEntry.objects.get(verb="verify_scheme")
    assert entry.actor is None


def test_a_scheme_changed_since_it_was_read_is_not_confirmed(client: Client) -> None:
    scheme = factories.scheme(
        factories.edition_with().edition, contact_email=LEA, verified_on=date(2020, 1, 1)
    )
    seen = scheme.version
    actions.save_scheme(scheme=scheme, actor=None, at=timezone.now())

    for typed in ({"seen": seen}, {"seen": "x"}, {}):
        response = client.post(link_of(scheme), {"do": "confirm", **typed}, follow=True)
        assert "modifié entre-temps" in response.text
    scheme.refresh_from_db()
    assert scheme.is_stale(6)


def test_a_correction_by_link_is_validated_like_any_form(client: Client) -> None:
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
    edition = factories.edition_with().edition
    scheme = factories.scheme(edition, "Secret", contact_email=LEA)
    link = link_of(scheme)
    over = factories.scheme(edition, contact_email=LEA, closes_on=date(2020, 1, 1))

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


# --- changed after its contact confirmed it ---


def confirmed_scheme(edition: Edition, name: str = "Fact", **columns: Any) -> SupportScheme:
    scheme = factories.scheme(edition, name, contact_email=LEA, contact_name="Léa", **columns)
    actions.verify_scheme(scheme=scheme, actor=None, at=NOON)
    scheme.refresh_from_db()
    return scheme


def reword(scheme: SupportScheme, text: str, actor: Any, at: datetime) -> None:
    scheme.refresh_from_db()
    scheme.summary_fr = text
    actions.save_scheme(scheme=scheme, actor=actor, at=at)


def reworded(at: datetime) -> list[str]:
    return [" + ".join(row["name"] for row in message.context["schemes"]) for message in remind_reworded(at)]


NOON = datetime(2026, 10, 5, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_text_changed_after_its_contact_confirmed_it_is_confirmed_again(
    as_user: AsUser, client: Client
) -> None:
    world = factories.edition_with()
    scheme = confirmed_scheme(world.edition)
    page = reverse("programmes:edit_scheme", args=[world.edition.slug, scheme.pk])
    listed = reverse("programmes:manage_schemes", args=[world.edition.slug])
    organiser = as_user(world.organiser)
    assert "à reconfirmer" not in organiser.get(page).text

    reword(scheme, "Finance deux démarches.", world.organiser, NOON)

    assert "à reconfirmer" in organiser.get(page).text
    badge = re.compile(r'<span class="tag[^>]*>(?:<svg.*?</svg>)?\s*à reconfirmer')
    assert badge.search(organiser.get(listed).text)
    assert organiser.get(f"{listed}?state=reworded").context["rows"]
    assert reworded(NOON + HOUR - timedelta(minutes=1)) == []  # they may still be writing
    plan(NOON + HOUR)
    plan(NOON + 2 * HOUR)
    (mail,) = OutgoingMail.objects.all()
    assert (mail.to_email, mail.private) == (LEA, True)
    assert "a modifié" in mail.text
    (link,) = re.findall(r"/schemes/[^/\s]+/", mail.text)
    read = client.get(link).text
    assert "Finance deux démarches." in read
    assert "après votre confirmation" in read

    scheme.refresh_from_db()
    client.post(link, {"do": "confirm", "seen": scheme.version})

    scheme.refresh_from_db()
    assert (scheme.is_to_reconfirm, scheme.verifier) == (False, "Léa")
    assert "à reconfirmer" not in organiser.get(page).text


def test_several_changes_are_one_mail_an_hour_after_the_last() -> None:
    world = factories.edition_with()
    first, second = (confirmed_scheme(world.edition, name) for name in ("Fact", "Prêt"))
    reword(first, "Un", world.organiser, NOON)
    reword(first, "Deux", world.organiser, NOON + timedelta(minutes=10))
    reword(second, "Trois", world.organiser, NOON + timedelta(minutes=50))

    assert reworded(NOON + timedelta(minutes=80)) == []
    assert reworded(NOON + timedelta(minutes=110)) == ["Fact + Prêt"]
    assert reworded(NOON + timedelta(days=9)) == []


def test_another_change_after_a_confirmation_asks_again_the_same_day() -> None:
    world = factories.edition_with()
    scheme = confirmed_scheme(world.edition)
    for turn in range(2):
        at = NOON + turn * 3 * HOUR
        reword(scheme, f"Texte {turn}", world.organiser, at)
        plan(at + HOUR)
        actions.verify_scheme(scheme=scheme, actor=None, at=at + HOUR)

    assert OutgoingMail.objects.count() == 2


def test_nobody_is_asked_again_about_what_they_wrote_or_never_confirmed() -> None:
    """Nor where nothing that they confirm changed, nor once an organiser verified it at its source."""
    world = factories.edition_with()
    never = factories.scheme(world.edition, "Jamais", contact_email=LEA)
    own, same, verified = (confirmed_scheme(world.edition, name) for name in ("À soi", "Pareil", "Vérifié"))
    reword(never, "Autre", world.organiser, NOON)
    reword(own, "Autre", None, NOON)
    same.refresh_from_db()
    same.needs, same.source_document = list(reversed(same.needs)), "Délibération du 12 mars"
    actions.save_scheme(scheme=same, actor=world.organiser, at=NOON)
    reword(verified, "Autre", world.organiser, NOON)
    actions.verify_scheme(scheme=verified, actor=world.organiser, at=NOON)

    assert reworded(NOON + HOUR) == []
    assert not SupportScheme.objects.exclude(reworded_at=None).exists()


@pytest.mark.parametrize("change", [{"archived_at": timezone.now()}, {"contact_email": ""}])
def test_a_former_contact_of_a_scheme_is_not_asked_again(change: dict[str, Any]) -> None:
    world = factories.edition_with()
    scheme = confirmed_scheme(world.edition)
    reword(scheme, "Autre", world.organiser, NOON)
    SupportScheme.objects.filter(pk=scheme.pk).update(**change)

    assert reworded(NOON + HOUR) == []
    Edition.objects.update(silent=True)
    SupportScheme.objects.update(archived_at=None, contact_email=LEA)
    assert reworded(NOON + HOUR) == []


def test_a_link_does_not_store_a_text_without_end(client: Client) -> None:
    scheme = factories.scheme(factories.edition_with().edition, contact_email=LEA)
    endless = "mot " * 30_000

    refused = client.post(link_of(scheme), {"do": "correct", "seen": "1", "summary_fr": endless})

    assert refused.status_code == 422
    assert "au plus 100" in refused.text.replace("\xa0", " ")
