"""Commitments as their body, the project and the organisers read them, with their notes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Max, OuterRef, Prefetch, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.rows.models import SharedRowQuerySet, is_active_row
from accelerator.types import Context
from coaching.followup.enums import OPEN, CommitmentState, Confirmation, find_fulfilment
from coaching.followup.models import Commitment, CommitmentNote, CommitmentQuerySet, NudgeDelays
from coaching.followup.queries.letters import list_places
from coaching.models import ActionItem, ActionUpdate
from coaching.plan.enums import STATE_TONES, ActionState
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from projects.models import Participation

LEFT = (ActionState.TODO, ActionState.DOING)
"""States of an action that is still to do."""


def select_last_report(path: str = "pk") -> Subquery:
    """When the participation at ``path`` last reported on one of its actions."""
    updates = ActionUpdate.objects.filter(action__participation=OuterRef(path)).order_by()
    return Subquery(updates.values("action__participation").annotate(last=Max("at")).values("last"))


def select_last_move(path: str = "pk") -> Subquery:
    """When one of its commitments last moved, or was confirmed."""
    moved = Commitment.objects.filter(participation=OuterRef(path)).order_by()
    confirmed = Greatest("moved_at", Coalesce("confirmed_at", "moved_at"))
    return Subquery(moved.values("participation").annotate(last=Max(confirmed)).values("last"))


def select_next_action(path: str) -> "SharedRowQuerySet[ActionItem]":
    """Subquery of the open actions of a project, by due date, then by priority."""
    left = ActionItem.objects.filter(is_active_row(), participation=OuterRef(path), state__in=LEFT)
    return left.exclude(line="").order_by(F("due_on").asc(nulls_last=True), "priority", "position", "pk")


def list_partner_roles(editions: Iterable[int]) -> QuerySet[Role]:
    """Current roles of partners in these editions, with their person."""
    roles = Role.objects.who_can(Capability.SUPPORT_PROJECTS).filter(
        edition__in=editions, user__is_active=True, organisation__isnull=False
    )
    return roles.select_related("user").order_by("pk")


def list_body_people(edition: int, body: int | None, *, first: int | None = None) -> list[User]:
    """The current partners of a body: ``first`` alone if they are one of them, else all. One query."""
    people = [role.user for role in list_partner_roles([edition]).filter(organisation=body)]
    return [person for person in people if person.pk == first] or people


def list_people_by_body(edition: int) -> dict[int, list[User]]:
    """The current partners, by the key of their body. One query."""
    people_by_body: dict[int, list[User]] = {}
    for role in list_partner_roles([edition]):
        people_by_body.setdefault(role.organisation_id or 0, []).append(role.user)
    return people_by_body


PAGE = 60
TONES = {
    CommitmentState.TODO: "neutral",
    CommitmentState.DOING: "info",
    CommitmentState.DONE: "success",
    CommitmentState.DROPPED: "neutral",
}
ACTION_BUTTONS = {
    ActionState.DOING: "secondary",
    ActionState.DONE: "secondary",
    ActionState.DROPPED: "quiet",
}
FILTERS = {
    "": _("Tous"),
    "asleep": _("Rien n’a bougé"),
    "late": _("En retard"),
    "to_confirm": _("À confirmer par le projet"),
}


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment in a list. ``quiet_days``: the days without news, once it is asleep; ``notes``: the latest first."""

    commitment: Commitment
    notes: list[CommitmentNote]
    quiet_days: int | None
    is_late: bool

    @property
    def tone(self) -> str:
        return TONES[CommitmentState(self.commitment.state)]

    @property
    def is_open(self) -> bool:
        return self.commitment.is_open

    @property
    def to_confirm(self) -> bool:
        return self.commitment.is_to_confirm

    @property
    def may_be_confirmed(self) -> bool:
        """Whether the project may still confirm it."""
        dropped = self.commitment.state == CommitmentState.DROPPED
        return not dropped and self.commitment.confirmation != Confirmation.YES

    @property
    def written_notes(self) -> list[CommitmentNote]:
        """The notes that have a text, or an amount."""
        return [note for note in self.notes if note.text or note.confirmation or note.paid is not None]


