"""Public addresses of a retrospective: the page of its edition, search engines."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from coaching.models import SynthesisReport
from programmes.extensions import PublicSection, register_flags, register_section
from programmes.models import Edition
from projects.models import Project
from projects.publication.feeds import SITEMAPS


class RetrospectivePages(Sitemap):
    def items(self) -> QuerySet[SynthesisReport]:
        public = Edition.objects.public(timezone.now()).order_by().values("pk")
        rows = SynthesisReport.objects.published().filter(edition__in=public).defer("facts", "content")
        newer = rows.select_related("edition").order_by("edition", "-published_at", "-pk")
        latest = {report.edition_id: report.pk for report in reversed(newer)}
        return newer.filter(pk__in=latest.values())

    def location(self, item: SynthesisReport) -> str:
        return reverse("coaching:retrospective", args=[item.edition.slug])

    def lastmod(self, item: SynthesisReport) -> datetime | None:
        return item.published_at


def find_public_section(edition: Edition, project: Project | None = None) -> PublicSection | None:
    """The link to the retrospective on the page of an edition; ``None`` without one. No query: its page is flagged."""
    if project is not None or not (edition.announced_at and getattr(edition, "has_retrospective", False)):
        return None
    address = reverse("coaching:retrospective", args=[edition.slug])
    return PublicSection("coaching/synthesis/_public.html", "css/synthesis.css", [address])


def register_retrospectives() -> None:
    """Called when the app is ready."""
    SITEMAPS["retrospectives"] = RetrospectivePages
    published = SynthesisReport.objects.published().filter(edition=OuterRef("pk")).order_by()
    register_flags(has_retrospective=Exists(published))
    register_section(find_public_section)
