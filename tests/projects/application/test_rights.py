"""Who may write in a dossier and its files: a right that is lost meanwhile, two windows, files taken back."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.companies.directory import Company
from accelerator.questionnaires import actions as questionnaires, drafting, queries
from accelerator.questionnaires.models import Attachment
from projects.application.actions import answers
from projects.application.actions.answers import NotAllowed
from projects.application.actions.prefill import prefill
from projects.application.actions.versions import drop_revision, start_revision
from projects.application.views import dossier as versions_views
from projects.completion.actions import answer_completion
from projects.models import AccessEnd, Application, MemberRights, ProjectMember
from tests.factories import edition, edition_with
from tests.support.completions import fresh, own, send_request, world_with_one
from tests.support.dossiers import complete_draft, draft, full_form, lead, member, sent, the_call, url
from tests.support.pdfs import PDF
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db

ENDS: list[dict[str, Any]] = [{"left_at": timezone.now()}, {"rights": MemberRights.READ}]


def end(dossier: Application, who: User, **change: Any) -> None:
    ProjectMember.objects.filter(project=dossier.project, user=who).update(**change)


def when_it_acts(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, change: Callable[[], Any]) -> None:
    """Make ``change`` between what the view looked at and the action."""
    action = getattr(module, name)

    def act(*args: Any, **given: Any) -> Any:
        change()
        return action(*args, **given)

    monkeypatch.setattr(module, name, act)


def says_why(response: HttpResponse, change: dict[str, Any]) -> bool:
    """404 and the reason for a former member, 403 for a reader."""
    if "rights" in change:
        return response.status_code == 403
    is_page = "html" in response["Content-Type"]
    text = html.unescape(response.text) if is_page else json.loads(response.content)["error"]
    return response.status_code == 404 and str(AccessEnd.LEFT.label) in text


@pytest.mark.parametrize("change", ENDS)
@pytest.mark.parametrize(
    ("name", "where", "data", "module", "action"),
    [
        ("application_form", {"step": 1}, {"q_title": "Autre", "go": "next"}, answers, "save_step"),
        (
            "application_answer",
            {"key": "title"},
            {"value": "Autre", "base_version": "1"},
            questionnaires,
            "save_answer",
        ),
    ],
)
def test_an_answer_typed_by_somebody_who_is_removed_meanwhile_is_not_stored(
    as_user: AsUser,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    name: str,
    where: dict[str, Any],
    data: dict[str, str],
    module: Any,
    action: str,
) -> None:
    dossier = complete_draft(edition(form=full_form()), at=timezone.now())
    lea = member(dossier, MemberRights.EDIT, at=timezone.now())
    before = queries.values(dossier.sheet)
    when_it_acts(monkeypatch, module, action, lambda: end(dossier, lea, **change))
    fetch = {"X-Requested-With": "fetch"} if name == "application_answer" else {}

    page = reverse(f"projects:{name}", kwargs={"ref": dossier.reference, **where})
    response = as_user(lea).post(page, data, headers=fetch)

    assert says_why(response, change)
    assert queries.values(fresh(dossier).sheet) == before
    assert fresh(dossier).title == dossier.title


@pytest.mark.parametrize("change", ENDS)
def test_files_added_or_removed_by_somebody_removed_meanwhile_are_unchanged(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    dossier, at = complete_draft(edition(form=full_form()), at=timezone.now()), timezone.now()
    lea = member(dossier, MemberRights.EDIT, at=at)
    upload = SimpleUploadedFile("plan.pdf", PDF)
    stored = questionnaires.attach_file(
        sheet=dossier.sheet, key="attachments", upload=upload, actor=lea, at=at
    )
    for action in ("attach_file", "remove_file"):
        when_it_acts(monkeypatch, questionnaires, action, lambda: end(dossier, lea, **change))
    browser, status = as_user(lea), 403 if "rights" in change else 404

    adding = reverse("projects:application_upload", args=[dossier.reference, "attachments"])
    added = browser.post(adding, {"file": SimpleUploadedFile("autre.pdf", PDF + b"\n")})
    end(dossier, lea, left_at=None, rights=MemberRights.EDIT)
    removing = reverse("projects:application_file_remove", args=[dossier.reference, stored.pk])
    removed = browser.post(removing, headers={"X-Requested-With": "fetch"})

    assert (added.status_code, removed.status_code) == (status, status)
    assert Attachment.objects.get().pk == stored.pk


@pytest.mark.parametrize("change", ENDS)
def test_a_person_who_is_removed_meanwhile_opens_and_drops_no_new_version(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    dossier, at = sent(edition(form=full_form()), at=timezone.now()), timezone.now()
    lea = member(dossier, MemberRights.EDIT, at=at)
    for action in ("start_revision", "drop_revision"):
        when_it_acts(monkeypatch, versions_views, action, lambda: end(dossier, lea, **change))
    browser = as_user(lea)

    opened = browser.post(reverse("projects:application_revise", args=[dossier.reference]), follow=True)
    assert fresh(dossier).next_sheet is None
    end(dossier, lea, left_at=None, rights=MemberRights.EDIT)
    start_revision(application=fresh(dossier), actor=lead(dossier), at=at)
    dropped = browser.post(
        reverse("projects:application_revision_drop", args=[dossier.reference]), follow=True
    )

    assert fresh(dossier).next_sheet is not None
    text = "Vous ne pouvez plus modifier" if "rights" in change else str(AccessEnd.LEFT.label)
    assert all(text in html.unescape(page.text) for page in (opened, dropped))


@pytest.mark.parametrize("change", ENDS)
def test_actions_ask_for_the_right_themselves(change: dict[str, Any]) -> None:
    dossier, at = sent(edition(form=full_form()), at=timezone.now()), timezone.now()
    lea = member(dossier, MemberRights.EDIT, at=at)
    end(dossier, lea, **change)

    with pytest.raises(NotAllowed):
        start_revision(application=dossier, actor=lea, at=at)
    start_revision(application=dossier, actor=lead(dossier), at=at)
    with pytest.raises(NotAllowed):
        drop_revision(application=fresh(dossier), actor=lea, at=at)
    with pytest.raises(NotAllowed):
        prefill(
            application=fresh(dossier),
            company=Company("00000001800010", "Scierie", "Caen", "Calvados", "10"),
            actor=lea,
            at=at,
        )


@pytest.mark.parametrize("change", ENDS)
def test_a_person_who_is_removed_while_they_complete_a_dossier_does_not(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    world, dossier = world_with_one()
    lea = member(dossier, MemberRights.EDIT, at=timezone.now())
    request = send_request(world, dossier, "summary")
    before = queries.values(request.sheet)
    typing, status = own(dossier, "completion_answer", key="summary"), 403 if "rights" in change else 404

    for action in ("save_answer", "save_answers"):
        when_it_acts(monkeypatch, questionnaires, action, lambda: end(dossier, lea, **change))
    typed = as_user(lea).post(typing, {"value": "Autre chose.", "base_version": "1"})
    end(dossier, lea, left_at=None, rights=MemberRights.EDIT)
    posted = as_user(lea).post(own(dossier, "completion"), {"q_summary": "Autre chose.", "reply": ""})

    assert (typed.status_code, posted.status_code) == (status, status)
    assert queries.values(request.sheet) == before
    with pytest.raises(NotAllowed):
        answer_completion(request=request, reply="", actor=lea, at=timezone.now())


@pytest.fixture
def begun() -> Application:
    return draft(the_call(), at=timezone.now())


def test_a_text_corrected_in_one_window_does_not_replace_that_of_the_other(
    as_user, begun: Application
) -> None:
    browser, key = as_user(lead(begun)), "solution"
    page = url("application_form", begun, step=step_of(begun, key))
    browser.post(
        url("application_answer", begun, key=key), {"value": "L’autre fenêtre.", "base_version": "0"}
    )

    refused = browser.post(page, {f"q_{key}": "x" * 5000, f"v_{key}": "0", "go": "next"})
    version = field_value(refused.text, f"v_{key}")
    corrected = browser.post(page, {f"q_{key}": "Celle-ci.", f"v_{key}": version, "go": "next"})

    assert refused.status_code == corrected.status_code == 422
    assert "L’autre fenêtre." in corrected.text
    assert "Celle-ci." in corrected.text
    assert queries.values(begun.sheet)[key] == "L’autre fenêtre."

    version = field_value(corrected.text, f"v_{key}")
    browser.post(page, {f"q_{key}": "Celle-ci.", f"v_{key}": version, "go": "next"})

    assert queries.values(begun.sheet)[key] == "Celle-ci."


def step_of(application: Application, key: str) -> int:
    return next(
        number
        for number, page in enumerate(drafting.pages(application.sheet.revision), 1)
        if key in {question.key for question in page.questions}
    )


def field_value(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found
    return found[1]


def upload(browser: Client, application: Application, name: str = "maquette.pdf", content: bytes = PDF):
    file = SimpleUploadedFile(name, content)
    return browser.post(url("application_upload", application, key="attachments"), {"file": file})


def test_a_file_is_given_read_and_taken_back(as_user) -> None:
    application = draft(the_call(), at=timezone.now())
    browser = as_user(lead(application))

    assert upload(browser, application).status_code == 200
    attachment = Attachment.objects.get()
    download = browser.get(url("application_file", application, pk=attachment.pk))
    removal = browser.post(url("application_file_remove", application, pk=attachment.pk))

    assert b"".join(download.streaming_content) == PDF
    assert download["Content-Disposition"].startswith("attachment")
    assert download["X-Content-Type-Options"] == "nosniff"
    assert removal.status_code == 302
    assert not Attachment.objects.exists()


def test_a_pdf_opens_in_the_page_of_its_reader_and_other_files_do_not(as_user) -> None:
    application = draft(the_call(), at=timezone.now())
    browser = as_user(lead(application))
    upload(browser, application)
    attachment = Attachment.objects.get()
    address = url("application_file", application, pk=attachment.pk) + "?inline=1"

    visible = browser.get(address)
    Attachment.objects.update(content_type="text/html")
    other = browser.get(address)

    assert visible["Content-Disposition"].startswith("inline")
    assert visible["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in visible["Content-Security-Policy"]
    assert other["Content-Disposition"].startswith("attachment")


def test_files_are_for_those_who_read_the_dossier(as_user) -> None:
    world = edition_with(form=full_form(), reviewers=1, assigned=False)
    application = complete_draft(world.edition, at=timezone.now())
    upload(as_user(lead(application)), application)
    file = url("application_file", application, pk=Attachment.objects.get().pk)
    other = draft(world.edition, at=timezone.now())

    assert as_user(lead(other)).get(file).status_code == 404
    assert as_user(world.organiser).get(file).status_code == 404  # still a draft
    assert as_user(world.reviewer).get(file).status_code == 404
    assert Client().get(file).status_code == 302
    borrowed = url("application_file", other, pk=Attachment.objects.get().pk)
    assert as_user(lead(other)).get(borrowed).status_code == 404


def test_an_absence_is_displayed_before_sending_and_forbids_nothing(as_user) -> None:
    application = complete_draft(the_call(), at=timezone.now(), both_days="no")

    page = as_user(lead(application)).get(url("application_review_and_submit", application)).text

    assert "Toutes les réponses obligatoires sont là" in page
    assert "La présence aux deux journées est nécessaire" in page
    assert "#div_id_q_both_days" in page
    assert 'name="rules_version"' in page