@dataclass(frozen=True)
class ManagedCommitments:
    page: Page[Commitment]
    rows: list[CommitmentRow]
    filters: Sequence[tuple[str, Promise, bool, int]]
    """Code, label, whether it is the current one, and the count."""
    delays: NudgeDelays

    @property
    def total(self) -> int:
        """The count of all commitments, whatever the filter."""
        return self.filters[0][3]


@dataclass
class FollowedAction:
    """An action of the plan with its last news."""

    action: ActionItem
    updates: list[ActionUpdate] = field(default_factory=list)

    @property
    def tone(self) -> str:
        return STATE_TONES.get(self.action.state, "neutral")

    @property
    def is_over(self) -> bool:
        """Whether it is done or dropped: no more news is expected."""
        return self.action.state in (ActionState.DONE, ActionState.DROPPED)

    @property
    def choices(self) -> list[Context]:
        """The states, a button each; ``is_pressed``: the current one."""
        return [
            {
                "value": state.value,
                "label": state.label,
                "tone": tone,
                "is_pressed": self.action.state == state,
            }
            for state, tone in ACTION_BUTTONS.items()
        ]


def find_delays(edition: Edition) -> NudgeDelays:
    """The delays of the edition, else unsaved default ones. One query, unless they came with it."""
    delays: NudgeDelays | None = getattr(edition, "nudge_delays", None)
    return delays or NudgeDelays(edition=edition)


def _with_frame(rows: "QuerySet[Commitment]") -> "QuerySet[Commitment]":
    notes = CommitmentNote.objects.select_related("by").order_by("-at", "-pk")
    frame = ("participation__project__organisation", "body", "person", "need")
    return rows.select_related(*frame).prefetch_related(Prefetch("notes", notes))


def _build_row(commitment: Commitment, delays: NudgeDelays, at: datetime) -> CommitmentRow:
    days = (timezone.localdate(at) - timezone.localdate(commitment.moved_at)).days
    sleeps = commitment.is_open and days >= delays.body_days
    late = bool(commitment.is_open and commitment.due_on and commitment.due_on < timezone.localdate(at))
    return CommitmentRow(commitment, list(commitment.notes.all()), days if sleeps else None, late)


def find_sleep_start(body_days: int, at: datetime) -> datetime:
    """The midnight before which a commitment must have moved; else it is asleep and reminders go to the others of its
    body."""
    day = timezone.localdate(at) - timedelta(days=body_days - 1)
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _filter_commitments(
    rows: CommitmentQuerySet, wanted: str, delays: NudgeDelays, at: datetime
) -> CommitmentQuerySet:
    """The commitments of one filter."""
    if wanted == "asleep":
        return rows.asleep_since(find_sleep_start(delays.body_days, at))
    if wanted == "late":
        return rows.late(timezone.localdate(at))
    return rows.to_confirm() if wanted == "to_confirm" else rows


def list_managed(
    user: User, edition: Edition, wanted: str, number: str | None, at: datetime
) -> ManagedCommitments:
    """The commitments of projects that this organiser may read: open ones, the longest without news first, then the
    others. Nine queries at most."""
    wanted = wanted if wanted in FILTERS else ""
    delays = find_delays(edition)
    commitments = Commitment.objects.filter(
        participation__in=list_places(user, edition).order_by().values("pk")
    )
    ordered = _with_frame(_filter_commitments(commitments, wanted, delays, at)).order_by(
        Case(When(state__in=sorted(OPEN), then=0), default=1), "moved_at", "pk"
    )
    page = Paginator(ordered, PAGE).get_page(number)
    filters = [
        (code, label, code == wanted, _filter_commitments(commitments, code, delays, at).count())
        for code, label in FILTERS.items()
    ]
    return ManagedCommitments(
        page, [_build_row(row, delays, at) for row in page.object_list], filters, delays
    )


