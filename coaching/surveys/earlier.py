"""What somebody wrote to the same questions in an earlier survey of the edition, by a link or in the room, shown beside
each to them alone.

A link may have been forwarded: the page says that there is something to read again once they sign in.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accelerator.accounts.models import User
from accelerator.questionnaires import reading
from coaching.models import AttendeeResponse, PersonalResponse, Survey, SurveyInvitation


@dataclass(frozen=True)
class Earlier:
    """``answers``: question key → the last answer in words. ``waits``: there are some, readable after signing in."""

    answers: dict[str, str] = field(default_factory=dict)
    waits: bool = False


def find_earlier_of_person(response: PersonalResponse, reader: User | AnonymousUser) -> Earlier:
    """In what they sent before. One query, and one for each survey once ``reader`` is them."""
    rows = PersonalResponse.objects.sent().filter(
        person=response.person_id, survey__edition=response.survey.edition_id
    )
    return _read(rows.exclude(pk=response.pk), response.survey, reader if reader == response.person else None)


def find_earlier_of_project(invitation: SurveyInvitation, reader: User | AnonymousUser) -> Earlier:
    """What the person invited now sent for the project before; the words of an earlier holder are not shown.

    One query, and one for each survey once ``reader`` is them.
    """
    rows = SurveyInvitation.objects.sent().filter(
        participation=invitation.participation_id, email=invitation.email
    )
    mine = reader.is_authenticated and reader.email == invitation.email
    return _read(rows.exclude(pk=invitation.pk), invitation.survey, reader if mine else None)


def _read(rows: QuerySet[Any], survey: Survey, reader: Any) -> Earlier:
    """``reader`` is ``None`` for a visitor who only has the link, and learns nothing of answers given in the room."""
    if reader is None:
        return Earlier(waits=rows.exists())
    in_the_room = AttendeeResponse.objects.sent().filter(
        attendee__user=reader, survey__edition=survey.edition_id
    )
    earlier: list[Any] = [
        row
        for sent in (rows, in_the_room.exclude(survey=survey))
        for row in sent.select_related("sheet").order_by("sent_at", "pk")
    ]
    answers: dict[str, str] = {}
    for row in sorted(earlier, key=lambda row: row.sent_at):
        answers |= {key: answer.text for key, answer in reading.read_given(row.sheet).items()}
    return Earlier(answers)
