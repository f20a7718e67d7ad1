"""What becomes of sent dossiers of one edition: notes, tags and rules of organisers, new versions and members."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from accelerator.questionnaires.models import Answer, Attachment
from projects.application.enums import ApplicationState
from projects.models import (
    Application,
    ApplicationVersion,
    BulkAction,
    Check,
    CheckItem,
    CompletionItem,
    CompletionRequest,
    CompletionState,
    Duplicate,
    EligibilityRule,
    Finding,
    Note,
    PastDocument,
    PastProject,
    ProjectInvitation,
    SavedFilter,
    Tag,
)
from tests import factories

if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition


def triage(edition: PopulatedEdition) -> None:
    """A dossier worked on, ``submitted``; one that has to be completed, ``incomplete``."""
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


if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition


def sharing(edition: PopulatedEdition) -> None:
    """``waiting`` was sent twice, and offers a place; ``submitted`` is being changed, and looks like ``waiting``."""
    world, key = edition.world, edition.key
    waiting, submitted = world.dossiers[f"{key}.waiting"], world.dossiers[f"{key}.submitted"]
    for number, sheet in enumerate(
        (edition.answers(edition.form, "waiting", prefix="former_answer"), waiting.sheet), start=1
    ):
        ApplicationVersion.objects.create(
            application=waiting,
            number=number,
            submitted_at=edition.at + timedelta(minutes=number),
            submitted_by=edition.who("holder"),
            content_hash=f"{number}" * 64,
            sheet=sheet,
            snapshot={"answers": {}, "files": {}},
        )
    submitted.next_sheet = edition.answers(edition.form, "submitted", prefix="draft_answer")
    submitted.save(update_fields=["next_sheet"])
    first, second = sorted((waiting.pk, submitted.pk))
    Duplicate.objects.create(first_id=first, second_id=second, same_siret=True)
    Application.objects.filter(pk__in=(first, second)).update(duplicates=1)
    world.rows[f"{key}.waiting.member"] = waiting.project.members.get(user=edition.who("reader"))
    world.rows[f"{key}.waiting.place"] = ProjectInvitation.objects.create(
        project=waiting.project,
        email=f"{edition.text('place', 'waiting', 'email')}@exemple.test",
        nonce=factories.nonce(),
        invited_by=edition.who("holder"),
        invited_at=edition.at,
        expires_at=edition.at + timedelta(days=14),
    )
    entered_by_hand(edition)


def entered_by_hand(edition: PopulatedEdition) -> None:
    """A project whose end an organiser recorded, and a paper that is not public."""
    world, key = edition.world, edition.key
    world.rows[f"{key}.past_project"] = PastProject.objects.create(
        project=world.dossiers[f"{key}.confirmed"].project,
        result=edition.text("triage", "confirmed", "past"),
        entered_at=edition.at,
    )
    path = f"history/{edition.text('triage', '', 'path')}.pdf"
    edition.world.files[path] = edition.text("triage", "", "scan").encode()
    world.rows[f"{key}.past_document"] = PastDocument.objects.create(
        edition=edition.edition, title=edition.text("triage", "", "paper"), file=path, thumb=path, name="paper.pdf",
        content_type="application/pdf", alt=edition.text("triage", "", "alt"), added_at=edition.at,
    )  # fmt: skip
