"""Minutes as one reader may know them: without a dossier that is hidden from them, and all that would reveal it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, FilteredRelation, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from accelerator.types import Json
from accelerator.web.templatetags.prose import day
from programmes.bodies import body_numbers
from programmes.capabilities import Capability
from programmes.models import Edition, Organisation, Role
from programmes.queries import RoleBook
from projects.conflicts.queries import Conflicts
from projects.minutes.queries.facts import gather_facts
from projects.models import (
    AmendmentRequest,
    CommitteeApproval,
    CommitteeMinutes,
    Decision,
    Meeting,
    MinutesDraft,
)
from projects.review.queries.queue import QueueNotice

VoiceKey = tuple[int | None, int | None]
"""``(organisation, None)``, or ``(None, user)`` for a member without a body."""


def find_draft(meeting: Meeting) -> MinutesDraft:
    """What its next version is made of; not saved when nothing was stored at the close."""
    draft: MinutesDraft | None = getattr(meeting, "minutes_draft", None)
    return draft or MinutesDraft(meeting=meeting, facts=gather_facts(meeting))


def build_content(draft: MinutesDraft) -> Json:
    """What a version is made of: the facts, and the two texts."""
    return {**draft.facts, "preamble": draft.preamble, "remarks": draft.remarks}


def mask_content(content: Json, conflicts: Conflicts) -> Json:
    """The content of :func:`build_content` for a reader from whom dossiers are hidden.

    Of those stay reference, title and structure, that they have read already. The others lose what would reveal them by
    subtraction: ranks, their order, corrected scores, ties, the hours of discussions; before the announcement, ranks on
    the reserve list and the sentences that explain a decision against the others too.
    """
    if not hides_dossiers(content, conflicts):
        return content
    hidden = set(conflicts.because)
    dossiers = [
        _mask(dossier) if dossier["application"] in hidden else _mask_comparisons(dossier, conflicts)
        for dossier in content["dossiers"]
    ]
    ordered = sorted(dossiers, key=lambda dossier: (dossier["is_masked"], dossier["reference"]))
    return {**content, "dossiers": ordered, "ties": [], "is_partial": True}


def hides_dossiers(content: Json, conflicts: Conflicts) -> bool:
    """Whether a reader with these conflicts reads a part of it only."""
    return any(dossier["application"] in conflicts.because for dossier in content["dossiers"])


def _mask(dossier: Json) -> Json:
    names = ("application", "reference", "title", "structure", "department")
    return {"is_masked": True, **{name: dossier[name] for name in names}}


def _mask_comparisons(dossier: Json, conflicts: Conflicts) -> Json:
    left_out: Json = {"rank": None, "corrected": None, "chance": None, "discussions": []}
    if conflicts.withholds_totals:
        left_out |= {"reserve_rank": None, "explanation": ""}
    out = [{**step, "at": "", "to": ""} for step in dossier["out"]]
    return {**dossier, "is_masked": False, **left_out, "out": out}


def find_amendment_reason(minutes: CommitteeMinutes, conflicts: Conflicts) -> str:
    """What a version changes and why, for one reader; "" for who may not know a dossier, which it may name."""
    return "" if hides_dossiers(minutes.content, conflicts) else minutes.amendment_reason


def list_voices(content: Json) -> list[VoiceKey]:
    """The bodies that sat: each is to approve."""
    return [(voice["organisation"], voice["user"]) for voice in content["voices"]]


def find_voices(content: Json, edition: Edition, roles: RoleBook) -> list[VoiceKey]:
    """The voices of these minutes for which the person of these roles, who sits now, may approve: one query at most.

    Theirs when they sit for a body that sat, whichever of its members came; more than one only when a body is recorded
    twice.
    """
    if edition.pk not in roles.edition_ids(Capability.REVIEW):
        return []
    voices, body = list_voices(content), roles.find_body(Capability.REVIEW, edition)
    numbers: dict[int | None, int] = {}
    if body is not None:
        keys = [key for key, _user in voices if key]
        numbers = body_numbers([*Organisation.objects.filter(pk__in=keys), body])
    return [
        (organisation, person)
        for organisation, person in voices
        if (body and organisation and numbers.get(organisation) == numbers[body.pk])
        or person == roles.user.pk
    ]


@dataclass(frozen=True)
class VersionApprovals:
    """Who approved a version of the minutes. ``waiting``: names of the voices that sat and have not approved this
    version.
    """

    recorded: list[CommitteeApproval] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.recorded) + len(self.waiting)

    def has_any(self, voices: Collection[VoiceKey]) -> bool:
        return any(voice in voices for voice in map(find_key, self.recorded))


def find_key(row: CommitteeApproval) -> VoiceKey:
    return (row.organisation_id, None) if row.organisation_id else (None, row.user_id)


def read_approvals(minutes: CommitteeMinutes) -> VersionApprovals:
    """One query."""
    approvals = list(minutes.approvals.select_related("organisation", "user").order_by("at", "pk"))
    done = {find_key(row) for row in approvals}
    names = [
        voice["name"]
        for voice in minutes.content["voices"]
        if (voice["organisation"], voice["user"]) not in done
    ]
    return VersionApprovals(approvals, names)


def list_meetings(edition: Edition) -> QuerySet[Meeting]:
    """The closed ones, the latest first."""
    rows = Meeting.objects.closed().filter(edition=edition)
    return rows.select_related("minutes_draft__saved_by").order_by("-opened_at", "-pk")


def list_versions(meeting: Meeting) -> list[CommitteeMinutes]:
    """The versions of the minutes, latest first: one query."""
    return list(meeting.minutes.select_related("created_by").order_by("-version"))


def list_requests(minutes: CommitteeMinutes) -> list[AmendmentRequest]:
    return list(minutes.requests.select_related("user", "organisation").order_by("at", "pk"))


def list_unapproved(
    edition: Edition, conflicts: Conflicts, decisions: Collection[Decision] | None = None
) -> list[str]:
    """Sentences on why the decisions of the last meeting should not be announced yet, about what a person with these
    conflicts may know; ``decisions``: those to be announced, if they are at hand.

    Nothing where no meeting decided: an organiser alone announces. Two queries at most.
    """
    approvals = CommitteeApproval.objects.filter(minutes=OuterRef("last__pk")).order_by().values("minutes")
    meetings: Any = Meeting.objects.concluded().filter(edition=edition).annotate(
        last=FilteredRelation("minutes"),
        approval_count=Subquery(approvals.annotate(count=Count("pk")).values("count")),
    )  # fmt: skip
    meeting = meetings.select_related("last").order_by("closed_at", "pk", "last__version").last()
    if meeting is None:
        return []
    if not hasattr(meeting, "last"):
        return [_("Le procès-verbal de la séance n’est pas publié.")]
    minutes, approval_count = meeting.last, meeting.approval_count or 0
    sentences = []
    if approval_count < minutes.voices:
        text = ngettext(
            "Le procès-verbal n’est pas approuvé : %(n)s organisme sur %(total)s l’a approuvé.",
            "Le procès-verbal n’est pas approuvé : %(n)s organismes sur %(total)s l’ont approuvé.",
            approval_count,
        )
        sentences.append(text % {"n": approval_count, "total": minutes.voices})
    changed = count_changed_decisions(edition, minutes.content, conflicts.undisclosed, decisions)
    if changed:
        text = ngettext(
            "%(n)s décision a changé depuis la séance : le procès-verbal en a une autre.",
            "%(n)s décisions ont changé depuis la séance : le procès-verbal en a d’autres.",
            changed,
        )
        sentences.append(text % {"n": changed})
    return sentences


def count_changed_decisions(
    edition: Edition, content: Json, hidden: Collection[int], decisions: Collection[Decision] | None = None
) -> int:
    """Decisions to be announced that are not as the minutes have them, but of ``hidden`` dossiers: one query, none with
    these ``decisions`` at hand."""
    if decisions is None:
        decisions = Decision.objects.filter(application__call__edition=edition, announced_at=None).order_by()
    now = {decision.application_id: decision.outcome for decision in decisions}
    then = {
        dossier["application"]: dossier["outcome"] for dossier in content["dossiers"] if dossier["outcome"]
    }
    return sum(then[key] != now[key] for key in now.keys() & then.keys() - set(hidden))


REMINDED_AFTER = timedelta(days=4)
"""After a version was published: when the bodies that have not approved it are written to, once for each version."""
CATCH_UP = timedelta(days=7)


def list_awaited_roles(minutes: CommitteeMinutes) -> list[Role]:
    """The jurors of the voices that have not approved: four queries at most."""
    done = {find_key(row) for row in minutes.approvals.order_by()}
    waiting = [voice for voice in list_voices(minutes.content) if voice not in done]
    bodies = [organisation for organisation, _user in waiting if organisation]
    people = {user for _organisation, user in waiting if user}
    roles = list(
        Role.objects.jurors()
        .filter(edition=minutes.meeting.edition_id)
        .select_related("user", "organisation")
        .order_by("pk")
    )
    rows = Organisation.objects.filter(pk__in=bodies)
    numbers = body_numbers([*rows, *(role.organisation for role in roles if role.organisation)])
    awaited = {numbers[key] for key in bodies if key in numbers}
    return [
        role
        for role in roles
        if role.user_id in people or (role.organisation_id and numbers[role.organisation_id] in awaited)
    ]


def is_reminder_due(minutes: CommitteeMinutes, at: datetime) -> bool:
    due_at = minutes.created_at + REMINDED_AFTER
    return due_at <= at < due_at + CATCH_UP


def list_published(since: datetime) -> QuerySet[CommitteeMinutes]:
    """The last versions published after that instant, in editions whose decisions are not announced: one query."""
    rows = CommitteeMinutes.objects.current().unannounced().filter(created_at__gt=since)
    return rows.select_related("meeting__edition__call").order_by("pk")


def list_minutes_to_read(roles: RoleBook) -> Iterator[QueueNotice]:
    """Notices of minutes to read, until the decisions are announced: one query, and two for each that
    was published.
    """
    seats = roles.edition_ids(Capability.REVIEW)
    rows = CommitteeMinutes.objects.current().unannounced().filter(meeting__edition__in=seats)
    for minutes in rows.select_related("meeting__edition").order_by("pk"):
        edition = minutes.meeting.edition
        voices = find_voices(minutes.content, edition, roles)
        awaits = voices and not read_approvals(minutes).has_any(voices)
        yield QueueNotice(
            _("Le procès-verbal attend l’approbation de votre organisme")
            if awaits
            else _("Le comité s’est réuni"),
            _("%(edition)s, séance du %(day)s.")
            % {"edition": edition.name, "day": day(minutes.meeting.opened_at)},
            reverse("projects:committee_minutes", args=[edition.slug]),
            _("Lire et approuver") if awaits else _("Lire le procès-verbal"),
        )
