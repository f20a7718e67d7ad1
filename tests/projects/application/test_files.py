"""The files of a dossier, as the people who hold it give, read and take them back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accelerator.questionnaires.models import Attachment
from projects.models import Application
from tests.factories import edition_with
from tests.support.dossiers import complete_draft, draft, full_form, lead, the_call, url
from tests.support.pdfs import PDF

pytestmark = pytest.mark.django_db


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


def test_a_page_disguised_as_a_pdf_is_refused(as_user) -> None:
    application = draft(the_call(), at=timezone.now())

    response = upload(as_user(lead(application)), application, content=b"<html><script>1</script></html>")

    assert response.status_code == 422
    assert not Attachment.objects.exists()


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