def list_asleep(user: User, edition: Edition, at: datetime) -> list[Commitment]:
    """The commitments without news, of projects this organiser may read, as a mail lists them. Two queries."""
    commitments = Commitment.objects.filter(
        participation__in=list_places(user, edition).order_by().values("pk")
    )
    asleep = _filter_commitments(commitments, "asleep", find_delays(edition), at)
    return list(asleep.select_related("participation__project", "body").order_by("moved_at", "pk"))


def list_all_managed(user: User, edition: Edition, at: datetime) -> list[CommitmentRow]:
    """All commitments of the projects this organiser may read, by project. Three queries."""
    places = list_places(user, edition).order_by().values("pk")
    rows = _with_frame(Commitment.objects.filter(participation__in=places))
    delays = find_delays(edition)
    return [
        _build_row(row, delays, at) for row in rows.order_by("participation__project__title", "due_on", "pk")
    ]


def find_managed(user: User, edition: Edition, pk: int, at: datetime) -> CommitmentRow | None:
    """One commitment that this organiser may read. Three queries."""
    places = list_places(user, edition).order_by().values("pk")
    commitment = _with_frame(Commitment.objects.filter(participation__in=places)).filter(pk=pk).first()
    return _build_row(commitment, find_delays(edition), at) if commitment else None


def list_of_body(user: User, edition: Edition, body: int, at: datetime) -> list[CommitmentRow]:
    """The commitments of this body, open ones first, the reader's own before the others; without projects that the
    reader is or was a member of. Three queries."""
    commitments = Commitment.objects.of_edition(edition.pk).filter(body=body)
    rows = _with_frame(commitments.without_projects_of(user))
    delays = find_delays(edition)
    described = [_build_row(row, delays, at) for row in rows.order_by("due_on", "pk")]
    return sorted(described, key=lambda row: (not row.is_open, row.commitment.person_id != user.pk))


def count_fulfilments(rows: Iterable[CommitmentRow]) -> Counter[str]:
    """How many commitments that are done their projects confirm, and how many their body alone declares. No query."""
    commitments = (row.commitment for row in rows)
    fulfilments = (find_fulfilment(commitment.state, commitment.confirmation) for commitment in commitments)
    return Counter(fulfilment for fulfilment in fulfilments if fulfilment)


def list_of_project(participation: Participation, at: datetime) -> list[CommitmentRow]:
    """The commitments to this project, those to confirm first. Three queries."""
    rows = _with_frame(Commitment.objects.filter(participation=participation)).order_by("due_on", "pk")
    delays = find_delays(participation.edition)
    return sorted(
        (_build_row(row, delays, at) for row in rows), key=lambda row: (not row.to_confirm, not row.is_open)
    )


def list_actions(participation: Participation) -> list[FollowedAction]:
    """The actions of its plan, with their news, finished ones last. Two queries."""
    updates = ActionUpdate.objects.select_related("by").order_by("-at", "-pk")
    rows = ActionItem.objects.filter(is_active_row(""), participation=participation).exclude(line="")
    rows = rows.prefetch_related(Prefetch("updates", updates)).order_by("priority", "position", "pk")
    actions = [FollowedAction(row, list(row.updates.all())) for row in rows]
    return sorted(actions, key=lambda followed: followed.is_over)


@dataclass(frozen=True)
class CommitmentCounts:
    """Commitments to one project: open ones, and those declared done and not confirmed yet."""

    open: int
    to_confirm: int


def list_commitment_columns(place: str) -> dict[str, object]:
    """The columns of :func:`count_commitments`, as expressions over rows whose participation is ``place``."""

    def count(rows: CommitmentQuerySet) -> Subquery:
        of_place = rows.filter(participation=OuterRef(place)).order_by().values("participation")
        return Subquery(of_place.annotate(count=Count("pk")).values("count"))

    rows = Commitment.objects.all()
    return {"open_commitments": count(rows.open()), "commitments_to_confirm": count(rows.to_confirm())}


def count_commitments(row: Any) -> CommitmentCounts:
    """The counts of the project of a row with these columns. No query."""
    return CommitmentCounts(row.open_commitments or 0, row.commitments_to_confirm or 0)
