"""Asking for some answers again: only those reopen, what was sent stays whole."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires import queries
from accelerator.questionnaires.actions import attach_file
from accelerator.questionnaires.models import Attachment, Question
from accelerator.transitions import TransitionRefused
from programmes.enums import RoleName
from projects.application.actions import submission
from projects.application.actions.versions import start_revision
from projects.application.enums import ApplicationState as S
from projects.completion import actions as completion
from projects.completion.actions import CompletionRefused, RequestedAnswer
from projects.models import AnswerProblem, Application, CompletionRequest, CompletionState
from tests.factories import World, edition_with, role
from tests.support.completions import autosave, fresh, mails, own, send_request
from tests.support.dossiers import complete_draft, full_form, lead
from tests.support.pdfs import PDF
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


# --- asking ---


def test_the_organiser_asks_from_the_page_and_the_holder_is_notified(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    url = reverse("projects:request_completion", args=[world.edition.slug, dossier.reference])
    body = {
        "p_summary": "wrong",
        "m_summary": "Le résumé parle d’un autre projet.",
        "due_at": (timezone.localtime() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M"),
        "message": "Presque tout y est.",
    }

    page = as_user(world.organiser).post(url, body, follow=True).text

    assert "La demande est partie par e-mail" in page
    assert fresh(dossier).state == S.COMPLETION_REQUESTED
    mail = OutgoingMail.objects.get(template="projects/completion/completion_requested")
    assert mail.user == lead(dossier)
    assert "Presque tout y est." in mail.text
    assert "réponse erronée\xa0: Le résumé parle d’un autre projet." in mail.text
    holder = as_user(lead(dossier))
    assert "compléter votre dossier" in holder.get(own(dossier, "application")).text
    theirs = holder.get(own(dossier)).text
    assert "Le résumé parle d’un autre projet." in theirs
    assert 'name="q_summary"' in theirs
    assert 'name="q_title"' not in theirs


def test_a_request_that_says_too_little_is_not_sent(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    browser = as_user(world.organiser)
    url = reverse("projects:request_completion", args=[world.edition.slug, dossier.reference])
    body = {"p_summary": "wrong", "message": "Gardé", "due_at": "2100-01-01T10:00"}

    for change, words in (
        ({"p_summary": ""}, "Choisissez au moins une réponse"),
        ({"p_summary": "forged"}, "Choisissez au moins une réponse"),
        ({"due_at": "2020-01-01T10:00"}, "Cette date est déjà passée."),
        ({"due_at": ""}, "Dites jusqu’à quand."),
    ):
        response = browser.post(url, body | change)

        assert response.status_code == 422
        assert response.text.count(words) == 2, "in the summary and at the field"
        assert 'href="#id_answers"' in response.text or "due_at" in change
        assert "Gardé" in response.text
    response = browser.post(url, body | {"m_impact": "Combien de réunions ?"})
    assert response.status_code == 422
    assert "Choisissez ce qui ne va pas, ou effacez la précision." in response.text
    assert "Combien de réunions ?" in response.text
    assert fresh(dossier).state == S.SUBMITTED


def test_neither_the_rules_nor_an_unknown_question_is_requested_again(
    world_and_dossier: tuple[World, Application],
) -> None:
    world, dossier = world_and_dossier

    with pytest.raises(CompletionRefused):
        send_request(world, dossier, "rules_accepted", "no_such_key")

    assert fresh(dossier).state == S.SUBMITTED


def test_asking_twice_from_two_tabs_asks_once(world_and_dossier: tuple[World, Application]) -> None:
    world, dossier = world_and_dossier
    send_request(world, dossier)

    with pytest.raises(TransitionRefused):
        send_request(world, dossier)

    assert mails("completion_requested") == 1


def test_a_dossier_that_its_holder_is_changing_is_left_alone(
    world_and_dossier: tuple[World, Application],
) -> None:
    world, dossier = world_and_dossier
    start_revision(application=dossier, actor=lead(dossier), at=timezone.now())

    with pytest.raises(CompletionRefused, match="modifie ce dossier"):
        send_request(world, dossier)


# --- answering ---


def test_completed_answers_stay_apart_until_they_are_sent_back(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    send_request(world, dossier)
    browser, before = as_user(lead(dossier)), fresh(dossier)

    response = autosave(browser, dossier, "summary", "Un résumé complété.")

    assert response.status_code == 200
    organiser = as_user(world.organiser)
    url = reverse("projects:manage_application", args=[world.edition.slug, dossier.reference])
    assert "Un résumé complété." not in organiser.get(url).text
    browser.post(own(dossier), {"q_summary": "Un résumé complété.", "go": "send", "reply": "Voilà !"})
    after = fresh(dossier)
    assert after.state == S.SUBMITTED
    assert queries.values(after.sheet)["summary"] == "Un résumé complété."
    assert queries.values(after.sheet)["title"] == queries.values(before.sheet)["title"]
    assert after.content_hash != before.content_hash
    assert after.submitted_at == before.submitted_at
    assert after.versions.count() == 2
    assert "Un résumé complété." in organiser.get(url).text
    assert mails("completion_answered") == mails("completion_received") == 1


def test_an_answer_is_sent_to_the_present_organisers(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    send_request(world, dossier)
    world.organiser.roles.update(ended_at=timezone.now())
    present = role(world.edition, RoleName.ORGANISER)

    as_user(lead(dossier)).post(own(dossier), {"q_summary": "Complété.", "v_summary": "1", "go": "send"})

    assert OutgoingMail.objects.get(template="projects/completion/completion_answered").user == present


@pytest.mark.parametrize("key", ["title", "siret", "access_needs", "no-such-key", "rules_accepted"])
def test_an_answer_that_was_not_requested_again_is_refused(
    as_user: AsUser, key: str, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    request = send_request(world, dossier)
    before = queries.values(request.sheet)

    response = as_user(lead(dossier)).post(
        own(dossier, "completion_answer", key=key), {"value": "forgé", "base_version": "1"}
    )

    assert response.status_code == 422
    assert "n’est pas à compléter" in response.json()["error"]
    assert queries.values(request.sheet) == before


def test_the_whole_page_saves_only_what_was_requested(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    request = send_request(world, dossier)
    forged = {
        "q_summary": "Nouveau.",
        "v_summary": "1",
        "q_title": "Forgé",
        "v_title": "1",
        "q_siret": "forgé",
        "go": "send",
    }

    as_user(lead(dossier)).post(own(dossier), forged)

    values = queries.values(fresh(dossier).sheet)
    assert values["summary"] == "Nouveau."
    assert values["title"] != "Forgé"
    assert values["siret"] == "00000001800010"
    request.refresh_from_db()
    assert request.state == CompletionState.ANSWERED


def test_the_usual_form_and_its_addresses_stay_closed(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    send_request(world, dossier)
    browser = as_user(lead(dossier))

    answer = browser.post(own(dossier, "application_answer", key="summary"), {"value": "x"})
    form = browser.get(reverse("projects:application_form", args=[dossier.reference, 1]))

    assert answer.status_code == 423
    assert form.status_code == 302


def test_a_required_answer_taken_away_is_not_sent_back(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    send_request(world, dossier, "work_problem")

    response = as_user(lead(dossier)).post(
        own(dossier), {"q_work_problem": "", "v_work_problem": "1", "go": "send"}
    )

    assert response.status_code == 422
    assert "Il manque encore" in response.text
    assert fresh(dossier).state == S.COMPLETION_REQUESTED


def test_an_outdated_answer_sent_back_as_it_was_is_asked_about_once(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    completion.request_completion(
        application=dossier,
        requested=[RequestedAnswer("summary", AnswerProblem.OUTDATED, "Il date d’avant l’été.")],
        message="",
        due_at=timezone.now() + timedelta(days=5),
        actor=world.organiser,
        at=timezone.now(),
    )
    browser, page = as_user(lead(dossier)), own(dossier)
    visible = browser.get(page).text
    assert visible.count("À renvoyer avant") + visible.count("à renvoyer avant") == 1

    warned = browser.post(page, {"go": "send", "reply": "C’est voulu."})

    assert "l’équipe la dit périmée" in warned.text.replace("\xa0", " ")
    assert "C’est voulu." in warned.text
    assert fresh(dossier).state == S.COMPLETION_REQUESTED
    browser.post(page, {"go": "send_same", "reply": "C’est voulu."})
    assert fresh(dossier).state == S.SUBMITTED


def test_no_answer_is_accepted_from_the_due_second_on(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    request = send_request(world, dossier)
    holder = lead(dossier)

    with pytest.raises(CompletionRefused, match="échéance est passée"):
        completion.answer_completion(request=request, reply="", actor=holder, at=request.due_at)
    completion.answer_completion(
        request=request, reply="", actor=holder, at=request.due_at - timedelta(seconds=1)
    )

    assert fresh(dossier).state == S.SUBMITTED


def test_late_words_are_stored_and_the_page_says_so(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    request = send_request(world, dossier)
    browser = as_user(lead(dossier))
    autosave(browser, dossier, "summary", "Presque fini.")
    CompletionRequest.objects.filter(pk=request.pk).update(
        requested_at=timezone.now() - timedelta(days=8), due_at=timezone.now() - timedelta(days=1)
    )

    page = browser.get(own(dossier)).text
    late = browser.post(own(dossier), {"q_summary": "Fini.", "go": "send"})

    assert "ce que vous avez écrit est gardé" in page
    assert autosave(browser, dossier, "summary", "Fini.").status_code == 423
    assert late.status_code == 422
    assert "Fini." in late.text
    assert queries.values(request.sheet)["summary"] == "Presque fini."


# --- files ---


def test_files_of_the_sent_dossier_survive_what_is_taken_back_on_the_copy(as_user: AsUser) -> None:
    world = edition_with(form=full_form())
    draft = complete_draft(world.edition, at=timezone.now())
    upload = SimpleUploadedFile("plan.pdf", PDF)
    attach_file(sheet=draft.sheet, key="attachments", upload=upload, actor=None, at=timezone.now())
    submission.submit_application(
        application=draft,
        actor=lead(draft),
        at=timezone.now(),
        rules_version=world.edition.call.rules_version,
    )
    original = fresh(draft).sheet.attachments.get()
    request = send_request(world, fresh(draft), "attachments")
    copy = request.sheet.attachments.get()
    browser = as_user(lead(draft))

    browser.post(own(draft, "completion_file_remove", pk=str(copy.pk)))

    assert not request.sheet.attachments.exists()
    assert original.file.storage.exists(original.file.name)
    assert fresh(draft).sheet.attachments.exists()


def test_a_file_given_to_another_question_is_not_taken_back(
    as_user: AsUser, world_and_dossier: tuple[World, Application]
) -> None:
    world, dossier = world_and_dossier
    request = send_request(world, dossier, "summary")
    question = Question.objects.get(revision=request.sheet.revision_id, key="attachments")
    stored = Attachment.objects.create(
        sheet=request.sheet,
        question=question,
        file="attachments/x",
        name="x.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        uploaded_at=timezone.now(),
    )
    browser = as_user(lead(dossier))

    browser.post(own(dossier, "completion_file_remove", pk=str(stored.pk)))
    browser.post(own(dossier), {"q_summary": "Nouveau.", "remove_file": str(stored.pk), "go": "save"})
    refused = browser.post(own(dossier, "completion_upload", key="attachments"), {})

    assert Attachment.objects.filter(pk=stored.pk).exists()
    assert refused.status_code == 422
