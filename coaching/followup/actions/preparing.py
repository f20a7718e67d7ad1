"""The letters that follow from the minutes: one for each project whose needs were decided."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from coaching.followup.call_days import plan_call
from coaching.followup.enums import LineChange
from coaching.followup.models import LetterLine, SupportLetter
from coaching.models import MeetingMinutes, SupportDecision
from coaching.support.enums import GIVES
from programmes.capabilities import Capability
from programmes.models import Role


@transaction.atomic
def prepare_letters(*, minutes: MeetingMinutes, actor: User, at: datetime) -> list[SupportLetter]:
    """A version of the letter to each project of which something was decided anew; the caller closed the meeting.

    What was prepared and not sent is made again, and keeps who calls, by when, and the words that were added. A letter
    that would say the same as the last one sent is not made. Side effects: the rows, an audit entry.
    """
    edition = minutes.meeting.edition
    decided = _list_decided(edition.pk)
    letters = SupportLetter.objects.filter(participation__edition=edition).prefetch_related("lines")
    sent: dict[int, SupportLetter] = {}
    drafts: dict[int, SupportLetter] = {}
    for letter in letters.order_by("number"):
        (sent if letter.is_sent else drafts)[letter.participation_id] = letter
    people = _list_people(edition.pk)
    prepared = []
    for place in sorted(decided.keys() | drafts.keys()):
        before, draft = sent.get(place), drafts.get(place)
        lines = [_write_line(decision, people, at) for decision in decided.get(place, [])]
        removed = _compare(lines, before)
        if not lines or (before and not removed and all(line.change == LineChange.SAME for line in lines)):
            if draft:
                draft.delete()
            continue
        prepared.append(_make(place, minutes, lines, removed, before, draft, at))
    data = {"letters": len(prepared), "number": minutes.number}
    record(verb="prepare_letters", subject=minutes, actor=actor, at=at, scope=edition.scope, data=data)
    return prepared


def _list_decided(edition: int) -> dict[int, list[SupportDecision]]:
    """By project, in the order of its plan. One query."""
    found: dict[int, list[SupportDecision]] = {}
    rows = SupportDecision.objects.on_board(edition).select_related("need", "lead", "scheme")
    for decision in rows.order_by("need__participation", "need__urgency", "need__position", "need"):
        found.setdefault(decision.need.participation_id, []).append(decision)
    return found


def _list_people(edition: int) -> dict[int, int]:
    """Who calls for each body, unless an organiser says otherwise: the first of its partners. One query."""
    roles = Role.objects.who_can(Capability.SUPPORT_PROJECTS).filter(edition=edition, user__is_active=True)
    found: dict[int, int] = {}
    for body, person in roles.order_by("pk").values_list("organisation", "user"):
        found.setdefault(body, person)
    return found


def _write_line(decision: SupportDecision, people: dict[int, int], at: datetime) -> LetterLine:
    need = decision.need
    gives = decision.outcome in GIVES
    return LetterLine(
        need=need,
        sentence=need.sentence,
        outcome=decision.outcome,
        reason=decision.reason,
        lead=decision.lead,
        scheme=str(decision.scheme or ""),
        person_id=people.get(decision.lead_id or 0) if gives else None,
        due_on=plan_call(need, timezone.localdate(at)) if gives else None,
    )


def _compare(lines: list[LetterLine], before: SupportLetter | None) -> list[str]:
    """The sentences that are no longer there. Side effect: each line says what it is beside the letter before."""
    previous = {line.need_id: line for line in before.lines.all()} if before else {}
    for line in lines:
        last = previous.pop(line.need_id, None)
        if last is None:
            line.change = LineChange.NEW
        else:
            line.change = LineChange.SAME if last.decided == line.decided else LineChange.CHANGED
    return [line.sentence for line in previous.values()]


def _make(
    place: int,
    minutes: MeetingMinutes,
    lines: list[LetterLine],
    removed: list[str],
    before: SupportLetter | None,
    draft: SupportLetter | None,
    at: datetime,
) -> SupportLetter:
    """The letter with these lines, what was written by hand kept from the draft, or from the letter that left."""
    number = SupportLetter.objects.filter(participation=place).aggregate(last=Max("number"))["last"] or 0
    letter = draft or SupportLetter(participation_id=place, number=number + 1)
    source = draft or before
    typed = {line.need_id: line for line in source.lines.all()} if source else {}
    letter.minutes, letter.removed, letter.made_at = minutes, removed, at
    letter.version += 1 if draft else 0
    letter.save()
    if draft:
        draft.lines.all().delete()
    for position, line in enumerate(lines):
        last = typed.get(line.need_id)
        if last and last.lead_id == line.lead_id:
            line.person_id, line.due_on, line.words = last.person_id, last.due_on or line.due_on, last.words
        line.letter, line.position = letter, position
    LetterLine.objects.bulk_create(lines)
    return letter
