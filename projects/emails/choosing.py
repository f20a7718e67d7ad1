"""What we write to reviewers, to project holders about the decision, and to organisers about places."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.outbox.messages import AttachedText, Message
from programmes.calendar import deadline_file, session_file
from programmes.models import Edition
from projects.enums import Outcome
from projects.models import Application, Decision, Participation, Recusal, Review


def assigned(
    edition: Edition, to: User, applications: Sequence[Application], *, due: datetime | None, at: datetime
) -> Message:
    """New dossiers to read: one mail for all those given at once; ``due``: until when this person sends reviews."""
    key = f"assigned:edition:{edition.pk}:reviewer:{to.pk}:{at.isoformat()}"
    told = {"applications": applications, "count": len(applications), "due": due}
    return _with_due_date(_message("assigned", to, key, edition, **told), edition, due)


def unassigned(edition: Edition, to: User, applications: Sequence[Application], at: datetime) -> Message:
    """Dossiers that an organiser took back: one mail for all of them."""
    key = f"unassigned:edition:{edition.pk}:reviewer:{to.pk}:{at.isoformat()}"
    return _message("unassigned", to, key, edition, applications=applications, count=len(applications))


def assignment_changed(
    edition: Edition,
    to: User,
    *,
    given: Sequence[Application],
    taken_back: Sequence[Application],
    due: datetime | None,
    at: datetime,
) -> Message:
    """What was changed by hand and applied at once: dossiers given, dossiers taken back, or both."""
    if not taken_back:
        return assigned(edition, to, given, due=due, at=at)
    if not given:
        return unassigned(edition, to, taken_back, at)
    key = f"assignment_changed:edition:{edition.pk}:reviewer:{to.pk}:{at.isoformat()}"
    message = _message("assignment_changed", to, key, edition, given=given, taken_back=taken_back, due=due)
    return _with_due_date(message, edition, due)


def reviews_to_do(edition: Edition, to: User, *, count: int, due: datetime, days: int) -> Message:
    """By the planner, ``days`` before this person's reviews close."""
    return _reviews_to_do(edition, to, count, due, f"{days}:{due:%Y-%m-%d}")


def reviews_to_do_now(edition: Edition, to: User, *, count: int, due: datetime | None, day: str) -> Message:
    """By an organiser, once a ``day``."""
    return replace(_reviews_to_do(edition, to, count, due, f"asked:{day}"), required=True)


def _reviews_to_do(edition: Edition, to: User, count: int, due: datetime | None, why: str) -> Message:
    key = f"reviews_to_do:edition:{edition.pk}:reviewer:{to.pk}:{why}"
    return _with_due_date(_message("reviews_to_do", to, key, edition, count=count, due=due), edition, due)


def reviews_extended(edition: Edition, to: User, *, until: datetime, reason: str) -> Message:
    """To a juror who was given more time."""
    key = f"reviews_extended:edition:{edition.pk}:reviewer:{to.pk}:{until.isoformat()}"
    message = _message("reviews_extended", to, key, edition, until=until, reason=reason)
    return _with_due_date(message, edition, until)


def review_to_send(review: Review, *, due: datetime | None) -> Message:
    """By the planner, once: nothing is missing but to send it."""
    edition, key = review.application.call.edition, f"review_to_send:review:{review.pk}"
    return _message("review_to_send", review.reviewer, key, edition, application=review.application, due=due)


def recusal_recorded(recusal: Recusal, to: User) -> Message:
    """To an organiser: who steps aside from which dossier, why, and how many are left to read it."""
    application = recusal.application
    key = f"recusal_recorded:recusal:{recusal.pk}:organiser:{to.pk}"
    edition = application.call.edition
    return _message("recusal_recorded", to, key, edition, application=application, recusal=recusal)


def recused_for_them(recusal: Recusal) -> Message:
    """To a reviewer: an organiser wrote down that they step aside."""
    edition, key = recusal.application.call.edition, f"recused_for_them:recusal:{recusal.pk}"
    return _message("recused_for_them", recusal.reviewer, key, edition, recusal=recusal)


def seat_ended(edition: Edition, to: User, *, role: int, reason: str) -> Message:
    """To somebody who left the committee with reviews begun or to do."""
    return _message("seat_ended", to, f"seat_ended:role:{role}", edition, reason=reason)


def decision(decided: Decision, edition: Edition, to: User, comments: Sequence[str]) -> Message:
    """Selected, reserve or not selected: with the reason, and the reviewers' comments for the project."""
    application = decided.application
    message = _message(
        f"decision_{decided.outcome}",
        to,
        f"decision:application:{application.pk}:user:{to.pk}",
        edition,
        application=application,
        decision=decided,
        comments=comments,
    )
    return _with_session(message, edition) if decided.outcome == Outcome.SELECTED else message


def outcomes(edition: Edition, to: User, applications: Sequence[Application], at: datetime) -> Message:
    """To a member of the committee: what became of the dossiers they scored. Each has its ``decision``."""
    key = f"outcomes:edition:{edition.pk}:reviewer:{to.pk}:{at.isoformat()}"
    return _message("outcomes", to, key, edition, applications=applications, count=len(applications))


def reserve_called(application: Application, edition: Edition, to: User) -> Message:
    """A place is free: the next project on the list takes it if it wishes."""
    key = f"reserve_called:application:{application.pk}:user:{to.pk}"
    return _with_session(_message("reserve_called", to, key, edition, application=application), edition)


def confirmed(participation: Participation, to: User) -> Message:
    key = f"confirmed:participation:{participation.pk}:user:{to.pk}"
    edition, application = participation.edition, participation.project.application
    return _with_session(
        _message("participation_confirmed", to, key, edition, application=application), edition
    )


def place_declined(
    participation: Participation, called: Application | None, to: User, *, free: bool
) -> Message:
    """To an organiser: who left, why, and who was called; ``free``: that made room for somebody."""
    key = f"declined:participation:{participation.pk}:organiser:{to.pk}"
    return _message(
        "place_declined",
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
    return _message("place_withdrawn", to, key, edition, application=application, participation=participation)


def confirmation_missing(
    participation: Participation, to: User, day: str = "", *, others_wait: bool
) -> Message:
    """By the planner, once; or by hand on a ``day``, once that day. ``others_wait``: somebody would take the place."""
    key = f"confirmation_missing:participation:{participation.pk}:user:{to.pk}{day and f':{day}'}"
    message = _message(
        "confirmation_missing",
        to,
        key,
        participation.edition,
        application=participation.project.application,
        participation=participation,
        others_wait=others_wait,
    )
    return replace(message, required=bool(day))


def _with_session(message: Message, edition: Edition) -> Message:
    """The days of the session go with it, for a calendar."""
    return replace(message, attachments=lambda: session_file(edition))


def _with_due_date(message: Message, edition: Edition, due: datetime | None) -> Message:
    """The hour before which this person's reviews are sent goes with it, for a calendar."""

    def attached() -> list[AttachedText]:
        summary = _("%(edition)s : dernier moment pour envoyer vos évaluations")
        return deadline_file(edition, "reviews", due, summary)

    return replace(message, attachments=attached)


def _message(template: str, to: User, key: str, edition: Edition, **context: object) -> Message:
    return Message(
        template=f"projects/{template}",
        to=to,
        dedupe_key=key,
        context={"edition": edition, **context},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=edition.call.contact_email,
    )
