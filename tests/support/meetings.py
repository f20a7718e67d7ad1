"""Meetings of a committee: a world with scored dossiers, its members present, and short ways to act in it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.timezone import now

from accelerator.accounts.models import User
from programmes.enums import RoleName
from programmes.models import Call, Organisation, Role
from projects.conflicts.actions import recuse
from projects.decision.enums import Outcome
from projects.deliberation.actions.attendance import arrive
from projects.deliberation.actions.decisions import decide_in_meeting
from projects.deliberation.actions.discussions import take_dossier
from projects.deliberation.actions.meetings import open_meeting
from projects.deliberation.actions.votes import cast_vote
from projects.deliberation.enums import VoteChoice
from projects.models import Application, Meeting, PendingDecision, Recusal
from tests import factories
from tests.factories import World, edition_with

WIDTH = 4
"""Half of the interval of each score."""


def committee_with(*scores: float, places: int = 2, reviewers: int = 3, **fields: Any) -> World:
    """An edition whose call is closed and whose reviews are in: a dossier for each of these scores."""
    world = edition_with(
        applications=len(scores), reviewers=reviewers, places=places, assigned=False, **fields
    )
    Call.objects.filter(edition=world.edition).update(closes_at=now())
    world.edition.call.refresh_from_db()
    for application, score in zip(world.applications, scores, strict=True):
        set_score(application, score)
    return world


def set_score(application: Application, score: float) -> None:
    application.score = Decimal(str(score))
    Application.objects.filter(pk=application.pk).update(
        score=application.score,
        score_low=application.score - WIDTH,
        score_high=application.score + WIDTH,
        reviews_done=3,
        reviews_expected=3,
    )


def add_juror(world: World, organisation: Organisation | None) -> User:
    """One more member, for a body or for none."""
    user = factories.user()
    Role.objects.create(
        edition=world.edition,
        user=user,
        name=RoleName.REVIEWER,
        organisation=organisation,
        started_at=now(),
    )
    return user


def start_meeting(world: World, *, present: Iterable[User] | None = None, quorum: int = 0) -> Meeting:
    """Open the meeting, with all jurors there or only some."""
    meeting = open_meeting(edition=world.edition, quorum=quorum, actor=world.organiser, at=now())
    for member in world.reviewers if present is None else present:
        arrive(meeting=meeting, user=member, actor=member, at=now())
    return meeting


def take(meeting: Meeting, application: Application) -> None:
    meeting.refresh_from_db()
    take_dossier(meeting=meeting, application=application, seen=meeting.current_id, at=now())
    meeting.refresh_from_db()


def decide_pending(
    meeting: Meeting, application: Application, outcome: Outcome, actor: User, reason: str = "", **fields: Any
) -> PendingDecision:
    take(meeting, application)
    return decide_in_meeting(
        meeting=meeting,
        application=application,
        outcome=outcome,
        reason=reason,
        actor=actor,
        at=now(),
        **fields,
    )


def answer(
    meeting: Meeting, application: Application, user: User, choice: VoteChoice = VoteChoice.FOR
) -> None:
    cast_vote(meeting=meeting, application=application, user=user, choice=choice, at=now())


def step_aside(application: Application, reviewer: User) -> Recusal:
    """Their recusal; the score stays, as if others had read the dossier."""
    score = application.score
    recusal = recuse(
        application=application, reviewer=reviewer, author=reviewer, reason="Même fédération", at=now()
    )
    if score is not None:
        set_score(application, float(score))
    return recusal
