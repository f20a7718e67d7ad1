"""The right to open the next edition of a region, and to read every region of a programme."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from programmes.actions.roles import end_programme_role, end_role, give_programme_role
from programmes.enums import ProgrammeRoleName, RoleName
from programmes.models import Edition, Programme, ProgrammeRole, Role
from programmes.queries import RoleBook
from tests import factories
from tests.factories import NOW, World
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NEW = "programmes:new_edition"


@pytest.fixture
def world() -> World:
    return factories.edition_with(region="Normandie", name="Normandie 2026")


@pytest.fixture
def keeper() -> User:
    return factories.user("Gardienne", is_staff=True)


def give(
    world: World, who: User, name: str = ProgrammeRoleName.OPENER, region: str = "Normandie"
) -> ProgrammeRole:
    return give_programme_role(
        programme=world.edition.programme, user=who, name=name, region=region, actor=factories.user(), at=NOW
    )


def typed(world: World, **more: Any) -> dict[str, Any]:
    usual = {
        "name": "Normandie 2027",
        "slug": "n-2027",
        "code": "N-27",
        "theme_fr": "T",
        "region": "Normandie",
    }
    return {"programme": world.edition.programme_id, **usual, **more}


def test_the_keeper_gives_the_right_and_the_organiser_opens_the_next_edition(
    world: World, keeper: User, as_user: AsUser
) -> None:
    address = reverse("programmes:programme_roles", args=[world.edition.programme.slug])
    given = {"email": world.organiser.email, "name": "opener", "region": "Normandie"}

    assert as_user(world.organiser).get(reverse(NEW)).status_code == 403
    assert as_user(keeper).post(address, given).status_code == 302
    assert world.organiser.email in as_user(keeper).get(address).text
    assert as_user(world.organiser).post(reverse(NEW), typed(world)).status_code == 302

    made = Edition.objects.get(slug="n-2027")
    assert Role.objects.get(edition=made).user == world.organiser
    entry = AuditEntry.objects.get(verb="give_programme_role")
    assert (entry.actor, entry.data["user"], entry.data["region"]) == (
        keeper,
        world.organiser.pk,
        "Normandie",
    )


def test_the_page_of_lessons_offers_the_next_edition_to_who_may_open_it(
    world: World, as_user: AsUser
) -> None:
    book = RoleBook(world.organiser)
    assert not book.may_open_after(world.edition)
    give(world, world.organiser)

    book = RoleBook(world.organiser)

    assert book.may_open_after(world.edition)
    assert not book.may_open_after(Edition(programme=world.edition.programme, region="Bretagne"))
    assert reverse(NEW) in as_user(world.organiser).get(reverse("programmes:manage")).text


def test_another_region_is_refused_at_its_field_and_another_programme_is_not_offered(
    world: World, as_user: AsUser
) -> None:
    other = Programme.objects.create(name="Ailleurs", slug="ailleurs")
    give(world, world.organiser)
    client = as_user(world.organiser)

    elsewhere = client.post(reverse(NEW), typed(world, region="Bretagne"))
    national = client.post(reverse(NEW), typed(world, region=""))
    foreign = client.post(reverse(NEW), typed(world, programme=other.pk))

    assert elsewhere.context["form"].errors["region"][0].endswith("ici\xa0: Normandie.")
    assert elsewhere.context["form"]["name"].value() == "Normandie 2027"
    assert (national.status_code, foreign.status_code) == (422, 422)
    assert "Ailleurs" not in foreign.text
    assert not Edition.objects.filter(slug="n-2027").exists()


def test_the_form_begins_with_the_only_region_that_one_may_open(world: World, as_user: AsUser) -> None:
    give(world, world.organiser)
    assert as_user(world.organiser).get(reverse(NEW)).context["form"]["region"].value() == "Normandie"


def test_the_right_for_every_region_opens_any_of_them(world: World, as_user: AsUser) -> None:
    give(world, world.organiser, region="")
    assert as_user(world.organiser).post(reverse(NEW), typed(world, region="Bretagne")).status_code == 302


def test_an_edition_does_not_leave_the_regions_that_its_opener_has_a_right_to(
    world: World, as_user: AsUser
) -> None:
    address = reverse("programmes:manage_settings", args=[world.edition.slug])

    def save(who: User, region: str, name: str = "Autre nom") -> Any:
        page = as_user(who).get(address).context["form"]
        values = {field.name: field.value() for field in page if field.value() is not None}
        return as_user(who).post(address, values | {"region": region, "name": name})

    right = give(world, world.organiser)
    for elsewhere in ("Bretagne", ""):
        refused = save(world.organiser, elsewhere)
        assert refused.status_code == 422
        assert refused.context["form"].errors == {"region": ["Vous pouvez placer l’édition ici : Normandie."]}
        assert refused.context["form"]["name"].value() == "Autre nom"
    world.edition.refresh_from_db()
    assert (world.edition.region, world.edition.name) == ("Normandie", "Normandie 2026")
    assert save(world.organiser, "Normandie").status_code == 302

    Edition.objects.update(region="Bretagne")  # as who looks after the site placed it
    assert save(world.organiser, "Bretagne", "Ailleurs").status_code == 302
    assert save(world.organiser, "Normandie").status_code == 302

    end_programme_role(role=right, actor=factories.user(), at=NOW)
    assert save(world.organiser, "Bretagne").status_code == 302, "organisers without that right as before"


def test_an_edition_that_one_does_not_organise_is_not_copied(world: World, as_user: AsUser) -> None:
    hidden = factories.edition(name="Bretagne secrète", published_at=None)
    give(world, world.organiser)
    client = as_user(world.organiser)

    page = client.get(reverse(NEW), {"from": hidden.slug})
    refused = client.post(reverse(NEW), typed(world, source=hidden.pk, parts=["texts"]))

    assert "Bretagne secrète" not in page.text
    assert "source" in refused.context["form"].errors
    assert not Edition.objects.filter(slug="n-2027").exists()


def test_a_right_taken_back_while_the_form_is_open_opens_nothing(
    world: World, keeper: User, as_user: AsUser
) -> None:
    right, client = give(world, world.organiser), as_user(world.organiser)
    assert client.get(reverse(NEW)).status_code == 200
    address = reverse("programmes:end_programme_role", args=[world.edition.programme.slug, right.pk])

    assert as_user(world.organiser).post(address).status_code == 403
    assert as_user(keeper).post(address).status_code == 302
    assert as_user(keeper).post(address).status_code == 302  # clicked twice

    assert client.post(reverse(NEW), typed(world)).status_code == 403
    assert AuditEntry.objects.filter(verb="end_programme_role").count() == 1


def test_a_person_who_organises_nothing_of_the_programme_is_refused_at_the_address(
    world: World, keeper: User, as_user: AsUser
) -> None:
    address = reverse("programmes:programme_roles", args=[world.edition.programme.slug])
    client, stranger = as_user(keeper), factories.user()

    for email, text in (
        (stranger.email, "n’organise aucune édition"),
        ("personne@exemple.test", "Personne n’entre avec cette adresse"),
    ):
        refused = client.post(address, {"email": email, "name": "opener", "region": ""})
        assert refused.status_code == 422
        assert text in refused.context["form"].errors["email"][0]
        assert refused.context["form"]["email"].value() == email
    assert not ProgrammeRole.objects.exists()


def test_the_right_ends_with_the_last_edition_that_one_organises(world: World) -> None:
    other = factories.edition()
    factories.role(other, RoleName.ORGANISER, who=world.organiser)
    for edition in (world.edition, other):  # somebody else stays
        factories.role(edition, RoleName.ORGANISER)
    right = give(world, world.organiser)

    for edition, ends in ((other, False), (world.edition, True)):
        role = Role.objects.get(edition=edition, user=world.organiser)
        end_role(role=role, actor=world.organiser, at=NOW)
        right.refresh_from_db()
        assert (right.ended_at is not None) == ends


def test_a_right_is_given_once_until_it_ends(world: World) -> None:
    first = give(world, world.organiser)
    assert give(world, world.organiser) == first

    end_programme_role(role=first, actor=factories.user(), at=NOW)
    assert give(world, world.organiser) != first
    with pytest.raises(IntegrityError, match=r"programme_role_once|UNIQUE"), transaction.atomic():
        ProgrammeRole.objects.create(
            programme=world.edition.programme,
            user=world.organiser,
            name="opener",
            region="Normandie",
            started_at=NOW,
        )
    with pytest.raises(IntegrityError, match="programme_reader_reads_every_region"), transaction.atomic():
        give(world, world.organiser, ProgrammeRoleName.READER, "Normandie")


def test_a_national_reader_reads_every_region_and_changes_none(world: World, as_user: AsUser) -> None:
    factories.edition(region="Bretagne", name="Bretagne 2026")
    elsewhere = Programme.objects.create(name="Ailleurs", slug="ailleurs")
    Edition.objects.filter(pk=factories.edition().pk).update(programme=elsewhere)
    reader = factories.user()
    address = reverse("coaching:programme_portfolio", args=[world.edition.programme.slug])
    assert as_user(reader).get(address).status_code == 403

    give(world, reader, ProgrammeRoleName.READER, "")
    client = as_user(reader)
    page = client.get(address)

    assert all(name in page.text for name in ("Normandie 2026", "Bretagne 2026"))
    assert address in client.get(reverse("programmes:manage")).text
    assert reverse("coaching:manage_edition", args=[world.edition.slug]) not in page.text
    assert client.get(reverse("coaching:programme_portfolio", args=[elsewhere.slug])).status_code == 404
    refused = [
        *("coaching:manage_edition", "programmes:manage_settings", "coaching:manage_results"),
        *("projects:manage_applications", "coaching:manage_portfolio"),
    ]
    assert {client.get(reverse(name, args=[world.edition.slug])).status_code for name in refused} == {403}
    assert client.get(reverse(NEW)).status_code == 403


def test_the_roles_of_a_person_are_read_in_one_query_the_latest_edition_first(
    world: World, django_assert_num_queries: Any
) -> None:
    later = factories.edition(session_starts_on=None, session_ends_on=None)
    Edition.objects.filter(pk=later.pk).update(session_starts_on="2031-01-01", session_ends_on="2031-01-02")
    factories.role(later, RoleName.ORGANISER, who=world.organiser)
    give(world, world.organiser)

    with django_assert_num_queries(1):
        book = RoleBook(world.organiser)
        assert [role.edition_id for role in book.roles] == [later.pk, world.edition.pk]
        assert book.list_openings() == {world.edition.programme_id: {"Normandie"}}
        assert (book.names(world.edition.slug), book.names()) == ({"organiser"}, {"organiser", "opener"})
