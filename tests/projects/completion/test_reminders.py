"""Reminders and mails of completion requests: recipients, and the number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.outbox.reminders import plan
from programmes.enums import RoleName
from programmes.models import Role
from projects.completion import actions as completion
from projects.models import Application, Recusal
from tests.factories import World, role
from tests.support.completions import answered, asked, mails
from tests.support.dossiers import lead

pytestmark = pytest.mark.django_db


def test_reminded_three_days_then_one_day_before_and_organisers_after(
    world_and_dossier: tuple[World, Application],
) -> None:
    world, dossier = world_and_dossier
    request = asked(world, dossier)
    due = request.due_at

    plan(due - timedelta(days=4))
    assert mails("completion_waiting") == 0
    for _twice in range(2):
        plan(due - timedelta(days=3))
    assert mails("completion_waiting") == 1
    plan(due - timedelta(days=1))
    assert mails("completion_waiting") == 2
    assert mails("completion_overdue") == 0
    plan(due)
    plan(due + timedelta(hours=1))
    assert mails("completion_waiting") == 2
    assert OutgoingMail.objects.get(template="projects/completion/completion_overdue").user == world.organiser


def test_an_answer_late_by_more_than_a_week_sends_no_reminder(
    world_and_dossier: tuple[World, Application],
) -> None:
    world, dossier = world_and_dossier
    due = asked(world, dossier).due_at

    plan(due + timedelta(days=8))
    assert mails("completion_overdue") == 0
    plan(due + timedelta(days=8) - timedelta(hours=1))
    assert mails("completion_overdue") == 1


def test_those_who_stopped_organising_or_stepped_aside_are_not_notified_and_the_others_are(
    world_and_dossier: tuple[World, Application],
) -> None:
    world, dossier = world_and_dossier
    follower, left = (role(world.edition, RoleName.ORGANISER) for _number in range(2))
    Application.objects.filter(pk=dossier.pk).update(handled_by=follower)
    request = asked(world, dossier)
    Role.objects.filter(user=world.organiser).update(ended_at=timezone.now())
    Recusal.objects.create(
        application=dossier, reviewer=follower, reason="Ils sont associés.", author=left, at=timezone.now()
    )

    plan(request.due_at)

    assert OutgoingMail.objects.get(template="projects/completion/completion_overdue").user == left


def test_an_answered_request_reminds_nobody(world_and_dossier: tuple[World, Application]) -> None:
    world, dossier = world_and_dossier
    request = answered(world, dossier)

    plan(request.due_at - timedelta(days=1))
    plan(request.due_at + timedelta(days=1))

    assert mails("completion_waiting") == mails("completion_overdue") == 0


# --- cost ---


def cost(browser: Client, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as made:
        assert browser.get(url).status_code == 200
    return len(made)


def test_the_first_organiser_hears_of_it_and_so_does_a_person_who_follows(
    world_and_dossier: tuple[World, Application],
) -> None:
    world, dossier = world_and_dossier
    follower, another = (role(world.edition, RoleName.ORGANISER) for _one in range(2))
    Application.objects.filter(pk=dossier.pk).update(handled_by=follower)
    request = asked(world, dossier)

    completion.answer_completion(request=request, reply="", actor=lead(dossier), at=timezone.now())

    mails = OutgoingMail.objects.filter(template="projects/completion/completion_answered").values_list(
        "user", flat=True
    )
    assert set(mails) == {world.organiser.pk, follower.pk}
    assert another.pk not in mails
