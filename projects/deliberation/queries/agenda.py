"""The order of the day that a meeting opens with: which dossiers it may take as a block, in which order it debates."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from programmes.capabilities import Capability
from programmes.models import Edition
from programmes.queries import people_who_can
from projects.application.enums import READ_BY_JURY, SCORED, UNDECIDED
from projects.conflicts.queries import Conflicts, list_conflicting_pairs
from projects.deliberation.enums import AgendaBlock
from projects.models import Application
from projects.review.queries.line import COLUMNS, RANKED, Line, find_line
from projects.review.solver.agenda import order_discussion
from projects.review.solver.aggregate import UNREAD, Band, Standing

BLOCKS: Mapping[Band, AgendaBlock] = {Band.ABOVE: AgendaBlock.ACCEPT, Band.BELOW: AgendaBlock.SET_ASIDE}
Placed = tuple[int, AgendaBlock, int]
"""The key of a dossier, its block, its position there."""


def plan_agenda(edition: Edition, at: datetime) -> list[Placed]:
    """The place of each dossier to decide in the agenda. Five queries.

    A dossier that a member steps aside from is debated, with them out of the room, and whatever its score the blocks
    are the same: they would reveal it to that member.
    """
    rows = Application.objects.for_edition(edition).filter(state__in=READ_BY_JURY | UNDECIDED)
    applications = list(rows.order_by(*RANKED).only("pk", "call", *COLUMNS))
    aside = find_people_aside(edition)
    line = _find_open_line(edition, applications, aside, at)
    to_decide = [application for application in applications if application.state in SCORED]
    blocks = {application.pk: _choose_block(application, line, aside) for application in to_decide}
    debated = [application.pk for application in to_decide if blocks[application.pk] == AgendaBlock.DEBATE]
    order = order_discussion(debated, aside)
    return [*_number_block(blocks, AgendaBlock.ACCEPT), *_number_block(blocks, AgendaBlock.SET_ASIDE), *(
        (pk, AgendaBlock.DEBATE, position) for position, pk in enumerate(order, start=1)
    )]  # fmt: skip


def find_people_aside(edition: Edition) -> dict[int, frozenset[int]]:
    """By dossier, the people of the committee and the organisers who leave the room. Two queries."""
    people = people_who_can(edition, Capability.SIT_ON_COMMITTEE, Capability.MANAGE_APPLICATIONS)
    members = set(people.order_by().values_list("pk", flat=True))
    aside: defaultdict[int, set[int]] = defaultdict(set)
    for application, person in list_conflicting_pairs(edition):
        if person in members:
            aside[application].add(person)
    return {application: frozenset(users) for application, users in aside.items()}


def _find_open_line(
    edition: Edition, applications: Sequence[Application], aside: Mapping[int, frozenset[int]], at: datetime
) -> Line:
    """The line that every member may know: dossiers with somebody aside may have any score."""
    line = find_line(edition, Conflicts(), at)
    if not aside:
        return line
    standings: dict[int, Standing] = {}
    scores = []
    for application in applications:
        standing = line.find_standing(application)
        if standing is not None:
            standings[application.pk] = UNREAD if application.pk in aside else standing
        if (
            application.score is not None
            and application.pk not in aside
            and application.state in READ_BY_JURY
        ):
            scores.append(application.score)
    return Line(edition.places, scores, standings, line.newcomers)


def _choose_block(application: Application, line: Line, aside: Mapping[int, frozenset[int]]) -> AgendaBlock:
    band = None if application.pk in aside else line.find_band(application)
    return BLOCKS.get(band, AgendaBlock.DEBATE) if band else AgendaBlock.DEBATE


def _number_block(blocks: Mapping[int, AgendaBlock], block: AgendaBlock) -> Iterator[Placed]:
    keys = (pk for pk, chosen in blocks.items() if chosen == block)
    return ((pk, block, position) for position, pk in enumerate(keys, start=1))
