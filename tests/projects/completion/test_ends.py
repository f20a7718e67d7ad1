"""A completion from its due date and reminders to its end, and what both sides read."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.outbox.reminders import plan
from accelerator.questionnaires.actions import attach_file
from accelerator.transitions import TransitionRefused
from programmes.enums import RoleName
from programmes.models import Role
from projects.application.actions import submission
from projects.application.enums import ApplicationState as S
from projects.completion import actions as completion
from projects.completion.forms import ExtendForm, usual_due
from projects.models import Application, CompletionRequest, CompletionState, Recusal
from projects.triage.actions import bulk, eligibility
from tests.factories import World, edition_with, role
from tests.support.completions import answered, autosave, fresh, mails, own, send_request
from tests.support.dossiers import complete_draft, full_form, lead
from tests.support.pdfs import PDF
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def settle(browser: Client, world: World, request: CompletionRequest, **body: str) -> str:
    url = reverse(
        "projects:close_completion",
        args=[world.edition.slug, request.application.reference, request.pk],
    )
    return browser.post(url, body, follow=True).text


def test_accepting_the_answers_notifies_the_holder(
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


def test_answers_may_be_requested_again_after_an_answer(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    first = answered(world, dossier)

    second = send_request(world, fresh(dossier), "summary")

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


def test_after_a_request_is_cancelled_the_dossier_counts_as_sent(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    before = fresh(dossier)
    request = send_request(world, dossier)
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
    request = send_request(world, dossier)
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
    request = send_request(world, dossier)
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


def test_undoing_eligible_gives_back_the_answers_that_waited_to_be_read(
    world_and_dossier: tuple[World, Application],
) -> None:
    world, dossier = world_and_dossier
    request, at = send_request(world, dossier), timezone.now()
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


def paris(day: int, hour: int, minute: int = 0, *, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=timezone.get_default_timezone())


MONDAY = paris(5, 9, 40)


def test_a_week_but_two_days_before_reviews_end() -> None:
    for reviews_end, due in (
        (None, paris(12, 18)),
        (paris(30, 18), paris(12, 18)),
        (paris(12, 18), paris(10, 18)),
        (paris(10, 12), paris(8, 12)),
        (paris(7, 9, 40), paris(6, 9, 40)),
        (paris(5, 17, 40), paris(5, 13, 40)),
        (paris(1, 18), paris(12, 18)),
    ):
        assert usual_due(MONDAY, reviews_end) == due


def test_two_days_are_days_of_the_calendar_when_clocks_change() -> None:
    assert usual_due(paris(21, 9), paris(26, 18)) == paris(24, 18)


@pytest.mark.django_db
def test_more_time_does_not_go_past_the_end_of_reviews_by_default(
    world_and_dossier: tuple[World, Application],
) -> None:
    world, dossier = world_and_dossier
    request = send_request(world, dossier, at=MONDAY, due_at=paris(8, 18))

    form = ExtendForm(request=request, reviews_end=paris(14, 18))

    assert form["due_at"].value() == timezone.make_naive(paris(12, 18))


def test_a_person_who_asks_sees_files_empty_answers_and_line_breaks(as_user: AsUser) -> None:
    world = edition_with(form=full_form())
    at = timezone.now()
    draft = complete_draft(
        world.edition, at=at, solution="Un tableau.\nUn atelier.", access_needs="Un ascenseur."
    )
    upload = SimpleUploadedFile("plan.pdf", PDF)
    attach_file(sheet=draft.sheet, key="attachments", upload=upload, actor=None, at=at)
    rules = world.edition.call.rules_version
    submission.submit_application(application=draft, actor=lead(draft), at=at, rules_version=rules)
    url = reverse("projects:request_completion", args=[world.edition.slug, draft.reference])

    page = as_user(world.organiser).get(url).text
    lines = {
        line.partition('for="id_p_')[2].partition('"')[0]: line
        for line in page.partition('class="ask-lines"')[2].partition("</ul>")[0].split("<li>")
    }

    assert "plan.pdf" in lines["attachments"]
    assert "Un tableau.<br>Un atelier." in lines["solution"]
    assert "sans réponse" in lines["stakeholders"]
    assert "sans réponse" not in lines["access_needs"]
    assert "Un ascenseur" not in page


def test_holders_are_reminded_three_days_and_one_day_before_and_organisers_in_the_week_after(
    world_and_dossier: tuple[World, Application],
) -> None:
    world, dossier = world_and_dossier
    request = send_request(world, dossier)
    due = request.due_at

    plan(due - timedelta(days=4))
    assert mails("completion_waiting") == 0
    for _twice in range(2):
        plan(due - timedelta(days=3))
    assert mails("completion_waiting") == 1
    plan(due - timedelta(days=1))
    assert mails("completion_waiting") == 2
    plan(due + timedelta(days=8))
    assert mails("completion_overdue") == 0, "too late for a reminder"
    plan(due)
    plan(due + timedelta(hours=1))
    assert mails("completion_waiting") == 2
    assert OutgoingMail.objects.get(template="projects/completion/completion_overdue").user == world.organiser


def test_an_answered_request_reminds_nobody(world_and_dossier: tuple[World, Application]) -> None:
    world, dossier = world_and_dossier
    request = answered(world, dossier)

    plan(request.due_at - timedelta(days=1))
    plan(request.due_at + timedelta(days=1))

    assert mails("completion_waiting") == mails("completion_overdue") == 0


def test_those_who_stopped_organising_or_stepped_aside_are_not_notified_and_the_others_are(
    world_and_dossier: tuple[World, Application],
) -> None:
    world, dossier = world_and_dossier
    follower, left = (role(world.edition, RoleName.ORGANISER) for _number in range(2))
    Application.objects.filter(pk=dossier.pk).update(handled_by=follower)
    request = send_request(world, dossier)
    Role.objects.filter(user=world.organiser).update(ended_at=timezone.now())
    Recusal.objects.create(
        application=dossier, reviewer=follower, reason="Ils sont associés.", author=left, at=timezone.now()
    )

    plan(request.due_at)

    assert OutgoingMail.objects.get(template="projects/completion/completion_overdue").user == left


# --- cost ---


def cost(browser: Client, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as made:
        assert browser.get(url).status_code == 200
    return len(made)


def test_the_first_organiser_is_notified_and_so_is_a_person_who_follows(
    world_and_dossier: tuple[World, Application],
) -> None:
    world, dossier = world_and_dossier
    follower, another = (role(world.edition, RoleName.ORGANISER) for _one in range(2))
    Application.objects.filter(pk=dossier.pk).update(handled_by=follower)
    request = send_request(world, dossier)

    completion.answer_completion(request=request, reply="", actor=lead(dossier), at=timezone.now())

    mails = OutgoingMail.objects.filter(template="projects/completion/completion_answered").values_list(
        "user", flat=True
    )
    assert set(mails) == {world.organiser.pk, follower.pk}
    assert another.pk not in mails
