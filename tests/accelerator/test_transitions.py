"""A state table is applied once, or refused."""

import pytest
from django.utils import timezone

from accelerator import transitions
from accelerator.audit.models import AuditEntry
from projects.application.enums import ApplicationState
from projects.application.states import APPLICATION
from projects.models import Application
from tests.factories import edition_with

pytestmark = pytest.mark.django_db


def move(application: Application, verb: str, **more) -> None:
    transitions.apply(application, verb, table=APPLICATION, actor=None, at=timezone.now(), **more)


def test_of_two_people_who_move_it_at_once_one_is_told() -> None:
    world = edition_with(applications=1, state=ApplicationState.SUBMITTED)
    mine = Application.objects.get()
    yours = Application.objects.get()

    move(mine, "declare_eligible")
    with pytest.raises(transitions.TransitionRefused):
        move(yours, "submit")

    assert Application.objects.get().state == ApplicationState.ELIGIBLE
    assert AuditEntry.objects.filter(verb="declare_eligible").get().data == {
        "from": "submitted",
        "to": "eligible",
    }
    assert world.applications[0].pk == mine.pk


def test_whoever_saw_a_draft_does_not_withdraw_the_dossier_that_was_sent_meanwhile() -> None:
    edition_with(applications=1, state=ApplicationState.DRAFT)
    mine, yours = Application.objects.get(), Application.objects.get()
    move(mine, "submit", changes={"submitted_at": timezone.now()})

    with pytest.raises(transitions.TransitionRefused):
        move(yours, "withdraw")

    assert AuditEntry.objects.get().data == {"from": "draft", "to": "submitted"}


def test_turning_somebody_down_needs_a_reason() -> None:
    edition_with(applications=1, state=ApplicationState.SUBMITTED)
    application = Application.objects.get()

    with pytest.raises(transitions.ReasonMissing):
        move(application, "declare_ineligible", reason="  ")

    move(application, "declare_ineligible", reason="Hors territoire")
    assert AuditEntry.objects.get().data["reason"] == "Hors territoire"


def test_what_follows_another_move_is_guarded_and_has_no_entry_of_its_own() -> None:
    edition_with(applications=1, state=ApplicationState.SUBMITTED)
    mine, yours = Application.objects.get(), Application.objects.get()

    assert transitions.move(mine, "declare_eligible", table=APPLICATION) == ApplicationState.SUBMITTED
    with pytest.raises(transitions.TransitionRefused):
        transitions.move(yours, "withdraw", table=APPLICATION)

    assert Application.objects.get().state == mine.state == ApplicationState.ELIGIBLE
    assert not AuditEntry.objects.exists()


def test_what_goes_with_the_move_is_saved_in_the_same_statement(django_assert_num_queries) -> None:
    edition_with(applications=1, state=ApplicationState.DRAFT)
    application, at = Application.objects.get(), timezone.now()

    with django_assert_num_queries(4):  # savepoint, update, audit, release
        move(application, "submit", changes={"submitted_at": at})

    assert Application.objects.get().submitted_at == at


def test_every_state_is_reached_by_some_verb() -> None:
    reached = {step.target for step in APPLICATION.transitions.values()}

    assert set(ApplicationState) - reached == {ApplicationState.DRAFT}
