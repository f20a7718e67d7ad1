"""Two tabs, two clicks, at the same instant: one draft, one submission, one receipt."""

from typing import Any

import pytest
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from programmes.models import Edition
from projects.application.actions.submission import (
    start_application,
    submit_application,
    withdraw_application,
)
from projects.application.enums import ApplicationState
from projects.models import Application
from tests.factories import edition, user
from tests.support.dossiers import complete_draft, full_form, lead
from tests.support.races import TABS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_tabs_send_one_dossier_once() -> None:
    at = timezone.now()
    application = complete_draft(edition(form=full_form()), at=at)
    author = lead(application)

    results = at_once(
        lambda _tab: submit_application(
            application=Application.objects.get(pk=application.pk), actor=author, at=at, rules_version=1
        )
    )

    assert sorted(results) == [False, False, False, True]
    assert OutgoingMail.objects.filter(template="projects/application/receipt").count() == 1


def test_four_clicks_start_one_draft() -> None:
    made, maelle = edition(form=full_form()), user()

    results = at_once(lambda _tab: start_application(call=made.call, user=maelle, at=timezone.now()))

    assert {result.pk for result in results} == {Application.objects.get().pk}
    assert Edition.objects.get(pk=made.pk).last_application_number == 1


def test_four_people_get_four_references() -> None:
    made, people = edition(form=full_form()), [user() for _ in range(TABS)]

    results = at_once(lambda tab: start_application(call=made.call, user=people[tab], at=timezone.now()))

    assert sorted(result.reference for result in results) == [
        f"{made.code}-{number:04d}" for number in range(1, 5)
    ]


def test_sending_and_withdrawing_at_once_leave_one_truth() -> None:
    at = timezone.now()
    application = complete_draft(edition(form=full_form()), at=at)
    author = lead(application)

    def act(tab: int) -> Any:
        mine = Application.objects.select_related("call__edition", "project").get(pk=application.pk)
        if tab:
            return withdraw_application(application=mine, actor=author, at=at)
        return submit_application(application=mine, actor=author, at=at, rules_version=1)

    _sent, withdrawn = at_once(act, tabs=2)

    after = Application.objects.get(pk=application.pk)
    receipts = OutgoingMail.objects.filter(template="projects/application/receipt").count()
    # a withdrawal of a draft that was being sent is refused: it changed meanwhile
    refused = isinstance(withdrawn, TransitionRefused)
    assert after.state == (ApplicationState.SUBMITTED if refused else ApplicationState.WITHDRAWN)
    assert receipts == (1 if after.submitted_at else 0)
