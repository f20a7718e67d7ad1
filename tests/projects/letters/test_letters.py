"""Organisers write to chosen people: they read the words and count the readers, then it leaves, once each."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from programmes.enums import RoleName
from programmes.models import Role
from projects.application.enums import ApplicationState
from projects.letters.actions import readers_of_letter
from tests import factories
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
WORDS = {"subject": "Le lieu change", "text": "Nous serons à Caen.\n\nÀ bientôt, <b>tous</b>"}


@pytest.fixture
def world() -> factories.World:
    made = factories.edition_with(reviewers=2, mentors=1)
    made.edition.call.contact_email = "contact@exemple.test"
    made.edition.call.save()
    return made


def holder(world: factories.World, state: ApplicationState) -> Any:
    return factories.application(world.edition, state=state).project.members.get().user


def page(world: factories.World) -> str:
    return reverse("projects:write_letter", args=[world.edition.slug])


def test_readers_are_chosen_by_role_body_and_state(world: factories.World) -> None:
    selected, reserve, draft = (
        holder(world, state)
        for state in (ApplicationState.SELECTED, ApplicationState.RESERVE, ApplicationState.DRAFT)
    )
    body = Role.objects.get(user=world.reviewers[0]).organisation

    def readers(**choice: Any) -> set[Any]:
        return set(readers_of_letter(world.edition, **choice))

    assert readers(roles=["reviewer"]) == set(world.reviewers)
    assert readers(roles=["reviewer"], body=body.name.upper()) == {world.reviewers[0]}
    assert readers(roles=["holder"]) == {selected, reserve}
    assert readers(roles=["holder", "mentor"], states=["selected"]) == {selected, world.mentors[0]}
    assert draft not in readers(roles=["holder"], states=["draft"])


def test_a_person_who_left_closed_or_elsewhere_is_no_reader(world: factories.World) -> None:
    elsewhere = factories.role(factories.edition(), RoleName.MENTOR)
    closed = factories.role(world.edition, RoleName.MENTOR, who=factories.user(is_active=False))
    ended = factories.role(world.edition, RoleName.MENTOR)
    Role.objects.filter(user=ended).update(ended_at=timezone.now())

    people = readers_of_letter(world.edition, roles=["mentor"])

    assert people == world.mentors
    assert not {elsewhere, closed, ended} & set(people)


def test_a_letter_is_previewed_with_its_count_then_sent_once_to_each(
    world: factories.World, as_user: AsUser
) -> None:
    factories.role(world.edition, RoleName.MENTOR, who=world.reviewers[0])
    browser, sent = as_user(world.organiser), {**WORDS, "roles": ["reviewer", "mentor"]}

    seen = browser.post(page(world), sent)

    assert "3 personnes le recevraient" in seen.text
    assert "Les réponses arrivent à contact@exemple.test" in seen.text
    assert "Nous serons à Caen." in seen.text
    assert not OutgoingMail.objects.exists()
    for _click in range(2):
        browser.post(page(world), {**sent, "seen": seen.context["seen"]})

    mails = OutgoingMail.objects.all()
    assert len(mails) == 3
    assert {mail.reply_to for mail in mails} == {"contact@exemple.test"}
    assert all(mail.text.startswith("Bonjour") and world.edition.name in mail.text for mail in mails)
    assert all("<b>tous</b>" not in mail.html for mail in mails)
    assert AuditEntry.objects.filter(verb="send_letter").count() == 1


def test_a_reader_who_came_meanwhile_is_read_first(world: factories.World, as_user: AsUser) -> None:
    browser, sent = as_user(world.organiser), {**WORDS, "roles": ["reviewer"]}
    seen = browser.post(page(world), sent).context["seen"]
    factories.role(world.edition, RoleName.REVIEWER)

    answer = browser.post(page(world), {**sent, "seen": seen})

    assert "La situation a changé" in answer.text
    assert not OutgoingMail.objects.exists()
