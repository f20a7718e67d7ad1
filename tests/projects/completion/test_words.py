"""What the two sides of a completion request read: the answers as they stand, and whose turn it is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accelerator.questionnaires.actions import attach_file
from projects.application.actions import submission
from tests.factories import edition_with
from tests.support.completions import asked, fresh, own, world_with_one
from tests.support.dossiers import complete_draft, full_form, lead
from tests.support.pdfs import PDF
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


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


def test_the_holder_reads_that_it_is_their_turn(as_user: AsUser) -> None:
    world, dossier = world_with_one()
    asked(world, dossier)

    theirs = as_user(lead(dossier)).get(own(dossier)).text
    page = reverse("projects:request_completion", args=[world.edition.slug, fresh(dossier).reference])
    organisers = as_user(world.organiser).get(page).text

    assert "À compléter" in theirs
    assert "Attend une réponse" not in theirs
    assert "Attend une réponse" in organisers
