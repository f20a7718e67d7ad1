"""The news of an edition, for feed readers."""

from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import markdown
from coaching.posts.queries import LATEST, list_public_posts, with_pictures
from coaching.posts.showing import PostDetails, show_post
from programmes.access import public_edition_for
from programmes.models import Edition


class LatestPosts(Feed):
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, edition: str) -> Edition:
        """Raises ``Http404``."""
        return public_edition_for(request, edition)

    def title(self, obj: Edition) -> str:
        return _("Actualités – %(name)s") % {"name": obj.name}

    def link(self, obj: Edition) -> str:
        return reverse("coaching:posts", args=[obj.slug])

    def author_name(self, obj: Edition) -> str:
        """Somebody is named for every entry (RFC 4287, 4.1.1)."""
        return str(obj.name)

    def items(self, obj: Edition) -> list[PostDetails]:
        return [show_post(obj, post) for post in with_pictures(list_public_posts(obj))[:LATEST]]

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(markdown(item.body))

    def item_link(self, item: Any) -> str:
        return str(item.url)

    def item_author_name(self, item: Any) -> str | None:
        return str(item.project) or None

    def item_pubdate(self, item: Any) -> object:
        return item.published_at

    def item_updateddate(self, item: Any) -> object:
        return item.published_at

    def get_feed(self, obj: object, request: HttpRequest) -> Any:
        feed = super().get_feed(obj, request)
        feed.feed["language"] = getattr(request, "LANGUAGE_CODE", "fr")
        return feed
