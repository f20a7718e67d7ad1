"""Load demo editions up to a stage, in a transaction for each step."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from accelerator.audit.actions import record
from accelerator.outbox import delivery, holding
from accelerator.outbox.actions import deliver_on_commit
from coaching.demo import (
    canvases,
    committee,
    days,
    decisions,
    mentoring,
    past,
    plans,
    posts,
    reviews,
    session,
    support,
    surveys,
    today,
)
from coaching.demo.calendar import Stage, make_calendar
from coaching.demo.edition import LoadedEdition, make_edition, make_slug
from coaching.demo.reader import read_edition
from coaching.demo.records import EditionData
from programmes.models import Edition
from projects.models import Review

NORMANDIE, SMALL, LITTORAL = "speciale-normandie", "petites-structures", "speciale-littoral"
SEINE = "vallee-de-seine"
"""Folders of ``data/``. Only the first one continues after the session."""
FIRST = [(SEINE, Stage.TODAY), (LITTORAL, Stage.CALL)]
REST = [(NORMANDIE, Stage.FINISHED), (SMALL, Stage.REVIEW)]
RECENT = timedelta(days=6)
"""Mails older than this are counted as sent; newer ones really leave."""
LOCAL_MAILS = "accelerator.outbox.mailbox.FolderBackend"


class AlreadyThere(Exception):
    """The edition was loaded before."""


class Part(StrEnum):
    """Which part of the demo is loaded."""

    WHOLE = "whole"
    FIRST = "first"
    """Editions that load in seconds: one whose session runs now, one whose call is open, one of the past."""
    REST = "rest"
    """The finished edition, with its two days and its year; one whose committee is reading."""


def load(
    stage: Stage | None,
    *,
    now: datetime,
    part: Part = Part.WHOLE,
    on_start: Callable[[str], object] = str,
    pause: float = 0,
) -> list[Edition]:
    """Load one edition up to ``stage``, or without a stage the ``part`` of the demo that shows the whole chain.

    ``on_start`` gets the name of each edition before it is loaded. ``pause``: seconds between two steps, so that
    users of the site can write to SQLite meanwhile.

    Side effects: everything the actions write; reports are built at once; on the local set-up, mails of the last days
    leave for its folder. Raises :class:`AlreadyThere`.
    """
    if stage:
        folders = [(SEINE if stage == Stage.TODAY else NORMANDIE, stage)]
    else:
        folders = {Part.WHOLE: FIRST + REST, Part.FIRST: FIRST, Part.REST: REST}[part]
    wanted = [(read_edition(folder), reached) for folder, reached in folders]
    for data, reached in wanted:
        slug = make_slug(data, make_calendar(reached, now))
        if Edition.objects.filter(slug=slug).exists():
            raise AlreadyThere(slug)
    with translation.override("fr"):
        editions = []
        for data, reached in wanted:
            on_start(data.name)
            editions.append(load_edition(data, reached, now=now, pause=pause).edition)
        if stage is None and not Edition.objects.filter(slug=past.read_past_edition().slug).exists():
            on_start(past.read_past_edition().name)
            with _deliver_together():
                editions.append(past.enter_past_edition(now=now))
    for edition in editions:
        edition.refresh_from_db()
    if settings.EMAIL_BACKEND == LOCAL_MAILS:
        while delivery.deliver_batch(at=timezone.now()):
            pass
    return editions


def is_needed(part: Part) -> bool:
    """Whether this part is still to load: the first on an empty site, the rest once the first is loaded."""
    if part != Part.REST:
        return not Edition.objects.exists()
    return _has_edition(LITTORAL) and not _has_edition(NORMANDIE)


def was_interrupted() -> bool:
    """Whether loading the rest was stopped before its last step, and no process continues it."""
    last = read_edition(SMALL).slug
    reviews = Review.objects.in_score().filter(application__call__edition__slug__startswith=last)
    return _has_edition(LITTORAL) and _has_edition(NORMANDIE) and not reviews.exists()


def _has_edition(folder: str) -> bool:
    return Edition.objects.filter(slug__startswith=read_edition(folder).slug).exists()


def load_edition(data: EditionData, stage: Stage, *, now: datetime, pause: float = 0) -> LoadedEdition:
    """One edition up to ``stage``. ``pause`` and side effects: see :func:`load`."""
    with _deliver_together():
        loader = StepLoader(make_edition(data, make_calendar(stage, now)), pause)
        loader.count_mails_as_sent()
    loader.load_until(stage)
    loader.record_settled_mails()
    return loader.loaded


P = ParamSpec("P")
T = TypeVar("T")


class StepLoader:
    """Loads an edition step by step, each in a transaction of its own."""

    def __init__(self, loaded: LoadedEdition, pause: float) -> None:
        self.loaded = loaded
        self.pause = pause
        self.settled_mails = 0

    def load_until(self, stage: Stage) -> None:
        """Run every step until ``stage`` is reached."""
        run = self._run
        run(decisions.apply_to_call)
        if stage == Stage.CALL:
            return
        run(reviews.assign_reviewers)
        run(reviews.write_reviews)
        run(reviews.correct_scores)
        if stage == Stage.REVIEW:
            return
        if self.loaded.data.meeting:
            run(committee.discuss_dossiers, self.loaded.data.meeting)
            run(committee.play_meeting, self.loaded.data.meeting)
            run(committee.approve_minutes, self.loaded.data.meeting)
        run(decisions.decide_applications)
        participations = run(decisions.confirm_places)
        if stage == Stage.TODAY:
            planned = run(today.prepare_day, participations)
            run(today.receive_people, planned, participations)
            run(today.begin_timelines, planned, participations)
            return
        planned = run(session.prepare_session, participations)
        run(canvases.fill_canvases, participations)
        expected = run(days.gather_people, planned, participations)
        run(days.call_rolls, planned, expected)
        run(days.open_code, planned)
        blockers = run(canvases.fill_maps, participations)
        ideas = run(plans.mix_ideas, planned, participations, blockers)
        run(plans.write_plans, participations, blockers, ideas)
        run(posts.fill_gallery, planned, participations)
        run(surveys.answer_debrief, participations)
        run(surveys.answer_synthesis, participations)
        run(surveys.answer_waves, participations)
        run(surveys.answer_anonymously)
        run(mentoring.play_meetings, participations)
        run(support.meet_partners, participations)
        run(posts.publish_news, participations)
        run(support.publish_partners_views)
        run(support.publish_retrospective)
        run(support.choose_stories, participations)

    def _run(self, step: Callable[Concatenate[LoadedEdition, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one step in one transaction."""
        time.sleep(self.pause)
        with _deliver_together():
            result = step(self.loaded, *args, **kwargs)
            self.count_mails_as_sent()
        return result

    def count_mails_as_sent(self) -> None:
        """Mark the mails of the past as sent. Side effects: their rows."""
        scope, before = self.loaded.edition.scope, self.loaded.calendar.now - RECENT
        self.settled_mails += holding.count_as_sent(scope=scope, before=before)

    def record_settled_mails(self) -> None:
        """Record an audit entry, if there were mails of the past."""
        if not self.settled_mails:
            return
        edition, now = self.loaded.edition, self.loaded.calendar.now
        data = {"mails": self.settled_mails, "reason": "Leur date était passée."}
        record(
            verb="count_mails_as_sent", subject=edition, actor=None, at=now, scope=edition.scope, data=data
        )


@contextmanager
def _deliver_together() -> Iterator[None]:
    """A transaction with one mail delivery, which otherwise each action would request for itself."""
    with transaction.atomic():
        deliver_on_commit()
        yield
