"""A letter to a project: built from the minutes, completed, sent, answered by the project."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.transitions import EditConflict, ReasonMissing, TransitionRefused
from accelerator.types import Values
from coaching.followup import emails as mails
from coaching.followup.actions.commitments import begin_commitment, replace_commitments, withdraw_commitment
from coaching.followup.enums import LetterState, LineAnswer, LineChange
from coaching.followup.models import LetterLine, SupportLetter
from coaching.followup.queries.commitments import list_body_people
from coaching.followup.queries.letters import plan_call, postpone_call
from coaching.models import MeetingMinutes, PartnerMeeting, SupportDecision
from coaching.support.enums import GIVES, MeetingState
from programmes.capabilities import Capability
from programmes.models import Role
from projects.models import ProjectMember


@transaction.atomic
def prepare_letters(*, minutes: MeetingMinutes, actor: User, at: datetime) -> list[SupportLetter]:
    """A version of the letter to each project with a new decision; the caller closed the meeting.

    Drafts are built again; their callers, dates and added words stay. A letter equal to the last one sent is not
    created. Side effects: the rows, an audit entry.
    """
    edition = minutes.meeting.edition
    decided = _list_decided(edition.pk)
    letters = SupportLetter.objects.filter(participation__edition=edition).prefetch_related("lines")
    sent: dict[int, SupportLetter] = {}
    drafts: dict[int, SupportLetter] = {}
    for letter in letters.order_by("number"):
        (sent if letter.is_sent else drafts)[letter.participation_id] = letter
    # the caller of each body, unless an organiser chooses another: the first of its partners
    roles = Role.objects.who_can(Capability.SUPPORT_PROJECTS).filter(edition=edition.pk, user__is_active=True)
    people: dict[int, int] = {}
    for body, person in roles.order_by("pk").values_list("organisation", "user"):
        people.setdefault(body, person)
    prepared = []
    for place in sorted(decided.keys() | drafts.keys()):
        before, draft = sent.get(place), drafts.get(place)
        lines = [_write_line(decision, people, at) for decision in decided.get(place, [])]
        removed = _compare(lines, before)
        if not lines or (before and not removed and all(line.change == LineChange.SAME for line in lines)):
            if draft:
                draft.delete()
            continue
        prepared.append(_save_letter(place, minutes, lines, removed, before, draft, at))
    data = {"letters": len(prepared), "number": minutes.number}
    record(verb="prepare_letters", subject=minutes, actor=actor, at=at, scope=edition.scope, data=data)
    return prepared


def _list_decided(edition: int) -> dict[int, list[SupportDecision]]:
    """The decisions by project, in the order of its plan. One query."""
    decisions_by_place: dict[int, list[SupportDecision]] = {}
    rows = SupportDecision.objects.on_board(edition).select_related("need", "lead", "scheme")
    for decision in rows.order_by("need__participation", "need__urgency", "need__position", "need"):
        decisions_by_place.setdefault(decision.need.participation_id, []).append(decision)
    return decisions_by_place


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
        amount=decision.amount,
        amount_for=decision.amount_for,
        person_id=people.get(decision.lead_id or 0) if gives else None,
        due_on=plan_call(need, timezone.localdate(at)) if gives else None,
    )


def _compare(lines: list[LetterLine], before: SupportLetter | None) -> list[str]:
    """The sentences that the letter no longer has. Side effect: the change of each line since the letter before."""
    previous = {line.need_id: line for line in before.lines.all()} if before else {}
    for line in lines:
        last = previous.pop(line.need_id, None)
        if last is None:
            line.change = LineChange.NEW
        else:
            line.change = LineChange.SAME if last.decided == line.decided else LineChange.CHANGED
    return [line.sentence for line in previous.values()]


def _save_letter(
    place: int,
    minutes: MeetingMinutes,
    lines: list[LetterLine],
    removed: list[str],
    before: SupportLetter | None,
    draft: SupportLetter | None,
    at: datetime,
) -> SupportLetter:
    """Save the letter with these lines. Its handwritten words come from the draft, else from the last letter sent."""
    number = SupportLetter.objects.filter(participation=place).aggregate(last=Max("number"))["last"] or 0
    letter = draft or SupportLetter(participation_id=place, number=number + 1)
    source = draft or before
    typed = {line.need_id: line for line in source.lines.all()} if source else {}
    letter.minutes, letter.removed, letter.created_at = minutes, removed, at
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


PROJECT_LEFT = _("Ce projet a quitté la session : cette lettre ne part plus.")
ANSWERED = ("answer", "answer_reason", "answered_at", "answered_by_id")


LETTER_CHANGED = _("Cette lettre a changé entre-temps : relisez-la avant de l’envoyer.")


@transaction.atomic
def edit_letter(
    *,
    letter: SupportLetter,
    opening: str,
    closing: str,
    lines: Mapping[int, Values],
    base_version: int,
    actor: User,
    at: datetime,
) -> SupportLetter:
    """Save what an organiser changed; ``lines``: by key of a line, its ``person``, ``due_on`` and ``words``.

    Side effects: the rows, an audit entry. Raises :class:`TransitionRefused` once it was sent, :class:`EditConflict`
    when somebody else changed it, or when the minutes built it anew.
    """
    letter = _lock_letter(letter)
    if letter.is_sent:
        raise TransitionRefused(_("Cette lettre est déjà partie."))
    if not letter.participation.is_confirmed:
        raise TransitionRefused(PROJECT_LEFT)
    if letter.version != base_version:
        raise EditConflict({}, letter.version, str(_("Cette lettre a changé entre-temps : relisez-la.")))
    letter.opening, letter.closing, letter.version = opening.strip(), closing.strip(), letter.version + 1
    letter.save(update_fields=["opening", "closing", "version"])
    for line in letter.lines.all():
        if typed := lines.get(line.pk):
            line.person, line.due_on = typed.get("person"), typed.get("due_on")
            line.words = typed.get("words", "").strip()
            line.save(update_fields=["person", "due_on", "words"])
    _log("edit_letter", letter, actor, at)
    return letter


@transaction.atomic
def send_letter(
    *, letter: SupportLetter, seen: int | None = None, actor: User, at: datetime
) -> SupportLetter:
    """Send it to the holders of the project; unchanged lines keep their answer. ``seen``: the version read.

    Side effects: state, hash, audit entry, a mail to each holder; commitments of changed or removed lines are
    dropped, with the letter as their reason; a call whose day has come is planned again. Raises
    :class:`TransitionRefused` while the minutes are open, for one already sent, for a project that left, and when it
    changed since ``seen``. Closing the minutes builds the drafts again, so none is older than they are.
    """
    letter = _lock_letter(letter)
    edition = letter.participation.edition
    meeting = PartnerMeeting.objects.select_for_update(of=("self",)).get(edition=edition)
    if letter.is_sent:
        raise TransitionRefused(_("Cette lettre est déjà partie."))
    if not letter.participation.is_confirmed:
        raise TransitionRefused(PROJECT_LEFT)
    if meeting.state != MeetingState.CLOSED:
        raise TransitionRefused(
            _("Le compte rendu est en cours de modification : les lettres attendent qu’il soit clos.")
        )
    if seen not in (None, letter.version):
        raise TransitionRefused(LETTER_CHANGED)
    # locked: an answer that arrives now is either copied here, or refused afterwards
    sent = letter.participation.support_letters.sent().select_for_update(of=("self",))
    before = sent.order_by("-number").first()
    lines = list(letter.lines.select_related("lead", "need"))
    if before:
        _copy_answers(lines, before)
        replace_commitments(letter=letter, before=before, actor=actor, at=at)
    _postpone_calls(lines, at)
    letter.state, letter.sent_at, letter.sent_by = LetterState.SENT, at, actor
    letter.sha256 = hash_letter(letter, lines)
    letter.save(update_fields=["state", "sent_at", "sent_by", "sha256"])
    holders = ProjectMember.objects.editors().filter(project=letter.participation.project_id).people()
    queue(*mails.letter_sent(letter, lines, holders), at=at)
    _log("send_support_letter", letter, actor, at, number=letter.number, sha256=letter.sha256)
    return letter


def _copy_answers(lines: Iterable[LetterLine], before: SupportLetter) -> None:
    """Copy answers and commitments of unchanged lines."""
    answered = {line.need_id: line for line in before.lines.select_related("commitment") if line.answer}
    for line in lines:
        last = answered.get(line.need_id)
        if last is None or line.change != LineChange.SAME:
            continue
        for name in ANSWERED:
            setattr(line, name, getattr(last, name))
        line.save(update_fields=[name.removesuffix("_id") for name in ANSWERED])
        commitment = getattr(last, "commitment", None)
        if commitment:
            commitment.line = line
            commitment.save(update_fields=["line"])


def _postpone_calls(lines: Iterable[LetterLine], at: datetime) -> None:
    """Plan again the calls of unanswered lines whose day is past."""
    for line in lines:
        due_on = line.due_on if line.answer else postpone_call(line, timezone.localdate(at))
        if due_on != line.due_on:
            line.due_on = due_on
            line.save(update_fields=["due_on"])


@transaction.atomic
def answer_line(
    *,
    line: LetterLine,
    answer: LineAnswer,
    reason: str = "",
    seen: str | None = None,
    actor: User,
    at: datetime,
) -> LetterLine:
    """Save the answer of the project to a line; the caller checks that ``actor`` is a holder. ``seen``: the answer
    read.

    Side effects: the answer, the commitment that it creates or ends, an audit entry, a mail to the body that leads.
    Raises :class:`TransitionRefused` for a letter that another replaced, a project that left and a line that offers
    nothing, :class:`ReasonMissing`, :class:`EditConflict` when somebody else of the project answered meanwhile.
    """
    letter = _lock_letter(line.letter)
    line = letter.lines.select_related("lead", "person", "need").get(pk=line.pk)
    newest = letter.participation.support_letters.sent().order_by("-number").first()
    if newest != letter:
        raise TransitionRefused(_("Une lettre plus récente remplace celle-ci : répondez à la dernière."))
    if letter.participation.has_left:
        raise TransitionRefused(
            _("Le projet a quitté la session : parlez à l’équipe de ce que les partenaires proposaient.")
        )
    if line.outcome not in GIVES or line.lead is None:
        raise TransitionRefused(_("Rien n’est proposé ici : il n’y a rien à accepter."))
    if seen is not None and seen != line.answer:
        raise EditConflict({"answer": line.answer}, 0, str(_("Quelqu’un du projet a répondu entre-temps.")))
    if answer == LineAnswer.REFUSED and not reason.strip():
        raise ReasonMissing
    if (line.answer, line.answer_reason) == (answer, reason.strip()):
        return line
    was = line.answer
    line.answer, line.answer_reason = answer, reason.strip() if answer == LineAnswer.REFUSED else ""
    line.answered_at, line.answered_by = at, actor
    line.save(update_fields=["answer", "answer_reason", "answered_at", "answered_by"])
    commitment = None
    if answer == LineAnswer.ACCEPTED:
        commitment = begin_commitment(line=line, letter=letter, at=at)
    elif was == LineAnswer.ACCEPTED:
        withdraw_commitment(line=line)
    people = list_body_people(letter.participation.edition_id, line.lead_id, first=line.person_id)
    queue(*mails.line_answered(letter, line, commitment, people, at=at), at=at)
    record(
        verb="answer_line",
        subject=line,
        actor=actor,
        at=at,
        scope=letter.participation.edition.scope,
        data={"answer": answer, "organisation": line.lead_id},
    )
    return line


@transaction.atomic
def accept_letter(*, letter: SupportLetter, actor: User, at: datetime) -> int:
    """Accept all unanswered lines, by the link for the person it was sent to; returns how many.

    Side effects, errors: those of :func:`answer_line`, for each. A second call finds nothing to accept.
    """
    letter = _lock_letter(letter)
    waiting = letter.lines.filter(outcome__in=sorted(GIVES), lead__isnull=False, answer="")
    lines = list(waiting.select_related("letter").order_by("position", "pk"))
    for line in lines:
        answer_line(line=line, answer=LineAnswer.ACCEPTED, seen="", actor=actor, at=at)
    return len(lines)


def hash_letter(letter: SupportLetter, lines: Iterable[LetterLine]) -> str:
    """SHA-256 of its content, in hexadecimal."""
    content = {
        "opening": letter.opening,
        "closing": letter.closing,
        "lines": [
            [*map(str, line.decided), str(line.person_id), str(line.due_on), line.words] for line in lines
        ],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _lock_letter(letter: SupportLetter) -> SupportLetter:
    """Lock and read the row. Raises :class:`TransitionRefused` once the minutes left nothing to write in a draft."""
    rows = SupportLetter.objects.select_for_update(of=("self",))
    rows = rows.select_related("participation__edition__programme", "participation__project")
    locked: SupportLetter | None = rows.filter(pk=letter.pk).first()
    if locked is None:
        raise TransitionRefused(_("Le compte rendu a changé : cette lettre n’a plus lieu d’être."))
    return locked


def _log(verb: str, letter: SupportLetter, actor: User | None, at: datetime, **data: object) -> None:
    scope = letter.participation.edition.scope
    record(verb=verb, subject=letter, actor=actor, at=at, scope=scope, data=data)
