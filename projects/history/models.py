"""What is entered of an edition of the past: projects that came before the site existed, and where its papers are."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programmes.models import Edition
from projects.members.models import Project

LONGEST_RESULT = 1000


class PastProject(models.Model):
    """That a project was entered by an organiser, without anybody who holds it; ``result``: what became of it.

    It names nobody but its structure, which is why an organiser may publish it.
    """

    PATH_TO_DOSSIER: ClassVar[str] = "project__application"

    project = models.OneToOneField(Project, models.CASCADE, related_name="entered")
    result = models.TextField(_("ce qu’il est devenu"), max_length=LONGEST_RESULT, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    entered_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["project__title", "pk"]

    def __str__(self) -> str:
        return str(self.project)


class PastDocument(models.Model):
    """A paper of an edition of the past, by its address: rules, press, film. Public ones stand on its page."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="past_documents")
    title = models.CharField(_("titre"), max_length=160)
    url = models.URLField(_("adresse"), max_length=500)
    is_public = models.BooleanField(_("montrer sur la page publique"), default=False)
    added_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["edition", "added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "url"],
                name="past_document_once",
                violation_error_message=_("Ce document est déjà là."),
            )
        ]

    def __str__(self) -> str:
        return self.title
