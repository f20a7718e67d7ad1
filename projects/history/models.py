"""What is entered of an edition of the past: projects that came before the site existed, and its papers."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.models import Edition
from projects.members.models import Project

LONGEST_RESULT = 1000


class PastProject(models.Model):
    """A project entered by an organiser, without members; ``result``: what became of it.

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


def random_document_name(_document: "PastDocument", _name: str) -> str:
    """No name of a person in the store."""
    return f"history/{uuid.uuid4().hex}"


class PastDocumentQuerySet(models.QuerySet["PastDocument"]):
    def public(self) -> Self:
        """Public documents: while the edition is past and its page is public."""
        return self.filter(is_public=True, edition__silent=True)

    def readable_by(self, *, organises: bool) -> Self:
        """All of them for organisers, what is public for everybody else."""
        return self if organises else self.public()


class PastDocument(models.Model):
    """A paper of an edition of the past: rules, press, film, by its address or as a file that was looked into.

    Public ones stand on its page; the others are its organisers'.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="past_documents")
    title = models.CharField(_("titre"), max_length=160)
    url = models.URLField(_("adresse"), max_length=500, blank=True)
    file = models.FileField(upload_to=random_document_name, blank=True, editable=False)
    thumb = models.FileField(upload_to=random_document_name, blank=True, editable=False)
    name = models.CharField(max_length=200, blank=True, editable=False, help_text="As it is handed out.")
    content_type = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveIntegerField(default=0, editable=False, help_text="Of the file, in bytes.")
    alt = models.CharField(_("ce que l’image montre"), max_length=300, blank=True)
    is_public = models.BooleanField(_("montrer sur la page publique"), default=False)
    position = models.PositiveIntegerField(default=0, editable=False)
    added_at = models.DateTimeField(editable=False)

    objects = PastDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "url"],
                condition=~Q(url=""),
                name="past_document_once",
                violation_error_message=_("Ce document est déjà là."),
            ),
            models.CheckConstraint(
                condition=~Q(url="") & Q(file="") | Q(url="") & ~Q(file=""),
                name="past_document_link_or_file",
                violation_error_message=_("Donnez un lien, ou choisissez un fichier."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="past_document_has_title",
                violation_error_message=_("Donnez un titre."),
            ),
            models.CheckConstraint(
                condition=Q(thumb="") | ~Q(alt=""),
                name="past_document_image_has_words",
                violation_error_message=_("Dites ce que l’image montre."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_link(self) -> bool:
        return bool(self.url)

    @property
    def is_image(self) -> bool:
        return bool(self.thumb)

    @property
    def href(self) -> str:
        """The address of the document: elsewhere, or of this site. No query once its edition was read with it."""
        return self.url or reverse("projects:past_document_file", args=[self.edition.slug, self.pk])
