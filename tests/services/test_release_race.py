"""Two organisers release at the same instant, or somebody leaves meanwhile: one wins, the other is refused."""

from typing import Any

import pytest
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from coaching.models import ProgrammeRelease, Session, Slot
from coaching.session.actions import bookings, releases
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.releases import find_released, fingerprint, read_draft
from projects.decision.actions.participation import decline
from tests import factories
from tests.support.races import at_once
from tests.support.session import AT, FIRST, planned

pytestmark = pytest.mark.django_db(transaction=True)


def changed() -> tuple[factories.World, Session, str]:
    """A published session with a change that waits, and what an organiser reads of it."""
    world = factories.edition_with(participations=2)
    session = planned(world, "Amphi", "Labo")
    bookings.share_out_day(day=session.days.get(date=FIRST), actor=world.organiser, at=AT)
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    Slot.objects.filter(title_fr="Conférence").update(title_fr="Causerie")
    released = find_released(session)
    assert released is not None
    return world, session, fingerprint(released, read_draft(session))


def test_of_two_organisers_who_release_at_once_one_wins_and_the_other_is_refused() -> None:
    world, session, seen = changed()

    def act(_tab: int) -> int:
        return releases.release_changes(session=session, seen=seen, actor=world.organiser, at=timezone.now())

    results = at_once(act, tabs=4)

    refused = [result for result in results if isinstance(result, PlanRefused)]
    assert len(refused) == 3
    assert all("a publié des changements" in str(refusal) for refusal in refused)
    assert list(ProgrammeRelease.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    mails = OutgoingMail.objects.filter(template="coaching/session/timetable_changed")
    assert mails.count() == mails.values("user").distinct().count()


def test_a_project_that_leaves_while_changes_are_released_is_in_no_later_release() -> None:
    world, session, seen = changed()
    left = world.participations[0]

    def act(tab: int) -> Any:
        if tab:
            return decline(participation=left, actor=world.holder, at=AT)
        return releases.release_changes(session=session, seen=seen, actor=world.organiser, at=AT)

    results = at_once(act, tabs=2)

    assert not isinstance(results[1], Exception)
    assert results[0] is not None
    assert not isinstance(results[0], Exception) or isinstance(results[0], PlanRefused)
    released = find_released(session)
    assert released is not None
    assert left.pk not in {pk for slot in released.slots for pk in slot.participations}
