"""Mails about the news of a project. Functions here return messages, they never send."""

from collections.abc import Iterable
from datetime import datetime

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import Post
from coaching.posts.enums import PostOrigin
from programmes.emails import edition_message


def post_proposed(post: Post, organisers: Iterable[User], *, at: datetime) -> list[Message]:
    """To organisers: a text of a project awaits publication."""
    return [_build_message("post_proposed", post, person, at) for person in organisers]


def post_published(post: Post, people: Iterable[User], *, is_read: bool, at: datetime) -> list[Message]:
    """To the editors of the project: everybody reads it, or will (``is_read``) once their public sheet is open."""
    about = {"is_read": is_read, "is_theirs": post.origin == PostOrigin.PROJECT}
    return [_build_message("post_published", post, person, at, **about) for person in people]


def post_sent_back(
    post: Post, people: Iterable[User], *, words: str, was_published: bool, at: datetime
) -> list[Message]:
    """To the same: their text is their draft again; ``words``: the reason of the organisers, if any."""
    about = {"words": words, "was_published": was_published}
    return [_build_message("post_sent_back", post, person, at, **about) for person in people]


def _build_message(template: str, post: Post, to: User, at: datetime, **context: object) -> Message:
    key = f"{template}:{post.pk}:{at.isoformat()}:{to.pk}"
    about = {"post": post, "project": post.project, **context}
    return edition_message(f"coaching/posts/{template}", to, key, post.edition, **about)
