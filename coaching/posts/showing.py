"""News for pages, for feed readers and for search engines."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import markdown
from coaching.gallery.showing import PictureDetails, show_public_picture
from coaching.models import Post
from coaching.posts.enums import POST, PostOrigin, PostState
from coaching.posts.queries import (
    LATEST,
    is_own,
    list_latest_posts,
    list_public_posts,
    refuse_edit,
    refuse_publication,
    refuse_removal,
    with_pictures,
)
from programmes.access import public_edition_for
from programmes.extensions import PublicSection, register_section
from programmes.models import Edition
from projects.models import Project
from projects.publication.feeds import SITEMAPS


@dataclass(frozen=True)
class PostDetails:
    """One piece of news, public or about to be."""

    title: str
    body: str
    summary: str
    """The first words of the text, without markup."""
    url: str
    list_url: str
    """The page of all news of the edition."""
    published_at: datetime | None
    project: str
    project_url: str
    video: str
    video_host: str
    pictures: tuple[PictureDetails, ...]

    @property
    def cover(self) -> PictureDetails | None:
        """The first picture that is no link."""
        return next((picture for picture in self.pictures if picture.thumb_url), None)


TONES = {PostState.DRAFT: "neutral", PostState.PROPOSED: "warning", PostState.PUBLISHED: "success"}


@dataclass(frozen=True)
class ManagedPost:
    """News for its authors: its state, and the possible actions."""

    post: Post
    tone: str
    is_published: bool
    is_read: bool
    """Whether visitors read it: published news of a project waits for its public sheet."""
    waits_for_sheet: bool
    may_propose: bool
    may_publish: bool
    may_withdraw: bool
    may_send_back: bool
    """Withdraw a text of the project, which gets a mail with the reason."""
    may_edit: bool
    may_remove: bool
    is_theirs: bool
    """Whether the other side wrote it."""
    is_withdrawn: bool
    """It was published; only the project can release it again."""
    is_withdrawn_by_project: bool
    """Whether the project certainly withdrew it: organisers withdraw texts of a project too."""


def show_managed(post: Any, *, by_project: bool = False) -> ManagedPost:
    """The post as organisers manage it, or as its holders do (``by_project``). ``post`` has ``is_open``; no query."""
    is_published = post.state == PostState.PUBLISHED
    may_withdraw = POST.is_allowed("withdraw_post", post.state)
    is_theirs = not is_own(post, by_project=by_project)
    return ManagedPost(
        post=post,
        tone=TONES[PostState(post.state)],
        is_published=is_published,
        is_read=is_published and post.is_open,
        waits_for_sheet=is_published and not post.is_open,
        may_propose=POST.is_allowed("propose_post", post.state),
        may_publish=POST.is_allowed("publish_post", post.state) and not refuse_publication(post),
        may_withdraw=may_withdraw,
        may_send_back=may_withdraw and is_theirs and not by_project,
        may_edit=not refuse_edit(post, by_project=by_project),
        may_remove=not refuse_removal(post, by_project=by_project),
        is_theirs=is_theirs,
        is_withdrawn=post.is_reserved and post.published_at is not None,
        is_withdrawn_by_project=post.is_reserved and post.origin == PostOrigin.ORGANISERS,
    )


def show_post(edition: Edition, post: Any) -> PostDetails:
    """No query when ``post`` comes from :func:`with_pictures` with its project."""
    project = post.project
    return PostDetails(
        title=post.title,
        body=post.body,
        summary=Truncator(strip_tags(markdown(post.body))).words(40, truncate="\u00a0…"),
        url=reverse("coaching:post", args=[edition.slug, post.pk]),
        list_url=reverse("coaching:posts", args=[edition.slug]),
        published_at=post.published_at,
        project=project.title if project else "",
        project_url=reverse("projects:public_project", args=[edition.slug, project.slug]) if project else "",
        video=post.video,
        video_host=(urlsplit(post.video).hostname or "").removeprefix("www."),
        pictures=tuple(show_public_picture(edition, item) for item in post.public_pictures),
    )


def find_public_section(edition: Edition, project: Project | None = None) -> PublicSection | None:
    """The latest news of an edition, or of one of its projects; ``None`` without any. One query, two with some."""
    rows = [show_post(edition, post) for post in list_latest_posts(edition, project)]
    return PublicSection("coaching/posts/_public.html", "css/posts.css", rows) if rows else None


def register_posts() -> None:
    """Called when the app is ready."""
    register_section(find_public_section)


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
        """Every entry has an author (RFC 4287, 4.1.1)."""
        return str(obj.name)

    def items(self, obj: Edition) -> list[PostDetails]:
        return [show_post(obj, post) for post in with_pictures(list_public_posts(obj))[:LATEST]]

    def item_title(self, item: PostDetails) -> str:
        return str(item.title)

    def item_description(self, item: PostDetails) -> str:
        return str(markdown(item.body))

    def item_link(self, item: PostDetails) -> str:
        return str(item.url)

    def item_author_name(self, item: PostDetails) -> str | None:
        return str(item.project) or None

    def item_pubdate(self, item: PostDetails) -> object:
        return item.published_at

    def item_updateddate(self, item: PostDetails) -> object:
        return item.published_at

    def get_feed(self, obj: object, request: HttpRequest) -> Any:
        feed = super().get_feed(obj, request)
        feed.feed["language"] = getattr(request, "LANGUAGE_CODE", "fr")
        return feed


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
