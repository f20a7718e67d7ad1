"""What leaves to the holders of a dossier of what its reviewers wrote for them."""

from django.conf import settings
from django.db import models

from projects.models.review import Review


class HolderFeedback(models.Model):
    """A reviewer's comment as an organiser let it leave; the comment itself stays its author's, unchanged.

    ``text`` is what leaves, nothing when it is withheld; ``original`` the comment that was read. Without a reader:
    it left before comments were read first.
    """

    review = models.OneToOneField(Review, models.CASCADE, related_name="feedback")
    original = models.TextField()
    text = models.TextField(blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["review"]

    def __str__(self) -> str:
        return f"feedback of review {self.review_id}"

    @property
    def is_withheld(self) -> bool:
        return not self.text

    @property
    def is_edited(self) -> bool:
        return bool(self.text) and self.text != self.original
