"""A support scheme belongs to a programme: editions choose among them, its contact confirms it once for all."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from coaching.support.enums import StanceKind
from programmes import links
from programmes.actions import schemes as actions
from programmes.actions.cloning import clone_into
from programmes.enums import ClonedPart, RoleName
from programmes.models import Edition, Programme, SupportScheme
from programmes.reminders import remind_scheme_owners
from programmes.schemes import filter_schemes, list_public_schemes
from tests import factories
from tests.support.partners import PartnersTable
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db

LEA = "lea@exemple.test"
TODAY = date(2026, 11, 26)
AUGUST = datetime(2026, 8, 1, 10, tzinfo=UTC)
JANUARY = date(2026, 1, 15)


@pytest.fixture
def first(db: None) -> factories.World:
    return factories.edition_with(name="Normandie 2026")


@pytest.fixture
def second(db: None) -> factories.World:
    """Another edition of the same programme, of another team, whose session is the later one."""
    return factories.edition_with(
        name="Littoral 2027", session_starts_on=date(2027, 6, 1), session_ends_on=None
    )


def page_of(name: str, edition: Edition, *args: int) -> str:
    return reverse(f"programmes:{name}", args=[edition.slug, *args])


def move_to_another_programme(edition: Edition) -> None:
    edition.programme = Programme.objects.create(slug="autre", name="Autre programme")
    edition.save()


def act(world: factories.World) -> dict[str, Any]:
    return {"edition": world.edition, "actor": world.organiser, "at": timezone.now()}


def test_an_edition_lists_the_schemes_of_its_programme_and_ticks_its_own(
    first: factories.World, second: factories.World, as_user: AsUser
) -> None:
    scheme = factories.scheme(first.edition, "Fact")
    browser, page = as_user(second.organiser), page_of("manage_schemes", second.edition)

    before = browser.get(page).text
    assert "Fact" in before
    assert not re.search(r"<input[^>]*\bchecked\b", before)
    answer = browser.post(f"{page_of('choose_schemes', second.edition)}?q=fa", {"ticked": scheme.pk})

    assert answer.url == f"{page}?q=fa"
    assert re.search(r"<input[^>]*\bchecked\b", browser.get(page).text)
    assert list_public_schemes(second.edition) == [("Fact", str(scheme.organisation))]
    assert list(first.edition.schemes.all()) == [scheme]
    entry = AuditEntry.objects.get(verb="choose_schemes")
    assert (entry.scope, entry.data) == (second.edition.scope, {"added": 1, "removed": 0})


def test_windows_of_one_list_each_change_only_what_they_ticked(
    first: factories.World, as_user: AsUser
) -> None:
    stored, unticked = factories.scheme(first.edition, "A"), factories.scheme(first.edition, "B")
    added = factories.scheme(first.edition, "C")
    first.edition.schemes.remove(added)
    browser, page = as_user(first.organiser), page_of("choose_schemes", first.edition)
    drawn = [stored.pk, unticked.pk]

    browser.post(page, {"before": drawn, "ticked": [stored.pk]})
    browser.post(page, {"before": drawn, "ticked": [*drawn, added.pk]})
    browser.post(page, {"before": drawn, "ticked": drawn})

    assert set(first.edition.schemes.all()) == {stored, added}


def test_schemes_of_other_programmes_or_invalid_keys_choose_nothing(
    first: factories.World, second: factories.World, as_user: AsUser
) -> None:
    move_to_another_programme(second.edition)
    foreign = factories.scheme(second.edition, "Secret", contact_email=LEA)
    archived = factories.scheme(first.edition, archived_at=timezone.now())
    first.edition.schemes.clear()
    browser = as_user(first.organiser)

    browser.post(
        page_of("choose_schemes", first.edition), {"ticked": [foreign.pk, archived.pk, "9" * 40, "x"]}
    )

    assert not first.edition.schemes.exists()
    assert not AuditEntry.objects.filter(verb="choose_schemes").exists()
    assert "Secret" not in browser.get(page_of("manage_schemes", first.edition)).text
    for name in ("edit_scheme", "verify_scheme", "archive_scheme", "restore_scheme", "remove_scheme"):
        send = browser.get if name == "edit_scheme" else browser.post
        assert send(page_of(name, first.edition, foreign.pk)).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.version, foreign.archived_at) == (1, None)


def test_a_person_who_organises_another_programme_opens_no_scheme_of_this_one(
    first: factories.World, second: factories.World, as_user: AsUser
) -> None:
    scheme = factories.scheme(first.edition, "Fact")
    stranger = as_user(second.organiser)

    assert stranger.get(page_of("edit_scheme", second.edition, scheme.pk)).status_code == 200
    move_to_another_programme(second.edition)

    assert stranger.get(page_of("edit_scheme", second.edition, scheme.pk)).status_code == 404
    assert stranger.get(page_of("edit_scheme", first.edition, scheme.pk)).status_code in (403, 404)


def test_a_change_is_for_all_editions_and_the_page_counts_those_one_may_see(
    first: factories.World, second: factories.World, as_user: AsUser
) -> None:
    scheme = factories.scheme(first.edition, "Fact")
    hidden = factories.edition(name="Édition cachée", published_at=None)
    for edition in (second.edition, hidden):
        edition.schemes.add(scheme)
    browser, page = as_user(second.organiser), page_of("edit_scheme", second.edition, scheme.pk)

    text = browser.get(page).text.replace("\xa0", " ")
    assert "Utilisé par 2 éditions" in text
    assert "cachée" not in text
    factories.role(hidden, RoleName.ORGANISER, who=second.organiser)
    assert "Utilisé par 3 éditions" in browser.get(page).text.replace("\xa0", " ")
    browser.post(page, {"name": "Fact", "organisation_name": "Anact", "summary_fr": "Mieux.", "seen": "1"})

    assert first.edition.schemes.get().summary_fr == "Mieux."
    entry = AuditEntry.objects.get(verb="save_scheme")
    assert entry.scope == second.edition.scope


def test_a_new_scheme_enters_the_programme_and_one_edition_proposes_it(
    first: factories.World, second: factories.World, as_user: AsUser
) -> None:
    data = {"name": "Fact", "organisation_name": "Anact", "summary_fr": "Finance."}

    as_user(first.organiser).post(page_of("new_scheme", first.edition), data)
    again = as_user(second.organiser).post(page_of("new_scheme", second.edition), data)

    assert first.edition.schemes.get().programme == first.edition.programme
    assert not second.edition.schemes.exists()
    assert again.status_code == 422
    assert "cochez-le dans la liste" in again.text


def test_two_editions_that_add_one_name_at_once_the_second_is_refused(
    first: factories.World, second: factories.World
) -> None:
    body = factories.organisation()
    schemes = [
        SupportScheme(programme=first.edition.programme, name="Fact", organisation=body) for _turn in range(2)
    ]
    actions.save_scheme(scheme=schemes[0], **act(first))

    with pytest.raises(TransitionRefused, match="de ce nom ou de ce code"):
        actions.save_scheme(scheme=schemes[1], **act(second))


def test_archiving_or_deleting_what_another_edition_proposes_only_takes_it_from_ones_own(
    first: factories.World, second: factories.World, as_user: AsUser
) -> None:
    scheme = factories.scheme(first.edition, "Fact")
    second.edition.schemes.add(scheme)
    browser = as_user(first.organiser)

    text = browser.post(page_of("archive_scheme", first.edition, scheme.pk), follow=True).text
    assert "n’est plus proposé dans cette édition" in text
    assert list(second.edition.schemes.current()) == [scheme]
    assert not first.edition.schemes.exists()

    actions.archive_scheme(scheme=scheme, actor=None, at=timezone.now())
    browser.post(page_of("restore_scheme", first.edition, scheme.pk))
    assert list(first.edition.schemes.current()) == [scheme]
    actions.archive_scheme(scheme=scheme, actor=None, at=timezone.now())
    text = browser.post(page_of("remove_scheme", first.edition, scheme.pk), follow=True).text
    assert "il reste archivé" in text
    assert not first.edition.schemes.exists()
    assert second.edition.schemes.get() == scheme

    assert actions.remove_scheme(scheme=scheme, **act(second))
    assert not SupportScheme.objects.exists()


def test_an_answer_names_its_scheme_also_when_the_edition_proposes_it_no_longer(as_user: AsUser) -> None:
    table = PartnersTable()
    scheme = factories.scheme(table.edition, "Fact", organisation=table.region)
    other = factories.scheme(table.edition, "Prêt", organisation=table.region)
    stance = table.answer(StanceKind.LEAD, scheme=scheme)
    common: dict[str, Any] = {"actor": table.organiser, "at": timezone.now()}

    actions.choose_schemes(edition=table.edition, added=[], removed=[scheme, other], **common)
    page = (
        as_user(table.anna)
        .get(reverse("coaching:support_need", args=[table.edition.slug, table.need.uid]))
        .text
    )
    assert re.search(rf'<option value="{scheme.pk}" selected>', page)
    assert f'<option value="{other.pk}"' not in page

    SupportScheme.objects.update(archived_at=timezone.now())
    assert not actions.remove_scheme(scheme=scheme, edition=table.edition, **common)
    stance.refresh_from_db()
    assert str(stance.scheme) == "Fact"


def test_the_contact_confirms_once_for_all_editions(
    first: factories.World, second: factories.World, client: Client
) -> None:
    scheme = factories.scheme(first.edition, "Fact", contact_email=LEA, verified_on=JANUARY)
    second.edition.schemes.add(scheme)

    (message,) = remind_scheme_owners(AUGUST)
    assert message.scope == second.edition.scope
    assert [row["name"] for row in message.context["schemes"]] == ["Fact"]
    link = reverse("programmes:check_scheme", args=[links.SCHEME_LINK.token_of(scheme)])
    page = client.get(link).text
    assert "Transformateur" in page
    assert "Normandie 2026" not in page
    client.post(link, {"do": "confirm", "seen": scheme.version})

    assert not list(remind_scheme_owners(AUGUST))
    for edition in (first.edition, second.edition):
        assert not edition.schemes.stale(edition.schemes_checked_months, timezone.localdate()).exists()
        assert AuditEntry.objects.in_scope(edition.scope).filter(verb="verify_scheme").count() == 1


def test_one_mail_names_the_schemes_that_different_editions_propose(
    first: factories.World, second: factories.World
) -> None:
    for world, name in ((first, "Fact"), (second, "Prêt")):
        factories.scheme(world.edition, name, contact_email=LEA, verified_on=JANUARY)

    (message,) = remind_scheme_owners(AUGUST)

    assert [row["name"] for row in message.context["schemes"]] == ["Fact", "Prêt"]
    assert message.scope == second.edition.scope


def test_reported_as_ended_it_is_proposed_nowhere(first: factories.World, second: factories.World) -> None:
    scheme = factories.scheme(first.edition, "Fact", contact_email=LEA)
    second.edition.schemes.add(scheme)

    assert actions.archive_scheme(scheme=scheme, actor=None, at=timezone.now())

    assert not first.edition.schemes.current().exists()
    assert not second.edition.schemes.current().exists()


def test_two_editions_ask_a_contact_once_a_day(first: factories.World, second: factories.World) -> None:
    scheme = factories.scheme(first.edition, contact_email=LEA, verified_on=JANUARY)
    second.edition.schemes.add(scheme)

    for world, mails in ((first, 1), (second, 0)):
        requested = actions.notify_scheme_owners(
            edition=world.edition, actor=world.organiser, at=datetime(2026, 11, 26, 9, tzinfo=UTC)
        )
        assert requested == mails
    assert OutgoingMail.objects.count() == 1


def test_a_contact_is_asked_by_an_edition_that_is_public_and_still_runs(first: factories.World) -> None:
    scheme = factories.scheme(first.edition, contact_email=LEA, verified_on=JANUARY)
    later = date(2028, 1, 1)
    hidden = factories.edition(
        name="Cachée", published_at=None, session_starts_on=later, session_ends_on=None
    )
    over = factories.edition(closes_on=date(2026, 7, 1))
    past = factories.edition(silent=True, session_starts_on=later, session_ends_on=None)
    for edition in (hidden, over, past):
        edition.schemes.add(scheme)

    assert [message.scope for message in remind_scheme_owners(AUGUST)] == [first.edition.scope]
    first.edition.schemes.remove(scheme)
    assert not list(remind_scheme_owners(AUGUST))


def test_the_edition_that_verifies_most_often_says_when_it_is_asked(
    first: factories.World, second: factories.World
) -> None:
    scheme = factories.scheme(first.edition, contact_email=LEA, verified_on=JANUARY)
    second.edition.schemes.add(scheme)
    Edition.objects.filter(pk=first.edition.pk).update(schemes_checked_months=12)

    assert len(list(remind_scheme_owners(AUGUST))) == 1
    second.edition.schemes.remove(scheme)
    assert not list(remind_scheme_owners(AUGUST))


def clone(source: Edition, **fields: Any) -> Edition:
    target = factories.edition(**fields)
    clone_into(
        edition=target, source=source, parts=[ClonedPart.SCHEMES], actor=factories.user(), at=timezone.now()
    )
    return target


def test_the_next_edition_takes_over_the_choice_not_the_rows(first: factories.World) -> None:
    scheme = factories.scheme(first.edition, "Fact")
    factories.scheme(first.edition, "Fini", archived_at=timezone.now())
    first.edition.schemes.remove(factories.scheme(first.edition, "Autre"))

    following = clone(first.edition)

    assert list(following.schemes.all()) == [scheme]
    assert SupportScheme.objects.count() == 3
    following.schemes.clear()
    assert scheme in first.edition.schemes.all()


def test_an_edition_of_another_programme_gets_rows_of_its_own(first: factories.World) -> None:
    scheme = factories.scheme(first.edition, "Fact", code="fact", contact_email=LEA)
    factories.scheme(first.edition, "Pris", code="taken")
    programme = Programme.objects.create(slug="autre", name="Autre programme")
    SupportScheme.objects.create(
        programme=programme, name="À elle", code="taken", organisation=factories.organisation()
    )

    following = clone(first.edition, programme=programme)

    copy = following.schemes.get()
    assert (copy.name, copy.programme) == ("Fact", programme)
    assert copy.pk != scheme.pk
    assert copy.nonce != scheme.nonce
    assert list(scheme.editions.all()) == [first.edition]


def test_the_list_is_narrowed_to_what_the_edition_proposes_or_not(
    first: factories.World, second: factories.World
) -> None:
    theirs, own = factories.scheme(first.edition, "A"), factories.scheme(second.edition, "B")

    def find(**values: str) -> list[SupportScheme]:
        return list(filter_schemes(second.edition, values, TODAY))

    assert find() == [own, theirs]
    assert find(state="offered") == [own]
    assert find(state="unoffered") == [theirs]
