"""Partners get a mail each morning about new syntheses they may read."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from coaching.models import SurveyInvitation, SynthesisReport
from coaching.synthesis.reminders import syntheses_in
from tests import factories
from tests.support.synthesis import ANSWERS, invitation, synthesis_survey

pytestmark = pytest.mark.django_db
EIGHT = timedelta(hours=8)


@pytest.fixture
def world() -> factories.World:
    return factories.edition_with(participations=2, partners=2)


def ready(world: factories.World, number: int, at: Any) -> SynthesisReport:
    return SynthesisReport.objects.create(
        edition=world.edition,
        participation=world.participations[number],
        kind="project",
        version=1,
        state="ready",
        requested_at=at,
        due_at=at,
        built_at=at,
        file=f"reports/{number}.pdf",
        sha256="0" * 64,
        facts={"shared_only": True},
    )


def morning() -> Any:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today + EIGHT


def test_each_morning_partners_learn_which_shared_syntheses_came_in(world: factories.World) -> None:
    survey, at = synthesis_survey(world.edition), morning()
    for number, shares in enumerate((True, False)):
        one = invitation(survey, world.participations[number], **{**ANSWERS, "share_with_partners": shares})
        SurveyInvitation.objects.filter(pk=one.pk).update(
            shared_with_partners=shares, sent_at=at - timedelta(hours=5)
        )
        one.sheet.saved_at = at - timedelta(hours=5)
        one.sheet.save()
        ready(world, number, at - timedelta(hours=3))

    mails = list(syntheses_in(at + timedelta(minutes=5)))

    assert {message.to for message in mails} == set(world.partners)
    for message in mails:
        assert world.participations[0].project.title in message.render().text
        assert world.participations[1].project.title not in message.render().text
    again = list(syntheses_in(at + timedelta(days=1, minutes=5)))
    assert {message.dedupe_key for message in again} == {message.dedupe_key for message in mails}
    assert not list(syntheses_in(at + timedelta(days=5)))


def test_before_eight_nobody_is_notified(world: factories.World) -> None:
    survey, at = synthesis_survey(world.edition), morning()
    one = invitation(survey, world.participations[0], **ANSWERS)
    SurveyInvitation.objects.filter(pk=one.pk).update(shared_with_partners=True)
    ready(world, 0, at - timedelta(hours=3))

    assert not list(syntheses_in(at - timedelta(minutes=5)))
