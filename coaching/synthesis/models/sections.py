"""What organisers write in reports, section by section, and what they type before they confirm it."""

from typing import ClassVar
from uuid import UUID, uuid5

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.rows.models import SharedRow
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.models.reports import SynthesisReport
from programmes.models import Edition
from projects.models import Participation

LONGEST_TEXT = 6000
DRAFTS = UUID("0f6a3b1e-5c0d-4d8a-9b64-1a2f7c9e8d35")


class EditedSection(models.Model):
    """What an organiser wrote in one section of a report: every version built from then on has it.

    ``own`` stands in place of the generated text, ``added`` after it; ``generated`` is what it was written over, and
    ``title`` the section's, should no facts make it any more. Emptied, the row stays: its draft goes on.
    """

    PATH_TO_DOSSIER: ClassVar[str] = "participation__project__application"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    participation = models.ForeignKey(
        Participation, models.CASCADE, null=True, blank=True, related_name="edited_sections"
    )
    kind = models.CharField(max_length=16, choices=ReportKind)
    language = models.CharField(max_length=2)
    section = models.SlugField(max_length=80)
    title = models.CharField(max_length=200, blank=True)
    own = models.TextField(_("votre texte, à la place"), max_length=LONGEST_TEXT, blank=True)
    added = models.TextField(_("à ajouter après"), max_length=LONGEST_TEXT, blank=True)
    generated = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["edition", "section", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "language", "section"],
                condition=Q(participation__isnull=False),
                name="section_edited_once",
            ),
            models.UniqueConstraint(
                fields=["edition", "kind", "language", "section"],
                condition=Q(participation=None),
                name="edition_section_edited_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} of {self.edition_id}"


class SectionDraft(SharedRow):
    """What organisers type in a section: autosaved, and in no document before somebody confirms it."""

    PATH_TO_DOSSIER: ClassVar[str] = "section__participation__project__application"
    WRITTEN: ClassVar[tuple[str, ...]] = ("own", "added")

    section = models.OneToOneField(EditedSection, models.CASCADE, related_name="draft")
    own = models.TextField(_("votre texte, à la place"), max_length=LONGEST_TEXT, blank=True)
    added = models.TextField(_("à ajouter après"), max_length=LONGEST_TEXT, blank=True)

    class Meta:
        ordering = ["section"]

    def __str__(self) -> str:
        return f"draft of {self.section_id}"

    @property
    def is_waiting(self) -> bool:
        """Whether it differs from the documents."""
        return (self.own, self.added) != (self.section.own, self.section.added)


def name_draft(report: SynthesisReport, section: str) -> UUID:
    """The identifier of a draft: typed first by two people at once, it is one row."""
    place = f"{report.edition_id}:{report.participation_id}:{report.kind}:{report.language}"
    return uuid5(DRAFTS, f"{place}:{section}")
