"""The sheets that were opened last, for feed readers."""

from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from projects.publication.queries import list_latest_sheets
from projects.publication.sheets import PublicSheet, read_sheet


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

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(item.summary)

    def item_link(self, item: Any) -> str:
        return str(item.url)

    def item_author_name(self, item: Any) -> str | None:
        return str(item.structure) or None

    def item_updateddate(self, item: Any) -> object:
        return item.opened_at

    def item_pubdate(self, item: Any) -> object:
        return item.opened_at

    def get_feed(self, obj: object, request: HttpRequest) -> Any:
        feed = super().get_feed(obj, request)
        feed.feed["language"] = getattr(request, "LANGUAGE_CODE", "fr")
        return feed
