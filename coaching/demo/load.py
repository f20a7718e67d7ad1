"""Tell a demo edition up to a stage, one transaction for each chapter."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from accelerator.audit.actions import record
from accelerator.outbox import delivery, history
from accelerator.outbox.actions import deliver_on_commit
from coaching.demo import (
    accompanying,
    applying,
    choosing,
    coast,
    deciding,
    following,
    opinions_a,
    opinions_b,
    projects_a,
    projects_b,
    projects_c,
    projects_d,
    small_a,
    small_b,
    texts,
)
from coaching.demo.calendar import Stage, calendar_for
from coaching.demo.founding import Plan, World, found, slug_for
from programmes.models import Edition

NORMANDIE = Plan(
    texts=texts.NORMANDIE,
    stories=[*projects_a.STORIES, *projects_b.STORIES, *projects_c.STORIES, *projects_d.STORIES],
    opinions=opinions_a.OPINIONS,
    ineligible=opinions_a.INELIGIBLE,
    places=13,
)
SMALL = Plan(
    texts=texts.SMALL,
    stories=[*small_a.STORIES, *small_b.STORIES],
    opinions=opinions_b.OPINIONS,
    ineligible=opinions_b.INELIGIBLE,
    places=10,
)
LITTORAL = Plan(texts=texts.LITTORAL, stories=coast.STORIES, opinions={}, ineligible=[], places=8)
RECENT = timedelta(days=6)
"""Mails older than this are counted as sent; newer ones really leave."""
LOCAL_MAILS = "accelerator.outbox.folder.FolderBackend"


class AlreadyThere(Exception):
    """The edition was loaded before."""


def load(stage: Stage | None, *, now: datetime) -> list[Edition]:
    """Tell one edition up to ``stage``; without a stage, one that is finished, one whose committee is reading
    and one whose call is open, so that whoever tries the demo can walk the whole chain.

    Side effects: everything the actions write; reports are built at once; on the local set-up, mails of the last
    days leave for its folder. Raises :class:`AlreadyThere`.
    """
    plans = (
        [(NORMANDIE, stage)]
        if stage
        else [
            (NORMANDIE, Stage.FINISHED),
            (SMALL, Stage.REVIEW),
            (LITTORAL, Stage.CALL),
        ]
    )
    for plan, reached in plans:
        slug = slug_for(plan, calendar_for(reached, now))
        if Edition.objects.filter(slug=slug).exists():
            raise AlreadyThere(slug)
    with translation.override("fr"):
        editions = [tell(plan, reached, now=now).edition for plan, reached in plans]
    for edition in editions:
        edition.refresh_from_db()
    if settings.EMAIL_BACKEND == LOCAL_MAILS:
        while delivery.deliver_batch(at=timezone.now()):
            pass
    return editions


def tell(plan: Plan, stage: Stage, *, now: datetime) -> World:
    """One edition up to ``stage``. Side effects: see :func:`load`."""
    calendar = calendar_for(stage, now)
    with _chapter():
        world = found(plan, calendar)
        applying.apply(world)
        _settle(world)
    if stage == Stage.CALL:
        return world
    with _chapter():
        choosing.examine(world)
        choosing.read(world)
        _settle(world)
    if stage == Stage.REVIEW:
        return world
    with _chapter():
        deciding.decide(world)
        participations = deciding.confirm(world)
        accompanying.prepare(world, participations)
        _settle(world)
    with _chapter():
        following.debrief(world, participations)
        following.synthesise(world, participations)
        _settle(world)
    return world


@contextmanager
def _chapter() -> Iterator[None]:
    """One transaction. Delivery is asked for first: otherwise each action would ask for its own."""
    with transaction.atomic():
        deliver_on_commit()
        yield


def _settle(world: World) -> None:
    """Mails of the past do not leave today. Side effects: their rows, an audit entry."""
    edition, now = world.edition, world.calendar.now
    settled = history.count_as_sent(scope=edition.scope, before=now - RECENT)
    if settled:
        data = {"mails": settled, "reason": "Leur date était passée."}
        record(verb="settle_mails", subject=edition, actor=None, at=now, scope=edition.scope, data=data)
