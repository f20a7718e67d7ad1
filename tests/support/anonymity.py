"""A dossier whose names are everywhere, in an edition whose review is anonymous."""

from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import now

from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Attachment
from projects.anonymity.actions import begin_anonymous_review
from projects.application.enums import ApplicationState
from projects.models import Application, ReviewAssignment
from tests import factories
from tests.factories import World, edition_with, published_form

STRUCTURE, HOLDER = "Salaisons du Bessin", "Nadège Le Carpentier"
NAMES = ("Salaisons", "SALAISONS", "Bessin", "Nadège", "Carpentier", "salaisons.example")


def build_world(*, is_anonymous: bool = True, **parts: Any) -> World:
    """Two reviewers, and a dossier of the structure that its holder names everywhere."""
    form = published_form(
        {"key": "title", "kind": QuestionKind.SHORT_TEXT, "audience": "public"},
        {"key": "structure_name", "kind": QuestionKind.SHORT_TEXT, "audience": "public"},
        {"key": "solution", "kind": QuestionKind.LONG_TEXT, "audience": "jury"},
        {"key": "files", "kind": QuestionKind.FILE, "audience": "jury"},
    )
    world = edition_with(**{"organisers": 1, "reviewers": 2, "form": form, **parts})
    holder = factories.user(HOLDER)
    application = factories.application(
        world.edition,
        holder=holder,
        state=ApplicationState.UNDER_REVIEW,
        title=f"Le fumoir des {STRUCTURE}",
        structure_name=STRUCTURE,
        reviews_expected=2,
    )
    application.sheet = factories.sheet(
        form,
        title=f"Le fumoir des {STRUCTURE}",
        structure_name=STRUCTURE,
        solution="Chez SALAISONS-DU-BESSIN, Nadège le Carpentier (www.salaisons.example) mesure le sel.",
    )
    application.save(update_fields=["sheet"])
    application.project.organisation.name = STRUCTURE
    application.project.organisation.save()
    world.applications.append(application)
    for reviewer in world.reviewers:
        ReviewAssignment.objects.create(application=application, reviewer=reviewer, assigned_at=now())
    if is_anonymous:
        begin_anonymous_review(edition=world.edition, actor=world.organiser, at=now())
        world.edition.refresh_from_db()
    return world


def attach(application: Application, name: str, content: bytes, content_type: str) -> Attachment:
    return Attachment.objects.create(
        sheet=application.sheet,
        question=application.sheet.revision.questions.get(key="files"),
        file=ContentFile(content, name=name),
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=f"{len(content):064d}",
        uploaded_at=now(),
    )


def list_names(text: str) -> list[str]:
    return [name for name in NAMES if name in text]
