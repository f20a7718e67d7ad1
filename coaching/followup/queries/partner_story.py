"""The story of a project for a partner: the same as on other pages, in the order of time."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from coaching.followup.queries.timeline import (
    EventKind,
    TimelineEvent,
    describe_commitments,
    describe_decisions,
    describe_needs,
    describe_stance_row,
    fetch_rows,
    list_shared_needs,
    read_words,
    select_stances,
)
from coaching.models import Commitment
from coaching.support.access import BoardReader
from coaching.surveys.queries import list_shared_syntheses
from projects.models import Participation


def read_partner_story(reader: BoardReader, place: Participation) -> list[TimelineEvent]:
    """The needs of the board with answers and decisions, the synthesis if it is shared, the commitments of their own
    body.

    Of a project that the partner leads, led, or stepped aside from, only what it shares. Six queries.
    """
    needs = list_shared_needs(reader.list_needs().filter(participation=place))
    commitments = Commitment.objects.none()
    if reader.body:
        of_body = Commitment.objects.of_edition(reader.edition.pk).filter(
            body=reader.body, participation=place
        )
        commitments = of_body.without_projects_of(reader.user)
    events = [
        *_list_synthesis_events(reader, place),
        *describe_needs(needs, with_action=False),
        *(map(describe_stance_row, fetch_rows([select_stances(needs)])) if needs else ()),
        *describe_decisions(needs),
        *describe_commitments(commitments, place.project.title),
    ]
    return sorted(events, key=lambda event: event.at)


def has_shared_synthesis(events: Iterable[TimelineEvent]) -> bool:
    return any(event.kind == EventKind.SURVEY for event in events)


def _list_synthesis_events(reader: BoardReader, place: Participation) -> list[TimelineEvent]:
    """The synthesis, as on the page of the project. Two queries."""
    shared = list_shared_syntheses(reader.user).filter(participation=place, survey__edition=reader.edition)
    answers = list(shared.select_related("survey").order_by("sent_at", "pk"))
    words = read_words(answers) if answers else {}
    events = []
    for answered in answers:
        if answered.sent_at is None:
            continue
        title, label = _("Enquête remplie"), str(answered.survey.label)
        events.append(TimelineEvent(answered.sent_at, EventKind.SURVEY, title, label))
        events += [
            TimelineEvent(answered.sent_at, EventKind.SURVEY, heading, text, place.project.title)
            for heading, text in words.get(answered.sheet_id, ())
        ]
    return events
