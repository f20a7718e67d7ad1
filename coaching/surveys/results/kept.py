"""The counts of a survey, kept in this process: what was sent since is added to them.

Counting ten thousand responses takes the database half a second, and the process as long as a page to read.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Value

from accelerator.questionnaires.models import Question
from coaching.models import Survey
from coaching.surveys.results.reading import COUNTED, is_word
from coaching.surveys.results.tallying import (
    IN_THE_ROOM,
    PERSON,
    PROJECT,
    AnswerCount,
    carry,
    count_answers,
    is_given,
    split_grids,
)

MOST_KEPT = 8
MOST_ADDED = 1000
"""Responses; from there, all of them are counted again."""
KEPT_S = 3600
"""All is counted again after that: no stamp tells of a profile that was corrected since."""


class SentStamp(NamedTuple):
    """What was sent from one source: how many responses, when the last, and when one of them was last written in."""

    sent: int
    last_at: datetime | None
    saved_at: datetime | None


Stamps = Mapping[str, SentStamp]
"""By source, see :data:`results.tallying.GROUPS`."""


@dataclass(frozen=True)
class KeptTally:
    """``rows``: what was given; ``totals``: how many answered each question, by its key.

    ``sheets``: those that were counted, and when each was last written in; ``begun_at``, of the process, when all of
    them were last counted.
    """

    begun_at: float
    stamps: Stamps
    sheets: Mapping[int, datetime | None]
    rows: Mapping[Any, AnswerCount]
    totals: Counter[int]


_kept: dict[tuple[int, int], KeptTally] = {}
_keeping = Lock()
"""Threads of a process keep at once."""


def tally(survey: Survey, questions: list[Question], stamps: Stamps) -> KeptTally:
    """What was sent to a survey, counted. No query while nothing more is sent.

    One query for what was sent, two when all is counted, and one for each source of which there is something to count.
    """
    key = survey.pk, survey.form_id
    known = _kept.get(key)
    if known and time.monotonic() - known.begun_at > KEPT_S:
        known = None
    if known and known.stamps == stamps:
        return known
    made = _add_sent(known, survey, questions, stamps) if known else None
    if made is None:
        made = _count_all(survey, questions, stamps)
        # What came, was written in or erased meanwhile may have been counted or not: it will be known the next time.
        if _find_sheets(_list_sent(survey, _find_last(stamps))) != made.sheets:
            return made
    with _keeping:
        _kept.pop(key, None)
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = made
    return made


def _count_all(survey: Survey, questions: list[Question], stamps: Stamps) -> KeptTally:
    begun_at, last_at = time.monotonic(), _find_last(stamps)
    sent = list(_list_sent(survey, last_at))
    sources = dict.fromkeys(source for source, _sheet, _saved_at in sent)
    counted = _count(
        survey, questions, {source: Q(**{f"{source}sent_at__lte": last_at}) for source in sources}
    )
    return KeptTally(begun_at, stamps, _find_sheets(sent), _merge(counted.rows), counted.totals)


def _add_sent(
    known: KeptTally, survey: Survey, questions: list[Question], stamps: Stamps
) -> KeptTally | None:
    """``known``, and what was sent since; ``None`` when all is to be counted again: of what was counted, something was
    written in since, as a consent is, or erased.
    """
    sheets: dict[int, datetime | None] = {}
    added: dict[str, list[int]] = {}
    for source, sheet, saved_at in _list_sent(survey, _find_last(stamps)):
        sheets[sheet] = saved_at
        if sheet not in known.sheets:
            added.setdefault(source, []).append(sheet)
    unseen = object()
    if any(sheets.get(sheet, unseen) != saved_at for sheet, saved_at in known.sheets.items()):
        return None
    if sum(map(len, added.values())) > MOST_ADDED:
        return None
    counted = _count(survey, questions, {source: Q(sheet__in=keys) for source, keys in added.items()})
    rows = _merge([*known.rows.values(), *counted.rows])
    return KeptTally(known.begun_at, stamps, sheets, rows, known.totals + counted.totals)


class _TallyPart(NamedTuple):
    rows: list[AnswerCount]
    totals: Counter[int]


def _count(survey: Survey, questions: list[Question], only: Mapping[str, Q]) -> _TallyPart:
    told_apart = [question for question in questions if question.kind in COUNTED or is_word(question)]
    counted = carry(count_answers([survey], questions, by_value=told_apart, only=only), questions)
    given = [row for row in counted if is_given(row)]
    totals: Counter[int] = Counter()
    for row in given:
        totals[row.question.pk] += row.count
    return _TallyPart(split_grids(given), totals)


def _merge(rows: Iterable[AnswerCount]) -> dict[Any, AnswerCount]:
    """Each value of a group to a question once."""
    merged: dict[Any, AnswerCount] = {}
    for row in rows:
        key = row.question.pk, row.group, json.dumps(row.value)
        known = merged.get(key)
        merged[key] = replace(known, count=known.count + row.count) if known else row
    return merged


def _find_last(stamps: Stamps) -> datetime | None:
    return max((stamp.last_at for stamp in stamps.values() if stamp.last_at), default=None)


def _find_sheets(sent: Iterable[tuple[str, int, datetime | None]]) -> dict[int, datetime | None]:
    return {sheet: saved_at for _source, sheet, saved_at in sent}


def _list_sent(survey: Survey, until: datetime | None) -> QuerySet[Any, tuple[str, int, datetime | None]]:
    """Source, sheet and when it was last written in, of what was sent ``until`` then. One query."""
    sent: dict[str, QuerySet[Any]] = {
        PROJECT: survey.invitations.sent(),
        PERSON: survey.personal_responses.sent(),
        IN_THE_ROOM: survey.room_responses.sent(),
    }
    first, *others = [
        rows.filter(sent_at__lte=until).order_by().values_list(Value(source), "sheet", "sheet__saved_at")
        for source, rows in sent.items()
    ]
    return first.union(*others, all=True)
