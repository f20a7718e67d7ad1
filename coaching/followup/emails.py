"""Mails about letters and commitments. Functions here return messages, they never send."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.followup.models import Commitment, CommitmentNote, LetterLine, SupportLetter
from coaching.support.enums import GIVES
from programmes.emails import contact_of
from programmes.models import Edition


def _message(edition: Edition, template: str, to: User, dedupe_key: str, **context: object) -> Message:
    return Message(
        template=f"coaching/followup/{template}",
        to=to,
        dedupe_key=dedupe_key,
        context={"edition": edition, **context},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )


def letter_sent(letter: SupportLetter, lines: Sequence[LetterLine], holders: Iterable[User]) -> list[Message]:
    """To those who hold the project: what the partners propose waits for their answer."""
    place = letter.participation
    offers = [line for line in lines if line.outcome in GIVES]
    return [
        _message(
            place.edition,
            "letter_sent",
            person,
            f"letter_sent:{letter.pk}:{person.pk}",
            letter=letter,
            project=place.project,
            given=len(offers),
            waiting=sum(not line.answer for line in offers),
            is_amended=letter.number > 1,
        )
        for person in holders
    ]


def line_answered(
    letter: SupportLetter,
    line: LetterLine,
    commitment: Commitment | None,
    people: Iterable[User],
    *,
    at: datetime,
) -> list[Message]:
    """To those of the body that leads, and to them alone: what they propose became a ``commitment``, or is declined."""
    place = letter.participation
    return [
        _message(
            place.edition,
            "line_answered",
            person,
            f"line_answered:{line.pk}:{at.isoformat()}:{person.pk}",
            line=line,
            project=place.project,
            commitment=commitment,
            is_late=commitment is not None and commitment.due_on != line.due_on,
        )
        for person in people
    ]


def commitment_done(commitment: Commitment, note: CommitmentNote, holders: Iterable[User]) -> list[Message]:
    """To those who hold the project: the body says that it is done; is it?"""
    place = commitment.participation
    return [
        _message(
            place.edition,
            "commitment_done",
            person,
            f"commitment_done:{note.pk}:{person.pk}",
            commitment=commitment,
            note=note,
            project=place.project,
        )
        for person in holders
    ]


def letter_unanswered(letter: SupportLetter, person: User, *, days: int) -> Message:
    """To somebody who holds the project: the letter still waits."""
    place = letter.participation
    key = f"letter_unanswered:{letter.pk}:{days}:{person.pk}"
    return _message(place.edition, "letter_unanswered", person, key, letter=letter, project=place.project)


def commitments_asleep(
    edition: Edition,
    person: User,
    commitments: Sequence[Commitment],
    *,
    step: str,
    to_organiser: bool,
    day: date,
    at: datetime,
) -> Message:
    """To one person: what nothing moved, each with since how many days."""
    today = timezone.localdate(at)
    rows = [
        {
            "project": commitment.participation.project.title,
            "what": commitment.what,
            "body": str(commitment.body),
            "days": (today - timezone.localdate(commitment.moved_at)).days,
        }
        for commitment in commitments
    ]
    whose = "organiser" if to_organiser else "body"
    key = f"commitments_asleep:{edition.pk}:{step}:{whose}:{person.pk}:{day.isoformat()}"
    return _message(
        edition,
        "commitments_asleep",
        person,
        key,
        rows=rows,
        count=len(rows),
        step=step,
        to_organiser=to_organiser,
    )
