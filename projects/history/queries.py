"""What was entered of an edition of the past."""

from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.urls import reverse

from accelerator.types import Context
from accelerator.web.templatetags.prose import filesize_fr
from programmes.extensions import PublicSection
from programmes.models import Edition
from projects.history.models import PastDocument, PastDocumentQuerySet, PastProject
from projects.models import Project


def list_entered(edition: Edition) -> "QuerySet[PastProject]":
    """Title by title, with project, structure and dossier."""
    rows = PastProject.objects.filter(project__edition=edition)
    frame = ("project__organisation", "project__application__sheet", "project__edition")
    return rows.select_related(*frame).order_by("project__title", "pk")


def list_documents(edition: Edition) -> PastDocumentQuerySet:
    """All its papers, in the order its organisers chose."""
    return PastDocument.objects.filter(edition=edition).select_related("edition").order_by("position", "pk")


def describe_document(document: PastDocument) -> Context:
    """What a page shows of a paper, in plain values: ``detail``, the host of a link, the kind and weight of a file."""
    kind = document.name.rpartition(".")[2].upper()
    return {
        "title": document.title,
        "href": document.href,
        "is_link": document.is_link,
        "detail": urlsplit(document.url).hostname or ""
        if document.is_link
        else f"{kind}, {filesize_fr(document.size)}",
        "thumb": reverse("projects:past_document_thumb", args=[document.edition.slug, document.pk])
        if document.is_image
        else "",
        "alt": document.alt,
    }


def find_public_section(edition: Edition, project: Project | None = None) -> PublicSection | None:
    """The public papers of an edition, or what became of one of its projects. One query, none for one that writes."""
    if not edition.silent:
        return None
    if project is None:
        rows = [describe_document(document) for document in list_documents(edition).public()]
        return PublicSection("projects/history/_documents.html", "css/exchange.css", rows) if rows else None
    values = PastProject.objects.filter(project=project).exclude(result="").values_list("result", flat=True)
    results = list(values)
    return PublicSection("projects/history/_result.html", "css/synthesis.css", results) if results else None
