"""The declaration of interests of a committee: words of its edition, accepted under a version by all who sit."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from programmes.actions import committee
from programmes.actions.cloning import clone_into
from programmes.enums import ClonedPart
from programmes.models import DeclarationAcceptance, Edition, Role
from tests import factories
from tests.factories import World, edition_with
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
WORDS = "Je déclare mes liens <b>avant</b> de lire.\n\nJe me tais ensuite."


def find_seat(world: World, rank: int = 0) -> Role:
    return Role.objects.jurors().select_related("edition").get(user=world.reviewers[rank])


def find_address(world: World, name: str) -> str:
    return reverse(f"programmes:{name}", args=[world.edition.slug])


def accept(world: World, rank: int = 0, version: int = 1) -> None:
    committee.accept_declaration(role=find_seat(world, rank), version=version, at=timezone.now())


def change(world: World, as_user: AsUser, french: str = WORDS, seen: int = 1, **values: Any) -> Any:
    posted = {"french": french, "english": "", "seen": seen, **values}
    return as_user(world.organiser).post(find_address(world, "change_declaration"), posted, follow=True)


def list_written() -> list[Any]:
    mails = OutgoingMail.objects.filter(template="programmes/declaration_to_accept").order_by("pk")
    return [mail.user for mail in mails]


def test_another_text_is_accepted_again_by_those_who_had_accepted_and_both_are_stored(
    as_user: AsUser,
) -> None:
    world = edition_with(reviewers=2)
    accept(world)
    page = as_user(world.organiser).get(find_address(world, "manage_committee"))
    assert "la personne qui l’a accepté reçoit un message et l’accepte de nouveau" in page.text

    changed = change(world, as_user)

    assert "1 personne l’accepte de nouveau" in changed.text.replace("\xa0", " ")
    assert list_written() == [world.reviewer]
    browser, own = as_user(world.reviewer), find_address(world, "my_seat")
    assert "Votre déclaration d’intérêts est à accepter" in browser.get(reverse("projects:review_queue")).text
    assert "avant&lt;/b&gt;" in browser.get(own).text
    browser.post(own, {"declares": "on", "version": "2"})
    browser.post(own, {"declares": "on", "version": "2"})
    assert "à accepter" not in browser.get(reverse("projects:review_queue")).text
    stored = DeclarationAcceptance.objects.filter(role=find_seat(world)).order_by("version")
    assert [accepted.version for accepted in stored] == [1, 2]
    assert stored[1].text == WORDS


def test_the_usual_text_and_the_same_one_ask_nobody_again(as_user: AsUser) -> None:
    world = edition_with(reviewers=1)
    accept(world)
    usual = as_user(world.organiser).get(find_address(world, "manage_committee")).context["declaration_form"]

    change(world, as_user, french=usual.initial["french"].replace("\n", "\r\n"))
    assert Edition.objects.get().declaration_version == 1
    change(world, as_user)
    change(world, as_user, seen=2)

    assert Edition.objects.get().declaration_version == 2
    assert AuditEntry.objects.filter(verb="change_declaration").count() == 1
    assert list_written() == [world.reviewer]


def test_a_text_that_another_organiser_changed_keeps_what_was_typed(as_user: AsUser) -> None:
    world = edition_with(organisers=2)
    change(world, as_user)

    stale = change(world, as_user, french="Mon autre texte")

    assert stale.status_code == 422
    assert "vient de changer" in stale.text
    assert "Mon autre texte" in stale.text
    assert stale.context["declaration_form"]["seen"].value() == 2
    assert Edition.objects.get().declaration_fr == WORDS


def test_a_text_that_changed_while_it_was_read_is_not_accepted(as_user: AsUser) -> None:
    world = edition_with(reviewers=1)
    change(world, as_user)

    page = as_user(world.reviewer).post(find_address(world, "my_seat"), {"declares": "on", "version": "1"})

    assert (page.status_code, "vient de changer" in page.text) == (422, True)
    assert page.context["form"]["version"].value() == "2"
    assert not DeclarationAcceptance.objects.exists()
    with pytest.raises(TransitionRefused, match="vient de changer"):
        accept(world, version=1)


def test_a_reader_in_english_reads_the_english_words(as_user: AsUser) -> None:
    world = edition_with(reviewers=1)
    world.reviewer.language = "en"
    world.reviewer.save()
    own, browser = find_address(world, "my_seat"), as_user(world.reviewer)
    assert "on its own merits" in browser.get(own).text

    change(world, as_user, english="I declare my links.")

    assert "I declare my links." in browser.get(own).text


def test_a_person_who_writes_the_minutes_without_a_seat_accepts_it_too(as_user: AsUser) -> None:
    world = edition_with(reviewers=1)
    secretary = factories.role(world.edition, "secretary")
    browser, own = as_user(secretary), find_address(world, "my_seat")

    assert f'href="{own}"' in browser.get(reverse("projects:review_queue")).text
    page = browser.get(own)
    assert "Vous siégez sans évaluer" in page.text
    assert set(page.context["form"].fields) == {"declares", "version"}
    browser.post(own, {"declares": "on", "version": "1"})

    assert DeclarationAcceptance.objects.get().role.user == secretary
    assert browser.get(own).context["form"].fields == {}


def test_the_dashboard_names_who_has_not_accepted_and_reminds_them_once_a_day(as_user: AsUser) -> None:
    world = edition_with(reviewers=2)
    factories.role(world.edition, "chair", who=world.reviewers[1])
    accept(world)
    browser = as_user(world.organiser)
    address = find_address(world, "remind_declarations")

    home = browser.get(reverse("coaching:manage_edition", args=[world.edition.slug])).text
    assert "déclaration d’intérêts à accepter au comité" in home
    assert f'action="{address}"' in home
    browser.post(address)
    again = browser.post(address, follow=True)

    assert list_written() == [world.reviewers[1]]
    assert "déjà parti aujourd’hui" in again.text
    accept(world, 1)
    home = browser.get(reverse("coaching:manage_edition", args=[world.edition.slug])).text
    assert "déclaration d’intérêts à accepter" not in home


def test_a_new_edition_takes_over_the_words_of_the_committee() -> None:
    source, world = edition_with(), edition_with(applications=0)
    Edition.objects.filter(pk=source.edition.pk).update(declaration_fr=WORDS, declaration_version=4)
    source.edition.refresh_from_db()

    by: dict[str, Any] = {"actor": world.organiser, "at": timezone.now()}
    clone_into(edition=world.edition, source=source.edition, parts={ClonedPart.COMMITTEE}, **by)

    copied = Edition.objects.get(pk=world.edition.pk)
    assert (copied.declaration_fr, copied.declaration_version) == (WORDS, 1)


def test_the_committee_page_names_who_has_yet_to_accept_and_a_seat_shows_when(as_user: AsUser) -> None:
    world = edition_with(reviewers=2)
    accept(world)
    organiser = as_user(world.organiser)

    page = organiser.get(find_address(world, "manage_committee")).text

    assert page.count("déclaration d’intérêts à accepter") == 1
    assert "déclaration d’intérêts acceptée" not in page
    address = reverse("programmes:seat_member", args=[world.edition.slug, find_seat(world).pk])
    assert "Déclaration d’intérêts acceptée le" in organiser.get(address).text
