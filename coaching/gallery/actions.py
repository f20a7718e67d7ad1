"""Fill, correct, publish and clear a gallery. The consent of the people on a picture limits its audience."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.questionnaires.pictures import RenderedPicture
from accelerator.transitions import TransitionRefused
from accelerator.web.shared import drop_page
from coaching.gallery.enums import PictureKind
from coaching.gallery.queries import measure_use
from coaching.models import Attendee, GalleryItem, Session, Slot
from coaching.session.actions.occupancy import lock_session
from programmes.models import Edition
from projects.models import Participation

MOST_PICTURES = 600
MOST_WEIGHT = 600 * 1024 * 1024
"""Of one session, in bytes: a photograph weighs about half a million once it is rendered again."""
MOST_DRAFTS = 24
"""Pictures without a description by one person, account, browser or name."""
MOST_WAITING = 200
"""Pictures without a description in one session: they are not counted among the others."""
DRAFTS_FRESH = timedelta(minutes=30)
"""Newer drafts may be being described: those who run the session do not erase them."""
DRAFTS_LIVE = timedelta(days=2)


@dataclass(frozen=True)
class Origin:
    """The source of a picture: its author, their browser without an account, its slot and project."""

    person: User | None = None
    browser: uuid.UUID | None = None
    attendee: Attendee | None = None
    slot: Slot | None = None
    participation: Participation | None = None
    author: str = ""


@transaction.atomic
def add_pictures(
    *, session: Session, kind: str, pictures: Sequence[RenderedPicture], origin: Origin, at: datetime
) -> list[GalleryItem]:
    """Store pictures, visible to their author alone until each is described.

    Side effects: the stored files, a row each. Raises :class:`TransitionRefused` when the gallery, or the drafts of
    this person, are full: then none is saved.
    """
    weight = sum(picture.weight for picture in pictures)
    _ensure_room(session, origin, len(pictures), weight)
    created: list[GalleryItem] = []
    try:
        for picture in pictures:
            item = _make(session, kind, origin, at)
            item.width, item.height = picture.size
            item.thumb_width, item.thumb_height = picture.thumb_size
            item.weight = picture.weight
            created.append(item)
            item.file.save("full.jpg", ContentFile(picture.full), save=False)
            item.thumb.save("thumb.jpg", ContentFile(picture.thumb), save=False)
            item.save(force_insert=True)
    except BaseException:
        for item in created:
            for file in (item.file, item.thumb):
                if file:
                    file.storage.delete(file.name or "")
        raise
    return created


@transaction.atomic
def add_video(*, session: Session, link: str, origin: Origin, at: datetime) -> GalleryItem:
    """Store the address of a video, checked by the form, until its author describes it. Side effect: a row.

    Raises as :func:`add_pictures`.
    """
    _ensure_room(session, origin, 1, 0)
    item = _make(session, PictureKind.VIDEO, origin, at)
    item.link = link
    item.save(force_insert=True)
    return item


def _make(session: Session, kind: str, origin: Origin, at: datetime) -> GalleryItem:
    return GalleryItem(
        session=session, kind=kind, slot=origin.slot, participation=origin.participation, author=origin.author,
        added_at=at, added_by=origin.person, added_from=None if origin.person else origin.browser,
        added_as=origin.attendee,
    )  # fmt: skip


def _ensure_room(session: Session, origin: Origin, count: int, weight: int) -> None:
    """Check the limits under a lock: two people who add at once take turns."""
    lock_session(session.pk)
    used = measure_use(session)
    if used.count + count > MOST_PICTURES or used.weight + weight > MOST_WEIGHT:
        raise TransitionRefused(
            _("La galerie de cette session est pleine (%(count)d images) : l’équipe peut en retirer.")
            % {"count": used.count}
        )
    if used.waiting + count > MOST_WAITING:
        raise TransitionRefused(
            _("Trop d’images attendent d’être décrites : réessayez plus tard, l’équipe peut les effacer.")
        )
    drafts = GalleryItem.objects.filter(session=session).awaiting_words()
    own = drafts.added_by(origin.person, origin.browser)
    if origin.attendee is not None:  # a browser that forgets its cookie is another one
        own = own | drafts.filter(added_as=origin.attendee)
    if own.count() + count > MOST_DRAFTS:
        raise TransitionRefused(
            _("Décrivez d’abord les images déjà envoyées : %(count)d au plus attendent à la fois.")
            % {"count": MOST_DRAFTS}
        )


@transaction.atomic
def describe_picture(
    *,
    item: GalleryItem,
    alt: str,
    depicts: str,
    people: Collection[Attendee],
    actor: User | None,
    at: datetime,
    publishes: bool = False,
    **words: object,
) -> None:
    """Save the description of a picture and the people on it, with ``caption``, ``author``, ``slot`` and
    ``participation``.

    Side effects: the row; if its people or words changed it is no longer public, unless the actor ``publishes``; an
    audit entry. Raises :class:`TransitionRefused` when it was removed meanwhile.
    """
    locked = _lock(item)
    was_new, before = not locked.alt, (locked.depicts, set(locked.people.values_list("pk", flat=True)))
    words["alt"] = alt
    has_changed_words = any(getattr(locked, name) != value for name, value in words.items())
    locked.depicts = depicts
    for name, value in words.items():
        setattr(locked, name, value)
    if before != (depicts, {person.pk for person in people}) or (has_changed_words and not publishes):
        locked.published_at = locked.published_by = None
    locked.save()
    locked.people.set(people)
    _record_picture("add_picture" if was_new else "change_picture", locked, actor, at)
    clear_public_pages(locked.session.edition)


@transaction.atomic
def remove_picture(*, item: GalleryItem, actor: User | None, at: datetime) -> None:
    """Remove a picture for good. Side effects: its row, its files (``files.erasing``), an audit entry."""
    locked = GalleryItem.objects.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if locked is None:  # clicked twice
        return
    locked.session = item.session
    _record_picture("remove_picture", locked, actor, at)
    locked.delete()
    clear_public_pages(item.session.edition)


@transaction.atomic
def publish_pictures(
    *, session: Session, uids: Collection[str], actor: User, at: datetime
) -> tuple[int, int]:
    """Publish pictures; returns how many are, and how many may not be.

    Side effects: the rows, an audit entry each. A consent that is withdrawn meanwhile waits for this transaction,
    then :func:`follow_consent` applies it.
    """
    rows = GalleryItem.objects.filter(session=session, uid__in=uids)
    people = (
        Attendee.objects.filter(galleryitem__in=rows).order_by("pk").distinct().values_list("pk", flat=True)
    )
    list(Attendee.objects.select_for_update(of=("self",)).filter(pk__in=list(people)).order_by("pk"))
    wanted = list(rows.select_for_update(of=("self",)).order_by("pk"))
    allowed = {item.pk for item in rows.publishable()}
    for item in wanted:
        if item.pk in allowed and item.published_at is None:
            item.session, item.published_at, item.published_by = session, at, actor
            item.save(update_fields=["published_at", "published_by"])
            _record_picture("publish_picture", item, actor, at)
    clear_public_pages(session.edition)
    return len(allowed), len(wanted) - len(allowed)


@transaction.atomic
def unpublish_pictures(*, session: Session, uids: Collection[str], actor: User, at: datetime) -> int:
    """Make pictures visible to participants alone again. Side effects: the rows, an audit entry each."""
    rows = GalleryItem.objects.filter(session=session, uid__in=uids).exclude(published_at=None)
    return _unpublish(list(rows.select_for_update(of=("self",)).order_by("pk")), session.edition, actor, at)


@transaction.atomic
def follow_consent(*, attendee: Attendee, actor: User, at: datetime) -> int:
    """Unpublish the pictures of this person that may no longer be public: publishing them again takes another
    decision.

    Side effects: the rows, an audit entry each; the shared pages are cleared from the cache. Pages check the consents
    themselves: nothing is visible meanwhile.
    """
    rows = GalleryItem.objects.filter(people=attendee).exclude(published_at=None)
    allowed = GalleryItem.objects.publishable().filter(people=attendee).values_list("pk", flat=True)
    items = list(rows.exclude(pk__in=list(allowed)).select_for_update(of=("self",)).order_by("pk"))
    return _unpublish(items, attendee.session.edition, actor, at)


def _unpublish(items: list[GalleryItem], edition: Edition, actor: User, at: datetime) -> int:
    for item in items:
        item.published_at = item.published_by = None
        item.save(update_fields=["published_at", "published_by"])
        _record_picture("unpublish_picture", item, actor, at)
    clear_public_pages(edition)
    return len(items)


def erase_pictures_of(attendee: Attendee) -> None:
    """Delete the pictures of a person who is erased, and their name as an author. Side effects: rows, and their
    files."""
    GalleryItem.objects.filter(people=attendee).delete()
    GalleryItem.objects.filter(session=attendee.session_id, author=attendee.name).update(author="")


def remove_old_drafts(*, at: datetime) -> int:
    """Remove the drafts older than :data:`DRAFTS_LIVE`. Side effects: rows, files."""
    old = GalleryItem.objects.awaiting_words().filter(added_at__lt=at - DRAFTS_LIVE)
    return old.delete()[1].get(GalleryItem._meta.label, 0)


@transaction.atomic
def clear_drafts(*, session: Session, actor: User, at: datetime) -> int:
    """Erase the drafts of a gallery older than :data:`DRAFTS_FRESH`; returns how many.

    Side effects: rows, files, an audit entry.
    """
    old = GalleryItem.objects.filter(session=session).awaiting_words().filter(added_at__lt=at - DRAFTS_FRESH)
    count = old.delete()[1].get(GalleryItem._meta.label, 0)
    if count:
        scope = session.edition.scope
        record(verb="clear_drafts", subject=session, actor=actor, at=at, scope=scope, data={"count": count})
    return count


def clear_public_pages(edition: Edition) -> None:
    """Clear the shared pages from the cache once the transaction has succeeded."""
    page = reverse("programmes:edition", args=[edition.slug])
    transaction.on_commit(partial(drop_page, page))
    for slug in edition.projects.published().values_list("slug", flat=True):
        page = reverse("projects:public_project", args=[edition.slug, slug])
        transaction.on_commit(partial(drop_page, page))


def _lock(item: GalleryItem) -> GalleryItem:
    locked = GalleryItem.objects.select_for_update(of=("self",)).select_related("session__edition")
    locked_item: GalleryItem | None = locked.filter(pk=item.pk).first()
    if locked_item is None:
        raise TransitionRefused(_("Cette image vient d’être retirée."))
    return locked_item


def _record_picture(verb: str, item: GalleryItem, actor: User | None, at: datetime) -> None:
    """Record an audit entry without names: the log outlives the picture."""
    record(verb=verb, subject=item, actor=actor, at=at, scope=item.session.edition.scope, data={})
