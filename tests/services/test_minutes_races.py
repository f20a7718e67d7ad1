"""On PostgreSQL: two people of one body approve at once, an amendment or an announcement comes in between."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from programmes.models import Call, Edition
from projects.decision.actions.announcing import announce
from projects.decision.actions.refusals import AnnouncedTooEarly
from projects.minutes.actions import MinutesRefused, approve_minutes
from projects.models import CommitteeApproval, Decision
from tests.factories import role
from tests.projects.minutes.build import build_world, publish
from tests.support.races import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_of_one_body_approve_at_once() -> None:
    world = build_world()
    minutes = publish(world)
    colleague = role(world.edition, "reviewer", through=world.reviewer.roles.get().organisation)

    results = run_together(
        *(
            lambda actor=actor: approve_minutes(minutes=minutes, actor=actor, at=now())
            for actor in (world.reviewer, colleague)
        )
    )

    assert sorted(results) == [0, 1]
    assert CommitteeApproval.objects.count() == 1


def test_an_amendment_while_somebody_approves() -> None:
    world = build_world()
    first = publish(world)

    approved, amended = run_together(
        lambda: approve_minutes(minutes=first, actor=world.reviewer, at=now()),
        lambda: publish(world, remarks="Une précision", amendment_reason="Une précision"),
    )

    assert amended.version == 2
    assert approved == 1 or isinstance(approved, MinutesRefused)
    assert not amended.approvals.exists()
    assert first.approvals.count() == (1 if approved == 1 else 0)


def test_an_announcement_while_the_minutes_are_amended() -> None:
    world = build_world()
    Edition.objects.filter(pk=world.edition.pk).update(reviews_due_at=now() - timedelta(days=2))
    Call.objects.filter(edition=world.edition).update(closes_at=now() - timedelta(days=3))
    first = publish(world)
    for juror in world.reviewers:
        approve_minutes(minutes=first, actor=juror, at=now())

    announced, amended = run_together(
        lambda: announce(edition=world.edition, actor=world.organiser, at=now()),
        lambda: publish(world, remarks="Une précision", amendment_reason="Une précision"),
    )

    assert world.meeting.minutes.order_by("version").last() == amended
    waits = isinstance(announced, AnnouncedTooEarly)
    assert waits or announced > 0
    assert Decision.objects.filter(announced_at=None).exists() is waits
