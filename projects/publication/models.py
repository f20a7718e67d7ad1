"""The words of the public sheets, as the directory looks for them."""

from django.db import models

from accelerator.web.search_field import WordsField
from projects.members.models import Project


class SheetEntry(models.Model):
    """What a sheet shows in words: written when it opens or changes, and when what it shows is sent again."""

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="sheet_entry")
    words = WordsField(editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"words of the sheet of {self.project_id}"
