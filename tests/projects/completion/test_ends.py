"""How a completion ends: accepted, cancelled, decided meanwhile; and who is notified."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.transitions import TransitionRefused
from projects.application.actions import submission
from projects.application.enums import ApplicationState as S
from projects.completion import actions as completion
from projects.completion.enums import CompletionState
from projects.models import Application, CompletionRequest
from projects.triage.actions import bulk, eligibility
from tests.factories import World
from tests.support.completions import answered, asked, autosave, fresh, mails, own, world_with_one
from tests.support.dossiers import lead
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def settle(browser: Client, world: World, request: CompletionRequest, **body: str) -> str:
    url = reverse(
        "projects:settle_completion",
        args=[world.edition.slug, request.application.reference, request.pk],
    )
    return browser.post(url, body, follow=True).text


def test_accepted_and_the_holder_is_notified(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    request = answered(world, dossier)
    browser = as_user(world.organiser)

    assert "Le complément est accepté" in settle(browser, world, request, go="accept")
    assert "Il n’y a pas de réponse à accepter" in settle(browser, world, request, go="accept")
    assert mails("completion_accepted") == 1
    assert AuditEntry.objects.filter(verb="accept_completion").count() == 1
    assert "Complément accepté" in as_user(lead(dossier)).get(own(dossier)).text


def test_asked_again_after_an_answer(as_user: AsUser, world_and_dossier: tuple[World, Application]) -> None:
    world, dossier = world_and_dossier
    first = answered(world, dossier)

    second = asked(world, fresh(dossier), "summary")

    first.refresh_from_db()
    assert first.state == CompletionState.ACCEPTED
    assert second.state == CompletionState.OPEN
    assert fresh(dossier).state == S.COMPLETION_REQUESTED


def test_a_page_left_open_does_not_accept_the_answers_to_a_later_request(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    first = answered(world, dossier)
    second = answered(world, fresh(dossier))

    page = settle(as_user(world.organiser), world, first, go="accept")

    assert "Il n’y a pas de réponse à accepter" in page
    second.refresh_from_db()
    assert second.state == CompletionState.ANSWERED
    assert not AuditEntry.objects.filter(verb="accept_completion").exists()


def test_given_up_the_dossier_counts_as_it_was_sent(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    before = fresh(dossier)
    request = asked(world, dossier)
    autosave(as_user(lead(dossier)), dossier, "summary", "Jamais envoyé.")

    settle(as_user(world.organiser), world, request, go="cancel")

    after = fresh(dossier)
    assert (after.state, after.sheet_id, after.content_hash) == (
        S.SUBMITTED,
        before.sheet_id,
        before.content_hash,
    )
    assert mails("completion_cancelled") == 1


def test_more_time_is_granted_and_notified(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    request = asked(world, dossier)
    browser = as_user(world.organiser)

    assert "plus tardive" in settle(browser, world, request, go="extend", due_at=_typed(days=1))
    assert "repoussée" in settle(browser, world, request, go="extend", due_at=_typed(days=20))
    assert mails("completion_extended") == 1
    url = reverse("projects:manage_application", args=[world.edition.slug, dossier.reference])
    assert "Échéance du complément repoussée" in browser.get(url).text


def _typed(*, days: int) -> str:
    return (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize("verb", ["eligible", "ineligible", "withdraw"])
def test_deciding_otherwise_closes_the_request(
    verb: str, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    request = asked(world, dossier)
    current, at = fresh(dossier), timezone.now()
    if verb == "eligible":
        eligibility.declare_eligible(applications=[current], actor=world.organiser, at=at)
    elif verb == "ineligible":
        eligibility.declare_ineligible(application=current, reason="Trop tard.", actor=world.organiser, at=at)
    else:
        submission.withdraw_application(application=current, actor=lead(dossier), at=at)

    request.refresh_from_db()
    assert request.state == CompletionState.CANCELLED
    with pytest.raises(TransitionRefused):
        completion.answer_completion(request=request, reply="", actor=lead(dossier), at=at)


def test_another_editions_request_is_not_found(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    other, _theirs = world_with_one()
    request = asked(world, dossier)
    for slug, ref in (
        (other.edition.slug, dossier.reference),
        (world.edition.slug, dossier.reference),
    ):
        url = reverse("projects:settle_completion", args=[slug, ref, request.pk])
        assert as_user(other.organiser).post(url, {"go": "cancel"}).status_code in (403, 404)

    request.refresh_from_db()
    assert request.state == CompletionState.OPEN


def test_undoing_eligible_gives_back_the_answers_that_waited_to_be_read(
    world_and_dossier: tuple[World, Application],
) -> None:
    world, dossier = world_and_dossier
    request, at = asked(world, dossier), timezone.now()
    completion.answer_completion(request=request, reply="", actor=lead(dossier), at=at)
    action = bulk.declare_eligible(
        edition=world.edition,
        applications=Application.objects.filter(pk=dossier.pk),
        actor=world.organiser,
        at=at,
        answers_were_read=True,
    )
    assert CompletionRequest.objects.get().state == CompletionState.ACCEPTED

    bulk.undo(action=action, actor=world.organiser, at=at)

    request.refresh_from_db()
    assert (request.state, request.closed_by, request.closed_at) == (CompletionState.ANSWERED, None, None)
