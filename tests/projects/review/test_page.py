"""The review page: anchors of the levels, the attachments of the dossier beside the grid."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Attachment
from tests.factories import edition_with, published_form
from tests.support.reviews import page_url, plain
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def test_the_anchor_of_every_level_is_on_the_page(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=1)
    anchors = {f"anchor_{level}_fr": f"Ancre du niveau {level}" for level in range(5)}
    world.edition.criteria.filter(position=1).update(**anchors)

    page = plain(as_user(world.reviewer).get(page_url(world.applications[0])).text)

    for text in anchors.values():
        assert page.count(text) == 1


def test_pictures_and_pdfs_of_the_dossier_are_read_beside_the_grid(as_user: AsUser) -> None:
    form = published_form(
        {"key": "title", "kind": QuestionKind.SHORT_TEXT},
        {"key": "files", "kind": QuestionKind.FILE, "audience": "jury"},
    )
    world = edition_with(reviewers=1, applications=1, form=form)
    application = world.applications[0]
    for name, content_type in (("plan.pdf", "application/pdf"), ("photo.png", "image/png"), ("a.ods", "x/y")):
        Attachment.objects.create(
            sheet=application.sheet,
            question=form.questions.get(key="files"),
            file=ContentFile(b"x", name=name),
            name=name,
            content_type=content_type,
            size=1,
            sha256="0" * 64,
            uploaded_at=timezone.now(),
        )

    response = as_user(world.reviewer).get(page_url(application))

    assert response.text.count("<iframe") == 1
    assert response.text.count("file-picture") == 1
    assert "frame-src 'self'" in response["Content-Security-Policy"]
