"""What we write about decisions and places: to holders, to the committee, to organisers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from programmes.calendar import session_file
from programmes.emails import edition_message
from programmes.models import Edition
from projects.decision.enums import Outcome
from projects.decision.queries.feedback import describe_answer
from projects.decision.queries.letters import LetterDraft
from projects.models import Application, Participation


def decision(draft: LetterDraft, edition: Edition, to: User, at: datetime) -> Message:
    """Selected, reserve or not selected: with the reason, the reviewers' comments for the project, and what an
    organiser added."""
    decided = draft.decision
    application = decided.application
    message = edition_message(
        f"projects/decision/decision_{decided.outcome}",
        to,
        f"decision:application:{application.pk}:user:{to.pk}",
        edition,
        application=application,
        decision=decided,
        comments=draft.comments,
        letter=draft.content,
        answer=describe_answer(edition, at, at),
    )
    return _attach_session(message, edition) if decided.outcome == Outcome.SELECTED else message


def outcomes(edition: Edition, to: User, applications: Sequence[Application], at: datetime) -> Message:
    """To a member of the committee: thanks, and what became of the dossiers they scored, if any. Each has its
    ``decision``."""
    key = f"outcomes:edition:{edition.pk}:reviewer:{to.pk}:{at.isoformat()}"
    return edition_message(
        "projects/decision/outcomes", to, key, edition, applications=applications, count=len(applications)
    )


def reserve_called(application: Application, edition: Edition, to: User, at: datetime) -> Message:
    """A place is free: the next project on the list takes it if it wishes."""
    key = f"reserve_called:application:{application.pk}:user:{to.pk}"
    answer = describe_answer(edition, at, at)
    message = edition_message(
        "projects/decision/reserve_called", to, key, edition, application=application, answer=answer
    )
    return _attach_session(message, edition)


def participation_confirmed(participation: Participation, to: User) -> Message:
    key = f"confirmed:participation:{participation.pk}:user:{to.pk}"
    edition, application = participation.edition, participation.project.application
    return _attach_session(
        edition_message(
            "projects/decision/participation_confirmed", to, key, edition, application=application
        ),
        edition,
    )


def place_declined(
    participation: Participation, called: Application | None, to: User, *, free: bool
) -> Message:
    """To an organiser: who left, why, and who was called; ``free``: that made room for somebody."""
    key = f"declined:participation:{participation.pk}:organiser:{to.pk}"
    return edition_message(
        "projects/decision/place_declined",
        to,
        key,
        participation.edition,
        application=participation.project.application,
        participation=participation,
        called=called,
        free=free,
    )


def place_withdrawn(participation: Participation, to: User) -> Message:
    """To a member of a project: the organisers took its place back, and why."""
    key = f"place_withdrawn:participation:{participation.pk}:user:{to.pk}"
    edition, application = participation.edition, participation.project.application
    return edition_message(
        "projects/decision/place_withdrawn",
        to,
        key,
        edition,
        application=application,
        participation=participation,
    )


def confirmation_missing(
    participation: Participation, to: User, at: datetime, day: str = "", *, others_wait: bool
) -> Message:
    """By the planner, once; or by hand on a ``day``, once that day. ``others_wait``: somebody would take the place."""
    key = f"confirmation_missing:participation:{participation.pk}:user:{to.pk}{day and f':{day}'}"
    message = edition_message(
        "projects/decision/confirmation_missing",
        to,
        key,
        participation.edition,
        application=participation.project.application,
        participation=participation,
        others_wait=others_wait,
        answer=describe_answer(participation.edition, participation.offered_at, at),
    )
    return replace(message, required=bool(day))


def _attach_session(message: Message, edition: Edition) -> Message:
    """The days of the session go with it, for a calendar."""
    return replace(message, attachments=lambda: session_file(edition))
