"""The page of one person: what organisers read of them, and what they may not."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.actions import change_address
from accelerator.outbox.actions import queue
from accelerator.outbox.models import OutgoingMail
from coaching.models import Commitment, Pairing
from coaching.pairing.enums import PairingState
from programmes.actions.roles import end_role
from programmes.enums import RoleName
from programmes.models import Role
from projects.application.actions.submission import start_application
from projects.application.enums import ApplicationState
from projects.conflicts.actions import recuse
from projects.letters.emails import letter
from projects.models import Recusal
from tests import factories
from tests.support.letters import ClosedTable
from tests.support.partners import PartnersTable
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
built, world = share_world(factories.edition_with, reviewers=2, applications=2, organisers=2)


def page_of(edition: Any, person: Any) -> str:
    return reverse("coaching:manage_person", args=[edition.slug, person.pk])


def test_an_organiser_reads_what_waits_for_a_juror_and_how_to_end_the_role(world, as_user) -> None:
    role = Role.objects.get(user=world.reviewer, edition=world.edition)

    page = as_user(world.organiser).get(page_of(world.edition, world.reviewer)).text

    assert "Évaluations à envoyer" in page
    assert reverse("programmes:end_role", args=[world.edition.slug, role.pk]) in page
    assert "jamais" in page


def test_a_role_that_ended_stays_with_its_dates(world, as_user) -> None:
    role = Role.objects.get(user=world.reviewer, edition=world.edition)
    end_role(role=role, actor=world.organiser, at=timezone.now())

    page = as_user(world.organiser).get(page_of(world.edition, world.reviewer)).text

    assert "Comité de sélection" in page.partition("<main")[2]
    assert reverse("programmes:end_role", args=[world.edition.slug, role.pk]) not in page


def test_roles_of_other_editions_are_listed_where_the_reader_organises_them(world, as_user) -> None:
    other = factories.edition_with(organisers=1)
    factories.role(other.edition, RoleName.MENTOR, who=world.reviewer)
    assert other.edition.name not in as_user(world.organiser).get(page_of(world.edition, world.reviewer)).text

    factories.role(other.edition, RoleName.ORGANISER, who=world.organiser)

    page = as_user(world.organiser).get(page_of(world.edition, world.reviewer)).text
    assert page_of(other.edition, world.reviewer) in page


def test_a_person_who_holds_a_draft_alone_or_nothing_here_is_not_found(world, as_user) -> None:
    draft = factories.application(world.edition, state=ApplicationState.DRAFT)
    author, stranger = draft.project.members.get().user, factories.user()
    client = as_user(world.organiser)

    assert client.get(page_of(world.edition, author)).status_code == 404
    assert client.get(page_of(world.edition, stranger)).status_code == 404


def test_a_draft_makes_nobody_a_holder_for_others(world, as_user) -> None:
    other = factories.edition_with(organisers=1)
    factories.role(other.edition, RoleName.ORGANISER, who=world.organiser)
    mentor = factories.role(world.edition, RoleName.MENTOR)
    pages = [page_of(world.edition, mentor), page_of(other.edition, mentor)]
    for edition in (world.edition, other.edition):
        start_application(call=edition.call, user=mentor, at=factories.NOW)
    client = as_user(world.organiser)

    page = client.get(pages[0]).text

    assert "parrain" in page
    assert "porteur" not in page
    assert pages[1] not in page
    assert client.get(pages[1]).status_code == 404


def test_an_organiser_who_stepped_aside_reads_nothing_of_the_project(world, as_user) -> None:
    first, _second = world.applications
    holder = first.project.members.get().user
    reader, colleague = world.organisers
    client = as_user(reader)
    assert first.title in client.get(page_of(world.edition, holder)).text
    before = client.get(page_of(world.edition, world.reviewer)).text

    recuse(application=first, reviewer=reader, author=reader, reason="Voisine.", at=timezone.now())

    assert client.get(page_of(world.edition, holder)).status_code == 404
    assert client.get(page_of(world.edition, world.reviewer)).text != before  # fewer reviews are counted
    assert first.title in as_user(colleague).get(page_of(world.edition, holder)).text


def propose(place: Any, mentor: Any, organiser: Any, **columns: Any) -> Pairing:
    at = timezone.now()
    return Pairing.objects.create(
        participation=place, mentor=mentor, proposed_by=organiser, proposed_at=at, **columns
    )


def test_a_person_recused_from_a_project_reads_neither_its_mentor_nor_its_partners_task(as_user) -> None:
    table = PartnersTable()
    mentor = factories.role(table.edition, RoleName.MENTOR)
    place = factories.participation(table.edition, title="Cap Estran")
    propose(table.place, mentor, table.organiser)
    accepted = {"state": PairingState.ACCEPTED, "answered_at": timezone.now()}
    propose(place, mentor, table.organiser, **accepted)
    proposed, need, followed = "Propositions de parrainage", "Besoins sans réponse", "Cap Estran"
    client = as_user(table.organiser)

    def read() -> tuple[bool, bool, bool]:
        of_mentor = client.get(page_of(table.edition, mentor)).text
        of_partner = client.get(page_of(table.edition, table.anna)).text
        return proposed in of_mentor, need in of_partner, followed in of_mentor

    assert read() == (True, True, True)

    who = {"reviewer": table.organiser, "author": table.organiser}
    for admitted in (table.place, place):
        application = admitted.project.application
        Recusal.objects.create(application=application, **who, reason="Une amie", at=timezone.now())

    assert read() == (False, False, False)


def test_late_commitments_of_their_body_wait_for_a_partner(as_user) -> None:
    table = ClosedTable()
    today = timezone.localdate()
    table.commit()
    Commitment.objects.update(due_on=today + timedelta(days=1), moved_at=timezone.now())
    client, line = as_user(table.organiser), "Engagements en retard de son organisme"
    assert line not in client.get(page_of(table.edition, table.anna)).text

    Commitment.objects.update(due_on=today - timedelta(days=1))

    page = client.get(page_of(table.edition, table.anna)).text
    assert line in page
    assert f"{reverse('coaching:manage_commitments', args=[table.edition.slug])}?show=late" in page
    assert line not in client.get(page_of(table.edition, table.boris)).text
    Recusal.objects.create(
        application=table.place.project.application,
        reviewer=table.organiser,
        author=table.organiser,
        reason="Une amie",
        at=timezone.now(),
    )
    assert line not in client.get(page_of(table.edition, table.anna)).text


def test_a_message_to_one_person_is_reached_by_the_edition_and_the_person(world, as_user) -> None:
    address = reverse("projects:write_letter", args=[world.edition.slug])

    page = as_user(world.organiser).get(address, {"to": world.reviewer.pk}).text

    crumbs = page.partition('class="crumbs"')[2].partition("</nav>")[0]
    ways = [
        reverse("coaching:manage_edition", args=[world.edition.slug]),
        reverse("programmes:manage_people", args=[world.edition.slug]),
        page_of(world.edition, world.reviewer),
    ]
    assert [crumbs.index(f'href="{way}"') for way in ways] == sorted(
        crumbs.index(f'href="{way}"') for way in ways
    )


def test_minutes_to_approve_are_those_of_the_edition(as_user) -> None:
    here, elsewhere = PartnersTable(), ClosedTable()
    factories.role(elsewhere.edition, RoleName.PARTNER, through=elsewhere.region, who=here.anna)

    def read(table: PartnersTable) -> str:
        return as_user(table.organiser).get(page_of(table.edition, here.anna)).text

    assert "Comptes rendus à approuver" in read(elsewhere)
    assert "Comptes rendus à approuver" not in read(here)


def test_the_messages_of_the_edition_are_listed_and_no_others(world, as_user) -> None:
    other = factories.edition_with()
    for edition in (world.edition, other.edition):
        message = letter(edition, world.reviewer, subject=f"Bonjour {edition.pk}", text="Un mot.")
        queue(message, at=timezone.now())

    page = as_user(world.organiser).get(page_of(world.edition, world.reviewer)).text

    assert f"Bonjour {world.edition.pk}" in page
    assert f"Bonjour {other.edition.pk}" not in page


def test_only_organisers_open_it(world, as_user) -> None:
    for person in (world.reviewer, factories.role(world.edition, RoleName.FACILITATOR)):
        assert as_user(person).get(page_of(world.edition, world.organiser)).status_code == 403


def test_an_organiser_writes_to_one_person_after_reading_it_again(world, as_user) -> None:
    client = as_user(world.organiser)
    path = reverse("projects:write_letter", args=[world.edition.slug]) + f"?to={world.reviewer.pk}"
    assert path in client.get(page_of(world.edition, world.reviewer)).text
    words = {"subject": "Votre venue", "text": "Venez-vous ?"}

    read = client.post(path, words)
    client.post(path, {**words, "seen": read.context["seen"]})

    [mail] = OutgoingMail.objects.filter(subject__contains="Votre venue")
    assert mail.user == world.reviewer


def test_nobody_is_written_to_who_has_no_role_in_the_edition(world, as_user) -> None:
    path, client = reverse("projects:write_letter", args=[world.edition.slug]), as_user(world.organiser)
    for person in (factories.user().pk, "0", "x", "9" * 400, "\0"):
        assert client.get(path, {"to": person}).status_code == 404, person


# --- the address ---


def address_page(world: Any, person: Any) -> str:
    return reverse("coaching:manage_person_address", args=[world.edition.slug, person.pk])


def test_an_organiser_requests_a_new_address_and_who_runs_the_site_makes_it(world, as_user) -> None:
    keeper = factories.user("Gardienne", is_staff=True)
    typed = {"email": "Nouvelle@Exemple.test", "reason": "A changé d’organisme."}

    as_user(world.organiser).post(address_page(world, world.reviewer), typed)

    world.reviewer.refresh_from_db()
    assert world.reviewer.email != "nouvelle@exemple.test"
    [mail] = OutgoingMail.objects.filter(user=keeper)
    assert f"{address_page(world, world.reviewer)}?email=nouvelle" in mail.text

    as_user(keeper).post(address_page(world, world.reviewer), typed)

    world.reviewer.refresh_from_db()
    assert world.reviewer.email == "nouvelle@exemple.test"


def test_a_staff_member_changes_the_address_of_a_holder_once_it_is_requested(world, as_user) -> None:
    keeper = factories.user(is_staff=True)
    holder = world.applications[0].project.members.get().user
    typed = {"email": "neuve@exemple.test", "reason": "A changé d’organisme."}
    path = address_page(world, holder)
    assert as_user(keeper).get(path).status_code == 404

    as_user(world.organiser).post(path, typed)
    done = as_user(keeper).post(path, typed, follow=True)

    holder.refresh_from_db()
    assert done.status_code == 200
    assert holder.email == "neuve@exemple.test"


def test_a_new_address_ends_sessions_and_reroutes_what_waits(world, as_user) -> None:
    former, person = world.reviewer.email, as_user(world.reviewer)
    queue(letter(world.edition, world.reviewer, subject="Plus tard", text="Un mot."), at=timezone.now())
    EmailAddress.objects.create(user=world.reviewer, email=former, verified=True, primary=True)

    change_address(user=world.reviewer, email="neuve@exemple.test", actor=world.organiser, at=timezone.now())

    assert person.get("/review/").status_code == 302
    assert not EmailAddress.objects.exists()
    sent = OutgoingMail.objects.filter(user=world.reviewer, subject__contains="Plus tard")
    assert sent.get().to_email == "neuve@exemple.test"
    notified = OutgoingMail.objects.filter(template="accounts/address_changed").values_list(
        "to_email", flat=True
    )
    assert set(notified) == {former, "neuve@exemple.test"}


def test_an_address_that_has_an_account_is_refused_at_its_field_to_who_runs_the_site_alone(
    world, as_user
) -> None:
    keeper, taken = factories.user(is_staff=True), factories.user()
    typed = {"email": taken.email.upper(), "reason": "Doublon."}

    refused = as_user(keeper).post(address_page(world, world.reviewer), typed)
    requested = as_user(world.organiser).post(address_page(world, world.reviewer), typed)

    assert refused.status_code == 422
    assert "Cette adresse a déjà un compte" in refused.text
    assert f'<span class="address">{world.reviewer.email}</span>' in refused.text
    assert requested.status_code == 302  # nothing is learnt of who has an account


def test_a_bad_address_is_refused_at_its_field_with_what_was_typed(world, as_user) -> None:
    client = as_user(world.organiser)
    for email in ("", "a@b", "é" * 400 + "@exemple.test", "a@exemple.test\0"):
        typed = {"email": email, "reason": "A changé d’organisme."}
        refused = client.post(address_page(world, world.reviewer), typed)
        assert refused.status_code == 422, email
        assert "A changé d’organisme." in refused.text
