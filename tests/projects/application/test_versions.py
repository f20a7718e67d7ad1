"""A sent dossier is changed and sent again until the deadline; what was sent stays valid meanwhile, and is kept."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires import queries
from accelerator.questionnaires.actions import attach_file, remove_file, save_answer
from accelerator.questionnaires.models import AnswerSheet, Attachment
from accelerator.transitions import TransitionRefused
from programmes.enums import RoleName
from programmes.models import Call
from projects.application.actions.answers import CallClosed
from projects.application.actions.submission import Incomplete, withdraw_application
from projects.application.actions.versions import NothingToSend, drop_revision, start_revision
from projects.application.enums import ApplicationState
from projects.application.views import form as views
from projects.decision.actions.deliberation import decide
from projects.decision.enums import Outcome
from projects.models import Application, Decision
from tests.factories import edition, role, user
from tests.support.dossiers import complete_draft, full_form, lead, send_again, sent, url
from tests.support.pdfs import PDF
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def fresh(application: Application) -> Application:
    return Application.objects.select_related("call__edition", "sheet", "next_sheet").get(pk=application.pk)


def send_one() -> Application:
    return sent(edition(form=full_form()), at=timezone.now())


built, dossier = share_world(send_one)


def revising(application: Application, at: Any = None, **answers: Any) -> Application:
    """This dossier being changed, with these new answers."""
    at = at or timezone.now()
    sheet = start_revision(application=application, actor=lead(application), at=at)
    for key, value in answers.items():
        save_answer(sheet=sheet, key=key, raw=value, base_version=None, actor=lead(application), at=at)
    return fresh(application)


# — the actions


def test_the_version_that_was_sent_stays_valid_while_one_changes_it(dossier: Application) -> None:
    application = revising(dossier, title="Un tout autre titre")

    assert application.state == ApplicationState.SUBMITTED
    assert (
        queries.values(application.sheet)["title"] == "L’écran d’atelier des salarié·es" == application.title
    )
    assert queries.values(application.working_sheet)["title"] == "Un tout autre titre"
    assert application.content_hash == queries.content_hash(application.sheet)


def test_sending_again_replaces_it_and_keeps_both(dossier: Application) -> None:
    application = revising(dossier, title="Un tout autre titre")
    before = application.content_hash

    assert send_again(application)

    application = fresh(application)
    second, first = application.versions.all()
    assert (application.state, application.next_sheet) == (ApplicationState.SUBMITTED, None)
    assert application.title == application.project.title == "Un tout autre titre"
    assert (first.number, second.number) == (1, 2)
    assert first.content_hash == before != second.content_hash == application.content_hash
    assert first.snapshot["answers"]["title"] == "L’écran d’atelier des salarié·es"
    assert second.submitted_by == lead(application)
    receipts = OutgoingMail.objects.filter(template="projects/application/receipt").order_by("pk")
    assert [first.content_hash in receipts[0].text, second.content_hash in receipts[1].text] == [True, True]
    assert "version 2" in receipts[1].text
    assert AuditEntry.objects.filter(verb="resubmit", subject_id=str(application.pk)).count() == 1


def test_a_version_sent_again_is_checked_and_decided_on_again(dossier: Application) -> None:
    application = revising(dossier, title="Un tout autre titre")
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.ELIGIBLE)
    organiser = user()
    decide(application=fresh(application), outcome=Outcome.SELECTED, actor=organiser, at=timezone.now())

    assert send_again(fresh(application))

    assert not Decision.objects.exists()
    assert fresh(application).state == ApplicationState.SUBMITTED


def test_the_hash_of_a_version_can_be_found_again_from_what_is_stored() -> None:
    at = timezone.now()
    application = complete_draft(edition(form=full_form()), at=at)
    author = lead(application)
    attach_file(
        sheet=application.sheet,
        key="attachments",
        upload=SimpleUploadedFile("plan.pdf", PDF),
        actor=author,
        at=at,
    )
    send_again(application)

    version = application.versions.get()
    facts = [[key, value, []] for key, value in version.snapshot["answers"].items()]
    facts += [
        [key, None, sorted(file["sha256"] for file in files)]
        for key, files in version.snapshot["files"].items()
    ]
    text = json.dumps(sorted(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == version.content_hash


def test_nothing_is_lost_if_one_sends_too_late_and_the_last_second_still_counts(dossier: Application) -> None:
    at = timezone.now()
    application = revising(dossier, at, title="Jamais renvoyé")
    Call.objects.update(closes_at=at + timedelta(minutes=1))
    application = fresh(application)

    with pytest.raises(CallClosed):
        send_again(application, at + timedelta(minutes=1))

    application = fresh(application)
    assert application.state == ApplicationState.SUBMITTED
    assert application.title == "L’écran d’atelier des salarié·es"
    assert queries.values(application.working_sheet)["title"] == "Jamais renvoyé"
    assert application.versions.count() == 1
    assert send_again(application, application.call.closes_at - timedelta(seconds=1))
    assert fresh(application).title == "Jamais renvoyé"


def test_an_incomplete_version_is_not_sent_and_the_valid_one_stays(dossier: Application) -> None:
    application = revising(dossier, title="")

    with pytest.raises(Incomplete):
        send_again(application)

    application = fresh(application)
    assert application.next_sheet is not None
    assert application.next_sheet.frozen_at is None
    assert application.versions.count() == 1


def test_two_clicks_open_one_version_and_send_one(dossier: Application) -> None:
    application = revising(dossier, title="Une fois")
    stale = fresh(application)

    again = start_revision(application=stale, actor=lead(application), at=timezone.now())
    results = [send_again(application), send_again(stale)]

    assert again == application.next_sheet
    assert results == [True, False]
    assert application.versions.count() == 2


def test_a_dossier_being_examined_is_changed_no_more(dossier: Application) -> None:
    for state in (ApplicationState.UNDER_REVIEW, ApplicationState.SELECTED, ApplicationState.WITHDRAWN):
        Application.objects.filter(pk=dossier.pk).update(state=state)

        with pytest.raises(TransitionRefused):
            start_revision(application=dossier, actor=lead(dossier), at=timezone.now())


def test_an_examination_that_begins_meanwhile_stops_the_new_version(dossier: Application) -> None:
    application = revising(dossier, title="Trop tard")
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.UNDER_REVIEW)

    assert send_again(application) is False
    assert fresh(application).title == "L’écran d’atelier des salarié·es"


def test_withdrawing_while_changing_withdraws(dossier: Application) -> None:
    application = revising(dossier, title="Changé")

    withdraw_application(application=application, actor=lead(application), at=timezone.now())

    assert fresh(application).is_being_written is False
    with pytest.raises(TransitionRefused):
        send_again(application)


def test_giving_up_deletes_the_changes_only(dossier: Application) -> None:
    application = revising(dossier, title="Oublié")
    begun = application.working_sheet

    drop_revision(application=application, actor=lead(application), at=timezone.now())

    assert not AnswerSheet.objects.filter(pk=begun.pk).exists()
    assert fresh(application).working_sheet == fresh(application).sheet
    with pytest.raises(NothingToSend):
        drop_revision(application=application, actor=lead(application), at=timezone.now())


@pytest.mark.parametrize(
    ("page", "data", "status"),
    [
        ("application_answer", {"value": "x", "base_version": "1"}, 423),
        ("application_form", {"q_title": "x", "go": "next"}, 422),
    ],
)
def test_writing_while_somebody_drops_the_changes_is_refused(
    as_user: AsUser,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    data: dict[str, str],
    status: int,
    dossier: Application,
) -> None:
    application, found = revising(dossier), views.own_application
    key = {"application_answer": {"key": "title"}, "application_form": {"step": 1}}[page]

    def found_just_before(*args: Any, **kwargs: Any) -> Application:
        own = found(*args, **kwargs)
        drop_revision(application=fresh(application), actor=lead(application), at=timezone.now())
        return own

    monkeypatch.setattr(views, "own_application", found_just_before)

    assert as_user(lead(application)).post(url(page, application, **key), data).status_code == status


def test_a_file_taken_out_of_the_new_version_stays_in_the_old_one(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    at = timezone.now()
    application = complete_draft(edition(form=full_form()), at=at)
    author = lead(application)
    stored = attach_file(
        sheet=application.sheet,
        key="attachments",
        upload=SimpleUploadedFile("plan.pdf", PDF),
        actor=author,
        at=at,
    )
    send_again(application)

    with django_capture_on_commit_callbacks(execute=True):
        sheet = start_revision(application=application, actor=author, at=at)
        copied = Attachment.objects.get(sheet=sheet)
        remove_file(sheet=sheet, attachment=copied, actor=author, at=at)
    assert default_storage.exists(stored.file.name)

    with django_capture_on_commit_callbacks(execute=True):
        added = attach_file(
            sheet=sheet,
            key="attachments",
            upload=SimpleUploadedFile("autre.pdf", PDF + b"\n"),
            actor=author,
            at=at,
        )
        drop_revision(application=application, actor=author, at=at)
    assert default_storage.exists(stored.file.name)
    assert not default_storage.exists(added.file.name)


# — the pages


def test_changing_and_sending_again_through_the_pages(as_user, dossier: Application) -> None:
    browser = as_user(lead(dossier))
    overview = url("application", dossier)
    assert "Modifier mon dossier" in browser.get(overview).text

    first_step = browser.post(url("application_revise", dossier))
    assert first_step.url == url("application_form", dossier, step=1)
    assert "reste valable" in browser.get(first_step.url).text
    browser.post(url("application_form", dossier, step=2), {"q_title": "Nouveau titre", "v_title": "1"})
    saved = browser.post(
        url("application_answer", dossier, key="summary"), {"value": "Résumé neuf.", "base_version": "1"}
    )
    assert saved.status_code == 200
    page = browser.get(overview).text
    assert "Vos modifications ne sont pas encore envoyées" in page
    assert "Nouveau titre" not in page
    done = browser.post(url("application_review_and_submit", dossier), {"rules": "on", "rules_version": "1"})

    assert done.url == url("application_sent", dossier)
    assert "Nouveau titre" in browser.get(overview).text
    assert "C’est le premier envoi" in browser.get(url("dossier_version", dossier, number=1)).text


def test_the_history_says_what_changed_in_words(as_user, dossier: Application) -> None:
    application = revising(dossier, title="L’écran partagé des salarié·es")
    send_again(application)

    page = " ".join(as_user(lead(application)).get(url("dossier_versions", application)).text.split())

    assert "De la version 1 à la version 2" in page
    assert '<del><span class="visually-hidden">[retiré : </span>d’atelier' in page
    assert '<ins><span class="visually-hidden">[ajouté : </span>partagé' in page
    assert page.count("SHA-256") == 2


def test_organisers_read_the_history_and_the_committee_does_not(as_user, dossier: Application) -> None:
    application = revising(dossier, title="Autre")
    send_again(application)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.ELIGIBLE)
    place = application.call.edition
    organiser, reviewer = role(place, RoleName.ORGANISER), role(place, RoleName.REVIEWER)
    application.assignments.create(reviewer=reviewer, assigned_at=timezone.now())

    names = [
        ("dossier_versions", {}),
        ("dossier_version", {"number": 1}),
        ("dossier_version_pdf", {"number": 1}),
    ]
    statuses = {
        who.pk: [as_user(who).get(url(name, application, **more)).status_code for name, more in names]
        for who in (organiser, reviewer, user())
    }

    assert list(statuses.values()) == [[200, 200, 200], [404, 404, 404], [404, 404, 404]]


def test_a_version_in_progress_is_visible_to_members_alone(as_user, dossier: Application) -> None:
    application = revising(dossier, title="Secret de brouillon")
    organiser = role(application.call.edition, RoleName.ORGANISER)
    browser = as_user(organiser)
    pages = [
        reverse("projects:manage_application", args=[application.call.edition.slug, application.reference]),
        url("dossier_print", application),
        url("dossier_versions", application),
    ]

    assert all("Secret de brouillon" not in browser.get(page).text for page in pages)
    attached = attach_file(
        sheet=application.working_sheet,
        key="attachments",
        upload=SimpleUploadedFile("secret.pdf", PDF),
        actor=lead(application),
        at=timezone.now(),
    )
    file = url("application_file", application, pk=attached.pk)
    assert browser.get(file).status_code == 404
    assert as_user(lead(application)).get(file).status_code == 200


def test_giving_up_asks_first(as_user, dossier: Application) -> None:
    application = revising(dossier, title="À oublier")
    browser, page = as_user(lead(application)), url("application_revision_drop", application)

    assert "reste entière" in browser.get(page).text
    assert fresh(application).next_sheet is not None
    assert browser.post(page).status_code == 302
    assert fresh(application).next_sheet is None


def test_a_closed_call_offers_no_change(as_user, dossier: Application) -> None:
    Call.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    browser = as_user(lead(dossier))

    response = browser.post(url("application_revise", dossier), follow=True)

    assert "clos" in response.text
    assert "Modifier mon dossier" not in response.text
    assert fresh(dossier).next_sheet is None
