"""A state table is applied once, or refused."""

import pytest
from django.utils import timezone

from accelerator import transitions
from accelerator.audit.models import AuditEntry
from projects.application.enums import APPLICATION, ApplicationState
from projects.models import Application
from tests.factories import edition_with, user

pytestmark = pytest.mark.django_db


def move(application: Application, verb: str, **more) -> None:
    transitions.apply(application, verb, table=APPLICATION, actor=None, at=timezone.now(), **more)


def test_of_two_people_who_move_it_at_once_one_is_refused() -> None:
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


def test_a_reader_of_a_draft_does_not_withdraw_the_dossier_that_was_sent_meanwhile() -> None:
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


def test_a_move_that_follows_another_is_guarded_and_not_logged() -> None:
    edition_with(applications=1, state=ApplicationState.SUBMITTED)
    mine, yours = Application.objects.get(), Application.objects.get()

    assert transitions.move(mine, "declare_eligible", table=APPLICATION) == ApplicationState.SUBMITTED
    with pytest.raises(transitions.TransitionRefused):
        transitions.move(yours, "withdraw", table=APPLICATION)

    assert Application.objects.get().state == mine.state == ApplicationState.ELIGIBLE
    assert not AuditEntry.objects.exists()


def test_columns_set_by_a_move_are_saved_in_the_same_statement(django_assert_num_queries) -> None:
    edition_with(applications=1, state=ApplicationState.DRAFT)
    application, at = Application.objects.get(), timezone.now()

    with django_assert_num_queries(5):  # savepoint, update, audit entry, its pending row, release
        move(application, "submit", changes={"submitted_at": at})

    assert Application.objects.get().submitted_at == at


def test_a_move_changes_one_row_only() -> None:
    world = edition_with(applications=2, state=ApplicationState.SUBMITTED)
    first, second = world.applications

    move(Application.objects.get(pk=first.pk), "declare_eligible")

    assert Application.objects.get(pk=second.pk).state == ApplicationState.SUBMITTED


def test_every_state_is_reached_by_some_verb() -> None:
    reached = {step.target for step in APPLICATION.transitions.values()}

    assert set(ApplicationState) - reached == {ApplicationState.DRAFT}


def test_a_page_reads_the_possible_verbs_from_the_table() -> None:
    assert APPLICATION.is_allowed("submit", ApplicationState.DRAFT) is True
    assert APPLICATION.is_allowed("submit", ApplicationState.ELIGIBLE) is False


def test_a_refusal_says_what_happened_and_a_missing_reason_what_to_write() -> None:
    refused, missing = transitions.TransitionRefused(), transitions.ReasonMissing()

    assert str(refused) == str(refused.message)
    assert "la situation a changé" in str(refused)
    assert str(missing) == str(missing.message)
    assert "la raison" in str(missing)


def test_the_object_in_hand_shows_the_move_and_the_entry_says_who_did_it_when_and_where() -> None:
    world = edition_with(applications=1, state=ApplicationState.DRAFT)
    application, actor, at = Application.objects.get(), user(), timezone.now()

    transitions.apply(
        application,
        "submit",
        table=APPLICATION,
        actor=actor,
        at=at,
        scope=world.edition.scope,
        changes={"submitted_at": at},
    )

    assert (application.state, application.submitted_at) == (ApplicationState.SUBMITTED, at)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject_type, entry.subject_id) == (
        "submit",
        "projects.application",
        str(application.pk),
    )
    assert (entry.actor, entry.at, entry.scope) == (actor, at, world.edition.scope)


def test_of_many_rows_only_those_that_may_move_do_each_with_its_entry() -> None:
    world = edition_with(applications=3, state=ApplicationState.SUBMITTED)
    drafted, first, second = world.applications
    Application.objects.filter(pk=drafted.pk).update(state=ApplicationState.DRAFT)
    left_out = edition_with(applications=1, state=ApplicationState.SUBMITTED).applications[0]
    actor, at = user(), timezone.now()

    moved = transitions.apply_many(
        Application.objects.exclude(pk=left_out.pk),
        "declare_eligible",
        table=APPLICATION,
        actor=actor,
        at=at,
        scope=world.edition.scope,
    )

    assert moved == sorted([first.pk, second.pk])
    states = dict(Application.objects.values_list("pk", "state"))
    assert states == {
        drafted.pk: ApplicationState.DRAFT,
        first.pk: ApplicationState.ELIGIBLE,
        second.pk: ApplicationState.ELIGIBLE,
        left_out.pk: ApplicationState.SUBMITTED,
    }
    entries = AuditEntry.objects.values_list(
        "subject_type", "subject_id", "verb", "actor", "at", "scope", "data__from", "data__to"
    )
    assert set(entries) == {
        (
            "projects.application",
            str(pk),
            "declare_eligible",
            actor.pk,
            at,
            world.edition.scope,
            "submitted",
            "eligible",
        )
        for pk in moved
    }


def test_nobody_turns_many_down_without_a_reason_each() -> None:
    edition_with(applications=1, state=ApplicationState.SUBMITTED)

    with pytest.raises(transitions.ReasonMissing):
        transitions.apply_many(
            Application.objects.all(), "declare_ineligible", table=APPLICATION, actor=None, at=timezone.now()
        )

    assert Application.objects.get().state == ApplicationState.SUBMITTED
