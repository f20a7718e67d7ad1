"""The news, for search engines."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from coaching.models import Post
from programmes.models import Edition
from projects.publication.feeds import SITEMAPS


class PostPages(Sitemap):
    limit = 5000

    def items(self) -> QuerySet[Post]:
        public = Edition.objects.public(timezone.now()).order_by().values("pk")
        rows = Post.objects.public().filter(edition__in=public).select_related("edition")
        return rows.order_by("-published_at", "-pk")

    def location(self, item: Post) -> str:
        return reverse("coaching:post", args=[item.edition.slug, item.pk])

    def lastmod(self, item: Post) -> datetime:
        return item.changed_at


def register_sitemap() -> None:
    """Called when the app is ready."""
    SITEMAPS["posts"] = PostPages
