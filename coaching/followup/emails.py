"""Mails about letters and commitments. Functions here return messages, they never send."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.followup.models import Commitment, CommitmentNote, LetterLine, SupportLetter
from coaching.followup.queries.letters import LETTER_LINK
from coaching.followup.queries.waiting import list_oldest_waiting, list_waiting_of_body
from coaching.support.enums import GIVES
from programmes.emails import edition_message
from programmes.models import Edition


def letter_sent(letter: SupportLetter, lines: Sequence[LetterLine], holders: Iterable[User]) -> list[Message]:
    """To the holders: the proposals of the partners, line by line, and the link that accepts them.

    The link acts for the person it is sent to: only they read the mail.
    """
    place = letter.participation
    offers = [line for line in lines if line.outcome in GIVES]
    messages = [
        edition_message(
            "coaching/followup/letter_sent",
            person,
            f"letter_sent:{letter.pk}:{person.pk}",
            place.edition,
            letter=letter,
            project=place.project,
            given=offers,
            others=[line for line in lines if line.outcome not in GIVES],
            waiting=sum(not line.answer for line in offers),
            is_amended=letter.number > 1,
            accept_url=LETTER_LINK.address(letter.pk, person.pk),
        )
        for person in holders
    ]
    return [replace(message, private=True) for message in messages]


def line_answered(
    letter: SupportLetter,
    line: LetterLine,
    commitment: Commitment | None,
    people: Iterable[User],
    *,
    at: datetime,
) -> list[Message]:
    """To the people of the body that leads, alone: their proposal became a ``commitment``, or is declined.

    Each reads the oldest other commitments that await news of the body.
    """
    place, recipients = letter.participation, list(people)
    waiting = list_waiting_of_body(
        recipients, line.lead_id or 0, place.edition_id, besides=commitment, before=at
    )
    return [
        edition_message(
            "coaching/followup/line_answered",
            person,
            f"line_answered:{line.pk}:{at.isoformat()}:{person.pk}",
            place.edition,
            line=line,
            project=place.project,
            commitment=commitment,
            is_late=commitment is not None and commitment.due_on != line.due_on,
            waiting=waiting[person.pk],
        )
        for person in recipients
    ]


def commitment_done(commitment: Commitment, note: CommitmentNote, holders: Iterable[User]) -> list[Message]:
    """To the holders: the body declares it done; is it?"""
    place = commitment.participation
    waiting = list_oldest_waiting([place], besides=[commitment]).get(place.pk, [])
    return [
        edition_message(
            "coaching/followup/commitment_done",
            person,
            f"commitment_done:{note.pk}:{person.pk}",
            place.edition,
            commitment=commitment,
            note=note,
            project=place.project,
            waiting=waiting,
        )
        for person in holders
    ]


def letter_unanswered(
    letter: SupportLetter, person: User, *, lines: Sequence[LetterLine], waiting: Sequence[str], days: int
) -> Message:
    """To a holder: the unanswered lines of the letter, the oldest other things to answer, the link that accepts."""
    place = letter.participation
    key = f"letter_unanswered:{letter.pk}:{days}:{person.pk}"
    message = edition_message(
        "coaching/followup/letter_unanswered",
        person,
        key,
        place.edition,
        letter=letter,
        project=place.project,
        lines=lines,
        waiting=waiting,
        accept_url=LETTER_LINK.address(letter.pk, person.pk),
    )
    return replace(message, private=True)


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
    """To one person: the commitments without news, each with its number of days."""
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
    return edition_message(
        "coaching/followup/commitments_asleep",
        person,
        key,
        edition,
        rows=rows,
        count=len(rows),
        step=step,
        to_organiser=to_organiser,
    )
