"""What the holders of one edition of the world do with a sent dossier: send it again, change it, hold it together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from projects.models import (
    Application,
    ApplicationVersion,
    Duplicate,
    PastDocument,
    PastProject,
    ProjectInvitation,
)
from tests import factories

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
    """A project that an organiser tells the end of, and a paper that is not public."""
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
