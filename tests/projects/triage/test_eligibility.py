"""Which dossiers the committee may read: declared by an organiser, with a reason when the answer is no."""

import pytest
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import ReasonMissing, TransitionRefused
from projects.application.enums import ApplicationState as S
from projects.models import Application
from projects.triage.actions.eligibility import declare_eligible, declare_ineligible
from tests.factories import World, application, edition_with

pytestmark = pytest.mark.django_db


def world_of(count: int, state: S = S.SUBMITTED) -> World:
    return edition_with(applications=count, state=state)


def states() -> set[str]:
    return set(Application.objects.values_list("state", flat=True))


def test_a_selection_becomes_eligible_at_once() -> None:
    world = world_of(3)

    moved = declare_eligible(applications=world.applications, actor=world.organiser, at=timezone.now())

    assert moved == 3
    assert states() == {S.ELIGIBLE}
    assert AuditEntry.objects.filter(verb="declare_eligible", actor=world.organiser).count() == 3
    assert not OutgoingMail.objects.exists()


def test_dossiers_that_moved_meanwhile_are_left_alone() -> None:
    world = world_of(1)
    withdrawn = application(world.edition, state=S.WITHDRAWN)

    moved = declare_eligible(
        applications=[*world.applications, withdrawn], actor=world.organiser, at=timezone.now()
    )

    assert moved == 1
    assert Application.objects.get(pk=withdrawn.pk).state == S.WITHDRAWN


def test_turning_down_needs_a_reason() -> None:
    world = world_of(1)

    with pytest.raises(ReasonMissing):
        declare_ineligible(
            application=world.applications[0], reason="  ", actor=world.organiser, at=timezone.now()
        )

    assert states() == {S.SUBMITTED}


def test_the_reason_is_kept_and_sent() -> None:
    world = world_of(1)
    dossier, reason = world.applications[0], "La structure est hors de la région <b>Normandie</b>."

    declare_ineligible(application=dossier, reason=reason, actor=world.organiser, at=timezone.now())

    mail = OutgoingMail.objects.get()
    assert mail.user == world.holder
    assert reason in mail.text
    assert "<b>Normandie" not in mail.html
    assert AuditEntry.objects.get(verb="declare_ineligible").data["reason"] == reason


def test_the_refusal_is_undone_and_the_holder_notified() -> None:
    world = world_of(1)
    dossier, at = world.applications[0], timezone.now()
    declare_ineligible(application=dossier, reason="Erreur de lecture.", actor=world.organiser, at=at)

    declare_eligible(applications=[dossier], actor=world.organiser, at=at)

    assert states() == {S.ELIGIBLE}
    assert [mail.template for mail in OutgoingMail.objects.order_by("pk")] == [
        "projects/triage/ineligible",
        "projects/triage/eligible_again",
    ]


def test_a_dossier_under_review_is_not_turned_down() -> None:
    world = world_of(1, S.UNDER_REVIEW)

    with pytest.raises(TransitionRefused):
        declare_ineligible(
            application=world.applications[0], reason="Trop tard.", actor=world.organiser, at=timezone.now()
        )
