"""A submission at the same instant as another or as an extension, and one link in several browsers."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from programmes.actions.invitations import invite
from programmes.actions.late_access import offer_late_access, revoke_late_access, take_up_late_access
from programmes.enums import RoleName
from programmes.links import INVITATION_LINK
from programmes.models import Call, CallDateChange, Edition, LateAccess, Role
from projects.application.actions.call import change_call_dates
from projects.application.actions.submission import (
    start_application,
    submit_application,
    withdraw_application,
)
from projects.application.enums import ApplicationState
from projects.models import Application
from tests.factories import World, edition, edition_with, user
from tests.support.dossiers import ANSWERS, complete_draft, fill, full_form, lead
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


DAY = timedelta(days=1)


def extend(world: World, known: Any, at: Any) -> CallDateChange:
    call = Call.objects.select_related("edition").get(pk=world.edition.call.pk)
    return change_call_dates(
        call=call, expected_closing=known, closes_at=known + DAY, reason_fr="R", actor=world.organiser, at=at
    )


def test_a_submission_at_the_closing_races_an_extension_and_nothing_is_lost() -> None:
    world = edition_with(form=full_form())
    draft = complete_draft(world.edition, at=timezone.now())
    author, closing = lead(draft), world.edition.call.closes_at

    def act(tab: int) -> Any:
        if tab:
            return extend(world, closing, closing)
        return submit_application(
            application=Application.objects.get(pk=draft.pk), actor=author, at=closing, rules_version=1
        )

    result, extension = at_once(act, tabs=2)

    assert isinstance(extension, CallDateChange)
    after = Application.objects.get(pk=draft.pk)
    if result is True:
        assert after.state == ApplicationState.SUBMITTED
    else:
        assert isinstance(result, TransitionRefused)
        assert after.state == ApplicationState.DRAFT
        submit_application(application=after, actor=author, at=closing, rules_version=1)
    assert OutgoingMail.objects.filter(template="projects/application/receipt").count() == 1
    assert Application.objects.get(pk=draft.pk).timing == "on_time"


def test_two_organisers_extend_from_the_same_page_and_one_is_refused() -> None:
    world = edition_with(form=full_form())
    complete_draft(world.edition, at=timezone.now())
    closing = world.edition.call.closes_at

    results = at_once(lambda _tab: extend(world, closing, timezone.now()))

    refused = [result for result in results if isinstance(result, TransitionRefused)]
    assert (len(refused), CallDateChange.objects.count()) == (3, 1)
    assert OutgoingMail.objects.filter(template="projects/application/call_extended").count() == 1


def late(world: World, who: Any, at: Any) -> LateAccess:
    return offer_late_access(
        call=world.edition.call,
        email=who.email,
        reason="R",
        expires_at=at + DAY,
        actor=world.organiser,
        at=at,
    )


def test_a_late_link_taken_up_in_four_tabs_is_taken_up_once() -> None:
    at = timezone.now()
    world, someone = edition_with(opens_at=at - 9 * DAY, closes_at=at - DAY), user()
    access = late(world, someone, at)

    results = at_once(
        lambda _tab: take_up_late_access(access=LateAccess.objects.get(pk=access.pk), user=someone, at=at)
    )

    assert results == [None] * 4
    assert LateAccess.objects.get(pk=access.pk).used_by == someone


def test_a_late_dossier_races_the_withdrawal_of_its_link() -> None:
    at = timezone.now()
    world, someone = edition_with(form=full_form(), opens_at=at - 9 * DAY, closes_at=at - DAY), user()
    access = late(world, someone, at)
    take_up_late_access(access=access, user=someone, at=at)
    draft = start_application(call=world.edition.call, user=someone, at=at)
    fill(draft, someone, at=at, **ANSWERS)

    def act(tab: int) -> Any:
        if tab:
            fresh = LateAccess.objects.select_related("call__edition").get(pk=access.pk)
            return revoke_late_access(access=fresh, actor=world.organiser, at=at)
        return submit_application(
            application=Application.objects.get(pk=draft.pk), actor=someone, at=at, rules_version=1
        )

    sent, revoked = at_once(act, tabs=2)

    after, link = Application.objects.get(pk=draft.pk), LateAccess.objects.get(pk=access.pk)
    if sent is True:
        assert isinstance(revoked, TransitionRefused)
        assert (after.state, link.revoked_at) == (ApplicationState.SUBMITTED, None)
    else:
        assert isinstance(sent, TransitionRefused)
        assert (after.state, link.spent_at) == (ApplicationState.DRAFT, None)


def test_a_new_address_enters_once_however_many_browsers_click() -> None:
    world = edition_with()
    offered = invite(
        edition=world.edition,
        email="claire@exemple.test",
        role=RoleName.REVIEWER,
        actor=world.organiser,
        at=timezone.now(),
    )
    page = "/" + INVITATION_LINK.address_of(offered).split("/", 3)[3]
    browsers = [Client() for _tab in range(TABS)]

    def click(tab: int) -> Any:
        return browsers[tab].post(page, {"declares": "on"})

    at_once(click)

    assert sum("_auth_user_id" in browser.session for browser in browsers) == 1
    assert User.objects.filter(email="claire@exemple.test").count() == 1
    assert Role.objects.filter(user__email="claire@exemple.test").count() == 1
