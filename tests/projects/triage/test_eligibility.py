"""Which dossiers the committee may read, the reminder of those nobody checked, and the list as a program reads it."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import ReasonMissing, TransitionRefused
from projects.application.enums import ApplicationState, ApplicationState as S
from projects.completion import actions as completion
from projects.models import Application, Recusal, ReviewAssignment
from projects.reminders import eligibility_to_check
from projects.triage.actions.eligibility import declare_eligible, declare_ineligible
from tests import factories
from tests.factories import World, application, edition_with
from tests.support.completions import answered, fresh
from tests.support.dossiers import full_form, sent
from tests.support.tokens import reader_for
from tests.support.types import AsUser

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


def test_the_reason_is_stored_and_sent() -> None:
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


def world_with_two_completions() -> tuple[World, Application, Application]:
    """Both came back; the first was not read."""
    world = edition_with(form=full_form())
    unread, read = (sent(world.edition, at=timezone.now()) for _number in range(2))
    answered(world, unread)
    completion.accept_completion(request=answered(world, read), actor=world.organiser, at=timezone.now())
    return world, unread, read


@pytest.mark.parametrize("alone", [False, True])
def test_a_completion_that_nobody_read_stays_behind_and_is_named(as_user: AsUser, alone: bool) -> None:
    world, unread, read = world_with_two_completions()
    ticked = [unread] if alone else [unread, read]
    url = reverse("projects:change_applications", args=[world.edition.slug])

    page = as_user(world.organiser).post(
        url, {"do": "eligible", "application": [dossier.reference for dossier in ticked]}, follow=True
    )

    words = f"1 dossier n’a pas changé\u00a0: son complément attend d’être lu ({unread.reference})."
    assert words in page.text
    assert ("1 dossier déclaré recevable." in page.text) is not alone
    assert fresh(unread).state == S.SUBMITTED
    assert fresh(read).state == (S.SUBMITTED if alone else S.ELIGIBLE)


def test_the_page_that_shows_the_completion_declares_its_dossier_eligible(as_user: AsUser) -> None:
    world, unread, _read = world_with_two_completions()
    url = reverse("projects:declare_eligible", args=[world.edition.slug])

    page = as_user(world.organiser).post(url, {"application": [unread.reference]}, follow=True)

    assert "1 dossier déclaré recevable." in page.text
    assert "/applications/undo/" in page.text
    assert fresh(unread).state == S.ELIGIBLE


@pytest.fixture
def world():
    return factories.edition_with(applications=3)


def read(world, user, **requested):
    return reader_for(user).get(f"/api/v1/editions/{world.edition.slug}/applications", requested)


def test_the_api_lists_sent_dossiers_with_their_score_and_no_draft(world):
    factories.application(world.edition, state=ApplicationState.DRAFT)
    scored = world.applications[0]
    Application.objects.filter(pk=scored.pk).update(score=Decimal("72.5"))

    rows = read(world, world.organiser).json()["items"]

    assert [row["reference"] for row in rows] == [dossier.reference for dossier in world.applications]
    assert [row["score"] for row in rows] == [72.5, None, None]


def test_a_dossier_one_stepped_aside_from_is_not_there(world):
    aside = world.applications[1]
    Recusal.objects.create(
        application=aside, reviewer=world.organiser, author=world.organiser, reason="Client", at=factories.NOW
    )

    rows = read(world, world.organiser).json()["items"]

    assert aside.reference not in [row["reference"] for row in rows]
    assert len(rows) == 2


def test_the_score_of_a_dossier_with_a_pending_review_is_hidden(world):
    factories.role(world.edition, "reviewer", who=world.organiser)
    dossier = world.applications[0]
    Application.objects.filter(pk=dossier.pk).update(score=Decimal(80))
    ReviewAssignment.objects.create(application=dossier, reviewer=world.organiser, assigned_at=factories.NOW)

    assert read(world, world.organiser).json()["items"][0]["score"] is None


def test_the_api_filters_dossiers_by_state(world):
    eligible = factories.application(world.edition, state=ApplicationState.ELIGIBLE)

    rows = read(world, world.organiser, state="eligible").json()["items"]

    assert [row["reference"] for row in rows] == [eligible.reference]
    assert read(world, world.organiser, state="nonsense").status_code == 422


CLOSING = datetime(2026, 10, 30, 18, 0, tzinfo=ZoneInfo("Europe/Paris"))
OPENING, DAY = CLOSING - timedelta(days=40), timedelta(days=1)


def closed(*states: ApplicationState, organisers: int = 1, **fields) -> World:
    """An edition whose call closes at ``CLOSING``, with a dossier in each of these states."""
    dates = {"published_at": OPENING, "opens_at": OPENING, "closes_at": CLOSING, **fields}
    world = edition_with(organisers=organisers, **dates)
    world.applications = [application(world.edition, state=state) for state in states]
    return world


def test_organisers_check_the_day_after() -> None:
    world = closed(*[ApplicationState.SUBMITTED] * 3, ApplicationState.DRAFT, organisers=2)
    early, due = CLOSING + timedelta(hours=23), CLOSING + DAY

    assert list(eligibility_to_check(early)) == []
    messages = list(eligibility_to_check(due))

    assert {message.to for message in messages} == set(world.organisers)
    assert "3 dossiers attendent que vous disiez s’ils sont recevables" in messages[0].render().text


def test_an_edition_found_more_than_a_week_late_is_left_alone() -> None:
    closed(ApplicationState.SUBMITTED)

    assert len(list(eligibility_to_check(CLOSING + 8 * DAY - timedelta(seconds=1)))) == 1
    assert list(eligibility_to_check(CLOSING + 8 * DAY)) == []


def test_a_call_that_was_never_published_asks_for_nothing() -> None:
    closed(ApplicationState.SUBMITTED, published_at=None)

    assert list(eligibility_to_check(CLOSING + 2 * DAY)) == []
