"""What organisers add to the dossiers of one edition of the world: notes, tags, rules, searches, requests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from accelerator.questionnaires.models import Answer, Attachment
from projects.application.enums import ApplicationState
from projects.models import (
    BulkAction,
    Check,
    CheckItem,
    CompletionItem,
    CompletionRequest,
    CompletionState,
    EligibilityRule,
    Finding,
    Note,
    SavedFilter,
    Tag,
)
from tests import factories

if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition


def triage(edition: PopulatedEdition) -> None:
    """A dossier worked on, ``submitted``; one that is asked to complete, ``incomplete``."""
    organiser = edition.who("organiser")
    worked = edition.world.dossiers[f"{edition.key}.submitted"]
    rows: dict[str, Any] = {
        "note": Note.objects.create(
            application=worked,
            author=organiser,
            text=edition.text("triage", "submitted", "note"),
            at=edition.at,
        )
    }
    tag = Tag.objects.create(
        edition=edition.edition, name=edition.text("triage", "", "tag")[:40], key=f"tag {edition.key}"
    )
    tag.applications.add(worked)
    item = CheckItem.objects.create(
        call=edition.edition.call, position=1, label_fr=edition.text("triage", "", "point")
    )
    Check.objects.create(
        application=worked,
        item=item,
        done=True,
        note=edition.text("triage", "submitted", "check"),
        by=organiser,
        at=edition.at,
    )
    rule = EligibilityRule.objects.create(call=edition.edition.call, subject="siret")
    rows["finding"] = Finding.objects.create(
        application=worked,
        rule=rule,
        detail=edition.text("triage", "submitted", "finding"),
        found_at=edition.at,
        overruled_at=edition.at,
        overruled_by=organiser,
        reason=edition.text("triage", "submitted", "reason"),
    )
    rows["saved_filter"] = SavedFilter.objects.create(
        edition=edition.edition, user=organiser, name=edition.text("triage", "", "search"), query="q=quai"
    )
    rows["bulk"] = BulkAction.objects.create(
        edition=edition.edition, actor=organiser, verb="assign", changes={str(worked.pk): None}, at=edition.at
    )
    for name, row in rows.items():
        edition.world.rows[f"{edition.key}.{name}"] = row
    complete(edition)


def complete(edition: PopulatedEdition) -> None:
    """What is typed while completing is its holders' alone until it is sent back."""
    name = "incomplete"
    dossier = edition.world.dossiers[f"{edition.key}.{name}"]
    assert dossier.state == ApplicationState.COMPLETION_REQUESTED
    sheet = factories.sheet(edition.form, title=edition.text("draft_answer", name, "completed"))
    request = CompletionRequest.objects.create(
        application=dossier,
        sheet=sheet,
        state=CompletionState.OPEN,
        message=edition.text("completion", name, "message"),
        requested_by=edition.who("organiser"),
        requested_at=edition.at,
        due_at=edition.at + timedelta(days=7),
    )
    questions = edition.form.questions
    for key in ("title", "attachments"):
        question = questions.get(key=key)
        CompletionItem.objects.create(
            request=request,
            question=question,
            problem="wrong",
            message=edition.text("completion", name, key),
            before=Answer.objects.filter(sheet=dossier.sheet, question=question)
            .values_list("value", flat=True)
            .first(),
        )
    path = f"attachments/completed-{edition.key}"
    edition.world.files[path] = b"%PDF-1.4"
    edition.world.rows[f"{edition.key}.{name}.request"] = request
    edition.world.rows[f"{edition.key}.{name}.completed_file"] = Attachment.objects.create(
        sheet=sheet,
        question=questions.get(key="attachments"),
        file=path,
        name=f"{edition.text('draft_answer', name, 'completedname')}.pdf",
        content_type="application/pdf",
        size=8,
        sha256="0" * 64,
        uploaded_at=edition.at,
    )
