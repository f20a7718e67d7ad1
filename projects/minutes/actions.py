"""Draft minutes at the close of a meeting, publish and amend them, approve them, ask for an amendment."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.text import clean_line, clean_text
from accelerator.transitions import TransitionRefused
from programmes.capabilities import Capability
from programmes.locks import lock_and_read_edition
from programmes.models import Edition
from programmes.queries import RoleBook, people_who_can
from projects.audit import record_act
from projects.conflicts.queries import conflicts_of
from projects.minutes import emails
from projects.minutes.queries.facts import gather_facts, hash_content
from projects.minutes.queries.reading import (
    VoiceKey,
    build_content,
    find_amendment_reason,
    find_key,
    find_voices,
    hides_dossiers,
    list_awaited_roles,
    list_voices,
)
from projects.models import (
    AmendmentRequest,
    Application,
    CommitteeApproval,
    CommitteeMinutes,
    Meeting,
    MinutesDraft,
)

ERASED = "—"
"""Replaces the texts of a dossier that was anonymised."""


class MinutesRefused(TransitionRefused):
    """The minutes cannot be changed or approved so; ``message`` is the reason."""


class AmendmentUnexplained(MinutesRefused):
    """A new version takes a sentence on what changes."""

    def __init__(self) -> None:
        super().__init__(_("Dites ce qui change, et pourquoi."))


class DraftMoved(MinutesRefused):
    """Somebody else changed a text of the minutes since the page was rendered: ``current``."""

    def __init__(self, current: MinutesDraft) -> None:
        super().__init__(
            _("%(who)s a modifié ces textes entre-temps. Enregistrez à nouveau pour les remplacer.")
            % {"who": current.saved_by}
        )
        self.current = current


@transaction.atomic
def draft_minutes(*, meeting: Meeting, at: datetime) -> MinutesDraft:
    """Store what the meeting was, at its close; twice changes nothing. Side effects: one row."""
    standing = MinutesDraft.objects.filter(meeting=meeting).first()
    if standing:
        return standing
    return MinutesDraft.objects.create(meeting=meeting, facts=gather_facts(meeting), saved_at=at)


@transaction.atomic
def save_texts(
    *, meeting: Meeting, preamble: str, remarks: str, seen: int, actor: User, at: datetime
) -> MinutesDraft:
    """Change the two texts of the next version. Side effects: the draft. Raises :class:`DraftMoved` when it is not
    the version ``seen``."""
    _edition, draft = _lock_draft(meeting)
    return _save_texts(draft, preamble, remarks, seen, actor, at)


def _save_texts(
    draft: MinutesDraft, preamble: str, remarks: str, seen: int, actor: User, at: datetime
) -> MinutesDraft:
    texts = {"preamble": clean_text(preamble), "remarks": clean_text(remarks)}
    if all(getattr(draft, name) == text for name, text in texts.items()):
        return draft
    if draft.version != seen:
        raise DraftMoved(draft)
    for name, value in {**texts, "version": draft.version + 1, "saved_by": actor, "saved_at": at}.items():
        setattr(draft, name, value)
    draft.save()
    return draft


@transaction.atomic
def publish_minutes(
    *,
    meeting: Meeting,
    preamble: str,
    remarks: str,
    amendment_reason: str = "",
    seen: int,
    actor: User,
    at: datetime,
) -> CommitteeMinutes:
    """Freeze the minutes as a version that the bodies approve; a later one replaces it and is approved anew.

    Side effects: the texts of the draft, a version, an audit entry, one mail to each juror of the bodies that sat, with
    the reason for those who may know every dossier.
    Raises :class:`DraftMoved` as :func:`save_texts`, :class:`AmendmentUnexplained` when a version stands and nothing
    says what changes, :class:`MinutesRefused` when nothing does.
    """
    edition, draft = _lock_draft(meeting)
    _save_texts(draft, preamble, remarks, seen, actor, at)
    latest = draft.meeting.minutes.order_by("version").last()
    reason = clean_line(amendment_reason) if latest else ""
    if latest and not reason:
        raise AmendmentUnexplained
    content = build_content(draft)
    sha256 = hash_content(content)
    if latest and latest.sha256 == sha256:
        raise MinutesRefused(_("Rien n’a changé depuis la dernière version."))
    minutes = CommitteeMinutes.objects.create(
        meeting=draft.meeting,
        version=latest.version + 1 if latest else 1,
        amendment_reason=reason,
        content=content,
        sha256=sha256,
        voices=len(list_voices(content)),
        created_at=at,
        created_by=actor,
    )
    data = {"version": minutes.version, "sha256": sha256, **({"reason": reason} if reason else {})}
    record_act(minutes, "publish_minutes", data, actor=actor, at=at, edition=edition)
    roles = list_awaited_roles(minutes)
    reasons = [find_amendment_reason(minutes, conflicts_of(role.user, edition, at)) for role in roles]
    queue(*map(partial(emails.minutes_ready, minutes), roles, reasons), at=at)
    return minutes


@transaction.atomic
def approve_minutes(*, minutes: CommitteeMinutes, actor: User, at: datetime) -> int:
    """Approve this version for the body that ``actor`` sits for; returns 0 when it had approved already.

    Side effects: the approval, which says so when dossiers are hidden from ``actor``; an audit entry. Raises
    :class:`MinutesRefused` for a version that another replaces, and for somebody whose body did not sit.
    """
    edition, fresh, voices = _lock_version(minutes, actor)
    done = {find_key(row) for row in fresh.approvals.order_by()}
    mine = [voice for voice in voices if voice not in done]
    is_partial = hides_dossiers(fresh.content, conflicts_of(actor, edition, at))
    for organisation, _user in mine:
        CommitteeApproval.objects.create(
            minutes=fresh, organisation_id=organisation, user=actor, is_partial=is_partial, at=at
        )
    if mine:
        data = {"version": fresh.version, "organisation": mine[0][0]}
        record_act(fresh, "approve_committee_minutes", data, actor=actor, at=at, edition=edition)
    return len(mine)


@transaction.atomic
def request_amendment(
    *, minutes: CommitteeMinutes, sentence: str, actor: User, at: datetime
) -> AmendmentRequest:
    """Ask who keeps the minutes to amend this version.

    Side effects: the request; the approval of the body, if it had given one, is taken back; an audit entry without the
    words; one mail to each of those who keep the minutes. Raises as :func:`approve_minutes`, and without a sentence.
    """
    sentence = clean_text(sentence)
    if not sentence:
        raise MinutesRefused(_("Dites ce qu’il faut corriger."))
    edition, fresh, voices = _lock_version(minutes, actor)
    for organisation, user in voices:
        fresh.approvals.filter(organisation=organisation, **({} if organisation else {"user": user})).delete()
    request = AmendmentRequest.objects.create(
        minutes=fresh, organisation_id=voices[0][0], user=actor, sentence=sentence, at=at
    )
    record_act(fresh, "request_amendment", {"version": fresh.version}, actor=actor, at=at, edition=edition)
    keepers = people_who_can(edition.pk, Capability.WRITE_MINUTES)
    queue(*(emails.amendment_requested(request, keeper) for keeper in keepers), at=at)
    return request


def redact_dossier(*, application: Application, at: datetime) -> None:
    """Erase the title and the texts of an anonymised dossier from every version. Side effects: drafts and versions."""
    edition = application.call.edition_id
    for draft in MinutesDraft.objects.select_for_update().filter(meeting__edition=edition).order_by("pk"):
        facts = _redact(draft.facts, application)
        if facts != draft.facts:
            MinutesDraft.objects.filter(pk=draft.pk).update(facts=facts)
    versions = CommitteeMinutes.objects.select_for_update().filter(meeting__edition=edition).order_by("pk")
    for minutes in versions:
        content = _redact(minutes.content, application)
        if content != minutes.content:
            CommitteeMinutes.objects.filter(pk=minutes.pk).update(content=content, redacted_at=at)


def _redact(content: dict[str, object], application: Application) -> dict[str, object]:
    rows: list[dict[str, object]] = content["dossiers"]  # type: ignore[assignment]
    return {
        **content,
        "dossiers": [_redact_row(row) if row["application"] == application.pk else row for row in rows],
    }


def _redact_row(row: dict[str, object]) -> dict[str, object]:
    def empty(events: object, *names: str) -> list[dict[str, object]]:
        return [
            {**event, **{name: ERASED for name in names if event[name]}}
            for event in events  # type: ignore[attr-defined]
        ]

    return {
        **row,
        "title": row["reference"],
        "structure": "",
        "reason": ERASED if row["reason"] else "",
        "explanation": ERASED if row["explanation"] else "",
        "objections": empty(row["objections"], "reason"),
        "recusals": empty(row["recusals"], "reason", "lift_reason"),
    }


def _lock_draft(meeting: Meeting) -> tuple[Edition, MinutesDraft]:
    """The edition's row first: announcing, publishing and approving take turns."""
    edition = lock_and_read_edition(meeting.edition_id, "call")
    rows = MinutesDraft.objects.select_for_update(of=("self",)).select_related("meeting", "saved_by")
    draft = rows.filter(meeting=meeting.pk).first()
    if draft is None:
        if meeting.closed_at is None:
            raise MinutesRefused(_("Le procès-verbal s’établit quand la séance est close."))
        draft = draft_minutes(meeting=meeting, at=meeting.closed_at)
    return edition, draft


def _lock_version(minutes: CommitteeMinutes, actor: User) -> tuple[Edition, CommitteeMinutes, list[VoiceKey]]:
    edition, draft = _lock_draft(minutes.meeting)
    latest = draft.meeting.minutes.order_by("version").last()
    if latest is None or latest.pk != minutes.pk:
        raise MinutesRefused(_("Une version plus récente remplace celle-ci : relisez-la."))
    voices = find_voices(latest.content, edition, RoleBook(actor))
    if not voices:
        raise MinutesRefused(_("Votre organisme n’a pas siégé à cette séance, ou vous ne siégez plus."))
    return edition, latest, voices
