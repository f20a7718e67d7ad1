"""What somebody wrote to the same questions in an earlier survey of the edition, shown beside each to them alone.

A link may have been forwarded: it says that there is something to read again, and who is signed in reads it.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from accelerator.questionnaires import queries
from coaching.models import PersonalResponse, SurveyInvitation


@dataclass(frozen=True)
class Earlier:
    """``said``: question key → the last answer in words. ``waits``: there is some, once one is signed in."""

    said: dict[str, str] = field(default_factory=dict)
    waits: bool = False


def find_earlier_of_person(response: PersonalResponse, reader: Any) -> Earlier:
    """In what they sent before. One query, and one for each survey once ``reader`` is them."""
    rows = PersonalResponse.objects.sent().filter(
        person=response.person_id, survey__edition=response.survey.edition_id
    )
    return _read(rows.exclude(pk=response.pk), reads=reader == response.person)


def find_earlier_of_project(invitation: SurveyInvitation, reader: Any) -> Earlier:
    """In what was sent for the project by whoever is asked now: another who held it then keeps their words.

    One query, and one for each survey once ``reader`` is them.
    """
    rows = SurveyInvitation.objects.sent().filter(
        participation=invitation.participation_id, email=invitation.email
    )
    mine = reader.is_authenticated and reader.email == invitation.email
    return _read(rows.exclude(pk=invitation.pk), reads=mine)


def _read(rows: QuerySet[Any], *, reads: bool) -> Earlier:
    if not reads:
        return Earlier(waits=rows.exists())
    said: dict[str, str] = {}
    for row in rows.select_related("sheet").order_by("sent_at", "pk"):
        said |= {key: answer.text for key, answer in queries.read_given(row.sheet).items()}
    return Earlier(said)
