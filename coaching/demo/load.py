"""Load demo editions up to a stage, in a transaction for each part."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from accelerator.audit.actions import record
from accelerator.outbox import delivery, history
from accelerator.outbox.actions import deliver_on_commit
from coaching.demo import (
    applications,
    canvases,
    days,
    decisions,
    gallery,
    maps,
    mentoring,
    mix,
    past,
    plans,
    posts,
    retrospective,
    reviews,
    session,
    support,
    surveys,
    waves,
)
from coaching.demo.calendar import Stage, calendar_for
from coaching.demo.edition import LoadedEdition, make_edition, slug_for
from coaching.demo.reader import read_edition
from coaching.demo.records import EditionData
from programmes.models import Edition

NORMANDIE, SMALL, LITTORAL = "speciale-normandie", "petites-structures", "speciale-littoral"
"""Folders of ``data/``. Only the first one says what comes after the reviews."""
RECENT = timedelta(days=6)
"""Mails older than this are counted as sent; newer ones really leave."""
LOCAL_MAILS = "accelerator.outbox.folder.FolderBackend"


class AlreadyThere(Exception):
    """The edition was loaded before."""


def load(stage: Stage | None, *, now: datetime, on_start: Callable[[str], object] = str) -> list[Edition]:
    """Load one edition up to ``stage``; without a stage, one that is finished, one whose committee is reading
    and one whose call is open, so that whoever tries the demo can walk the whole chain; and one of the past, entered
    afterwards.

    ``on_start`` gets the name of each edition before it is loaded.
    Side effects: everything the actions write; reports are built at once; on the local set-up, mails of the last
    days leave for its folder. Raises :class:`AlreadyThere`.
    """
    folders = (
        [(NORMANDIE, stage)]
        if stage
        else [
            (NORMANDIE, Stage.FINISHED),
            (SMALL, Stage.REVIEW),
            (LITTORAL, Stage.CALL),
        ]
    )
    wanted = [(read_edition(folder), reached) for folder, reached in folders]
    for data, reached in wanted:
        slug = slug_for(data, calendar_for(reached, now))
        if Edition.objects.filter(slug=slug).exists():
            raise AlreadyThere(slug)
    with translation.override("fr"):
        editions = []
        for data, reached in wanted:
            on_start(data.name)
            editions.append(load_edition(data, reached, now=now).edition)
        if stage is None and not Edition.objects.filter(slug=past.read_past_edition().slug).exists():
            on_start(past.read_past_edition().name)
            with _one_transaction():
                editions.append(past.enter_past_edition(now=now))
    for edition in editions:
        edition.refresh_from_db()
    if settings.EMAIL_BACKEND == LOCAL_MAILS:
        while delivery.deliver_batch(at=timezone.now()):
            pass
    return editions


def load_edition(data: EditionData, stage: Stage, *, now: datetime) -> LoadedEdition:
    """One edition up to ``stage``. Side effects: see :func:`load`."""
    calendar = calendar_for(stage, now)
    with _one_transaction():
        loaded = make_edition(data, calendar)
        applications.apply_to_call(loaded)
        _count_past_mails_as_sent(loaded)
    if stage == Stage.CALL:
        return loaded
    with _one_transaction():
        reviews.assign_reviewers(loaded)
        reviews.write_reviews(loaded)
        _count_past_mails_as_sent(loaded)
    if stage == Stage.REVIEW:
        return loaded
    with _one_transaction():
        decisions.decide_applications(loaded)
        participations = decisions.confirm_places(loaded)
        made = session.prepare_session(loaded, participations)
        canvases.draw_canvases(loaded, participations)
        days.call_rolls(loaded, made, days.gather_people(loaded, made, participations))
        days.open_code(loaded, made)
        _count_past_mails_as_sent(loaded)
    with _one_transaction():
        blockers = maps.draw_maps(loaded, participations)
        ideas = mix.mix_ideas(loaded, made, participations, blockers)
        plans.write_plans(loaded, participations, blockers, ideas)
        gallery.fill_gallery(loaded, made, participations)
    with _one_transaction():
        surveys.answer_debrief(loaded, participations)
        surveys.answer_synthesis(loaded, participations)
        waves.answer_waves(loaded, participations)
        waves.answer_anonymously(loaded)
        mentoring.hold_meetings(loaded, participations)
        support.meet_partners(loaded, participations)
        posts.tell_news(loaded, participations)
        retrospective.tell_partners(loaded)
        retrospective.tell_everybody(loaded)
        _count_past_mails_as_sent(loaded)
    return loaded


@contextmanager
def _one_transaction() -> Iterator[None]:
    """Delivery is asked for first: otherwise each action would ask for its own."""
    with transaction.atomic():
        deliver_on_commit()
        yield


def _count_past_mails_as_sent(loaded: LoadedEdition) -> None:
    """Mails of the past do not leave today. Side effects: their rows, an audit entry."""
    edition, now = loaded.edition, loaded.calendar.now
    settled = history.count_as_sent(scope=edition.scope, before=now - RECENT)
    if settled:
        data = {"mails": settled, "reason": "Leur date était passée."}
        record(verb="settle_mails", subject=edition, actor=None, at=now, scope=edition.scope, data=data)
