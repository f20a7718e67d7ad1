"""Two people at one instant on rows that do not exist yet, or that several dossiers share."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coaching.models import Survey
from coaching.surveys.actions.survey import open_survey
from coaching.surveys.enums import SurveyKind
from projects.application.actions.submission import withdraw_application
from projects.models import Application, Duplicate
from projects.triage.actions.duplicates import pair_up
from tests.factories import edition, edition_with
from tests.support.dossiers import full_form, lead, sent
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_organisers_open_one_survey_for_the_first_time() -> None:
    world, at = edition_with(participations=1), timezone.now()
    organiser = world.organiser

    results = at_once(
        lambda _tab: open_survey(
            edition=world.edition,
            kind=SurveyKind.SYNTHESIS,
            opens_at=at,
            closes_at=at + timedelta(days=30),
            actor=organiser,
            at=at,
        )
    )

    assert {getattr(result, "pk", result) for result in results} == {Survey.objects.get().pk}


def test_look_alikes_are_compared_and_withdrawn_at_once() -> None:
    made = edition(form=full_form())
    for _turn in range(4):
        dossiers = [sent(made, at=timezone.now(), title="L’écran d’atelier partagé") for _number in range(4)]
        people = [lead(dossier) for dossier in dossiers]

        def act(tab: int, dossiers: list[Application] = dossiers, people: list[object] = people) -> None:
            if tab % 2:
                withdraw_application(application=dossiers[tab], actor=people[tab], at=timezone.now())  # type: ignore[arg-type]
            else:
                pair_up(application=dossiers[tab])

        assert at_once(act) == [None, None, None, None]
        counted = Application.objects.filter(pk__in=[dossier.pk for dossier in dossiers])
        assert [item.duplicates for item in counted.order_by("pk")] == [1, 0, 1, 0]
        Duplicate.objects.all().delete()
        Application.objects.update(duplicates=0)
        for item in counted:
            item.duplicate_keys.all().delete()
