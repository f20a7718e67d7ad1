"""An organiser forgets one person of a dossier because they asked: the project goes on with the others."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from coaching.attendance.models import Attendee, Session
from coaching.models import Need, Post
from projects.members import actions as members
from projects.models import Application, Participation, ProjectMember, Recusal
from projects.retention.actions.erasing import ErasureRefused, erase_member_on_request
from tests import factories
from tests.support import plan as plans
from tests.support.dossiers import lead, sent, the_call
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Zéphyrine Quesnel", "zephyrine@structure.example"
CONFIRMED = {"reason": "Demande reçue le 3 mars", "confirm": "on"}


@pytest.fixture
def place() -> Participation:
    """A project that comes, held by two."""
    place = factories.participation(factories.edition(), title="Le bac en ligne")
    Application.objects.filter(project=place.project).update(submitted_at=timezone.now())
    second = User.objects.create(email=EMAIL, name=NAME)
    place.second = place.project.members.create(user=second, rights="edit", joined_at=timezone.now())
    factories.role(place.edition, "holder", who=second)
    return place


@pytest.fixture
def organiser(place: Participation) -> User:
    return factories.role(place.edition, "organiser")


def address(place: Participation) -> str:
    return reverse("projects:erase_member", args=[place.edition.slug, place.project.application.reference])


def find_rows(*words: str) -> list[str]:
    """Every row of every table that says one of these words."""
    texts = (models.CharField, models.TextField, models.JSONField)
    return [
        f"{model._meta.label} {row}"
        for model in apps.get_models(include_auto_created=True)
        for names in [[field.attname for field in model._meta.concrete_fields if isinstance(field, texts)]]
        for row in (model._base_manager.values_list(*names) if names else ())
        if any(word.casefold() in f"{row}".casefold() for word in words)
    ]


def mail(place: Participation, key: str, **columns: Any) -> OutgoingMail:
    common = {"subject": "Votre dossier", "text": "À lire.", "to_email": EMAIL, **columns}
    at = timezone.now()
    return OutgoingMail.objects.create(
        dedupe_key=key, scope=place.edition.scope, message_id=key, created_at=at, due_at=at, **common
    )


def test_an_erased_member_is_named_nowhere_and_the_project_goes_on(
    place: Participation, organiser: User, as_user: AsUser
) -> None:
    person, project = place.second.user, place.project
    session, _made = Session.objects.get_or_create(edition=place.edition)
    Attendee.objects.create(
        session=session, name=NAME, kind="holder", participation=place, added_at=timezone.now(), user=person
    )
    need = plans.need(place, "Deux jours d’une ergonome")
    Need.objects.filter(pk=need.pk).update(created_by=person, saved_by=person)
    at = timezone.now()
    Post.objects.create(
        edition=place.edition, project=project, title_fr="Un essai", body_fr="Dit.", author=person,
        created_at=at, changed_at=at,
    )  # fmt: skip
    mail(place, "theirs", user=person)
    mail(
        place,
        "lead",
        user=lead(project.application),
        text=f"{NAME} a rejoint le dossier.",
        to_email="a@b.example",
    )
    mail(place, "other", user=organiser, to_email=organiser.email)
    browser = as_user(organiser)
    assert NAME in browser.get(address(place)).text

    answer = browser.post(address(place), CONFIRMED | {"member": place.second.pk}, follow=True)

    assert "est effacée du dossier" in answer.text
    assert find_rows(NAME, EMAIL) == []
    assert not User.objects.filter(pk=person.pk).exists()
    assert list(
        OutgoingMail.objects.filter(dedupe_key__in=["theirs", "lead", "other"]).values_list("dedupe_key")
    ) == [("other",)]
    project.refresh_from_db()
    assert project.application.title == "Le bac en ligne"
    assert (Need.objects.get().created_by, Post.objects.get().author) == (None, None)
    assert [member.leads for member in project.members.all()] == [True]
    assert Attendee.objects.filter(participation=place).count() == 1
    entry = AuditEntry.objects.get(verb="erase_member_on_request")
    assert entry.data == {"dossier": project.application.reference, "reason": CONFIRMED["reason"]}


def test_the_answer_that_names_them_goes_from_each_version() -> None:
    edition = the_call()
    application = sent(
        edition, at=edition.call.opens_at + timedelta(hours=1), second_participant=f"{NAME}, cheffe d’atelier"
    )
    second = User.objects.create(email=EMAIL, name=NAME)
    member = application.project.members.create(user=second, rights="edit", joined_at=timezone.now())
    assert find_rows("cheffe d’atelier")

    erase_member_on_request(
        member=member, reason="Demandé", actor=factories.role(edition, "organiser"), at=timezone.now()
    )

    assert find_rows("cheffe d’atelier", NAME) == []


def test_the_answer_that_names_somebody_else_stays_though_their_name_begins_alike() -> None:
    edition = the_call()
    application = sent(
        edition, at=edition.call.opens_at + timedelta(hours=1), second_participant="Anaïs, cheffe d’atelier"
    )
    second = User.objects.create(email=EMAIL, name="Ana")
    member = application.project.members.create(user=second, rights="edit", joined_at=timezone.now())

    erase_member_on_request(
        member=member, reason="Demandé", actor=factories.role(edition, "organiser"), at=timezone.now()
    )

    assert find_rows("Anaïs, cheffe d’atelier")


def test_a_person_who_holds_another_project_keeps_their_account_and_their_name_on_what_they_wrote(
    place: Participation, organiser: User
) -> None:
    person = place.second.user
    other = factories.participation(factories.edition(), holder=person)
    need = plans.need(other, "Un financement")
    Need.objects.filter(pk=need.pk).update(created_by=person)

    erase_member_on_request(member=place.second, reason="Demandé", actor=organiser, at=timezone.now())

    assert Need.objects.get().created_by == person
    assert not ProjectMember.objects.filter(project=place.project, user=person).exists()
    assert not place.edition.roles.filter(user=person).exists()


def test_a_lead_or_somebody_with_another_role_is_not_erased(
    place: Participation, organiser: User, as_user: AsUser
) -> None:
    leader = place.project.members.get(leads=True)
    factories.role(place.edition, "reviewer", who=place.second.user)

    answer = as_user(organiser).post(address(place), CONFIRMED | {"member": place.second.pk})
    forged = as_user(organiser).post(address(place), CONFIRMED | {"member": leader.pk})

    assert (answer.status_code, forged.status_code) == (422, 422)
    assert "a un autre rôle dans l’édition" in answer.text
    with pytest.raises(ErasureRefused, match="porte le projet"):
        erase_member_on_request(member=leader, reason="Demandé", actor=organiser, at=timezone.now())
    assert place.project.members.count() == 2


def test_a_former_member_is_erased_once_on_request(
    place: Participation, organiser: User, as_user: AsUser
) -> None:
    members.leave(member=place.second, at=timezone.now())
    assert "qui n’y est plus" in as_user(organiser).get(address(place)).text
    common = {"member": place.second, "reason": "Demandé", "actor": organiser, "at": timezone.now()}

    erase_member_on_request(**common)

    with pytest.raises(ErasureRefused, match="déjà oubliée"):
        erase_member_on_request(**common)


def test_a_person_of_another_dossier_is_not_there_and_nothing_goes_unconfirmed(
    place: Participation, organiser: User, as_user: AsUser
) -> None:
    other = factories.participation(place.edition)
    stranger = other.project.members.create(user=factories.user(), rights="read", joined_at=timezone.now())
    browser = as_user(organiser)

    answers = [
        browser.post(address(place), CONFIRMED | {"member": stranger.pk}),
        browser.post(address(place), {"member": place.second.pk, "reason": "Demandé"}),
        browser.post(address(place), {"member": place.second.pk, "confirm": "on"}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert ProjectMember.objects.filter(pk__in=[stranger.pk, place.second.pk]).count() == 2


def test_the_page_of_a_draft_names_nobody_and_who_stepped_aside_finds_none(
    place: Participation, organiser: User, as_user: AsUser
) -> None:
    application = place.project.application
    Application.objects.filter(pk=application.pk).update(submitted_at=None, state="draft")
    page = as_user(organiser).get(address(place)).text
    assert NAME not in page
    assert "Un brouillon ne nomme personne ici" in page
    Recusal.objects.create(
        application=application, reviewer=organiser, author=organiser, reason="Parente", at=timezone.now()
    )

    assert as_user(organiser).get(address(place)).status_code == 404
