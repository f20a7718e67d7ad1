"""What the organisers' search reads of a dossier, beside it: lists never load it."""

from django.db import models

from accelerator.web.search_field import WordsField
from programmes.models import Call
from projects.models.application import Application


class SearchEntry(models.Model):
    """The words of what was last sent: written with a new version, never with a draft.

    ``call`` repeats the application's, so that counting what a search finds joins nothing; it has no index: the words'
    comes first.
    """

    application = models.OneToOneField(
        Application, models.CASCADE, primary_key=True, related_name="search_entry"
    )
    call = models.ForeignKey(Call, models.CASCADE, related_name="+", db_index=False)
    words = WordsField(editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"words of {self.application_id}"
