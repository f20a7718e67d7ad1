"""Mails about the news of a project. Functions here return messages, they never send."""

from collections.abc import Iterable
from datetime import datetime

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import Post
from coaching.posts.enums import PostOrigin
from programmes.emails import contact_of


def post_proposed(post: Post, organisers: Iterable[User], *, at: datetime) -> list[Message]:
    """To organisers: a text of a project waits to be read again and published."""
    return [_message("post_proposed", post, person, at) for person in organisers]


def post_published(post: Post, people: Iterable[User], *, is_read: bool, at: datetime) -> list[Message]:
    """To those who write for the project: everybody reads it, or will (``is_read``) once their public sheet is open."""
    about = {"is_read": is_read, "is_theirs": post.origin == PostOrigin.PROJECT}
    return [_message("post_published", post, person, at, **about) for person in people]


def post_sent_back(
    post: Post, people: Iterable[User], *, words: str, was_published: bool, at: datetime
) -> list[Message]:
    """To the same: their text is their draft again; ``words`` of the organisers say why, if they do."""
    about = {"words": words, "was_published": was_published}
    return [_message("post_sent_back", post, person, at, **about) for person in people]


def _message(template: str, post: Post, to: User, at: datetime, **context: object) -> Message:
    edition = post.edition
    return Message(
        template=f"coaching/posts/{template}",
        to=to,
        dedupe_key=f"{template}:{post.pk}:{at.isoformat()}:{to.pk}",
        context={"post": post, "project": post.project, "edition": edition, **context},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )
