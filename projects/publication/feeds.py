"""The public sheets for machines: the feed of those opened last, the sitemap."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from programmes.models import Edition
from projects.models import Project
from projects.publication.queries import PublicSheet, list_directory, list_latest_sheets, read_sheet


class LatestSheets(Feed):
    feed_type = Atom1Feed
    author_name = "Possibles"
    """Whose the entries are that do not show their structure: a feed names somebody for each (RFC 4287, 4.1.1)."""

    def title(self) -> str:
        return _("Les projets accueillis")

    def subtitle(self) -> str:
        return _("Les fiches publiques, de la plus récente à la plus ancienne.")

    def link(self) -> str:
        return reverse("projects:directory")

    def items(self) -> list[PublicSheet]:
        return [read_sheet(project) for project in list_latest_sheets(timezone.now())]

    def item_title(self, item: PublicSheet) -> str:
        return item.title

    def item_description(self, item: PublicSheet) -> str:
        return item.summary

    def item_link(self, item: PublicSheet) -> str:
        return item.url

    def item_author_name(self, item: PublicSheet) -> str | None:
        return item.structure or None

    def item_updateddate(self, item: PublicSheet) -> datetime | None:
        return item.opened_at

    def item_pubdate(self, item: PublicSheet) -> datetime | None:
        return item.opened_at

    def get_feed(self, obj: object, request: HttpRequest) -> Any:
        feed = super().get_feed(obj, request)
        feed.feed["language"] = getattr(request, "LANGUAGE_CODE", "fr")
        return feed


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
