"""The public pages, for search engines."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from programmes.models import Edition
from projects.models import Project
from projects.publication.queries import list_directory


class FixedPages(Sitemap):
    def items(self) -> list[str]:
        return ["home", "projects:directory", "accessibility", "legal"]

    def location(self, item: str) -> str:
        return reverse(item)


class EditionPages(Sitemap):
    def items(self) -> QuerySet[Edition]:
        return Edition.objects.public(timezone.now())

    def location(self, item: Edition) -> str:
        return reverse("programmes:edition", args=[item.slug])


class SheetPages(Sitemap):
    limit = 5000

    def items(self) -> QuerySet[Project]:
        return list_directory(timezone.now())

    def location(self, item: Project) -> str:
        return reverse("projects:public_project", args=[item.edition.slug, item.slug])

    def lastmod(self, item: Project) -> datetime | None:
        return item.sheet_opened_at


SITEMAPS = {"pages": FixedPages, "editions": EditionPages, "projects": SheetPages}
