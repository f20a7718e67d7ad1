"""The projects of a holder, with all that their journey needs: few queries, whatever their number."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from coaching.canvas.enums import CanvasKind, CanvasMoment, CanvasState
from coaching.canvas.queries.edition import has_axes
from coaching.followup.queries.commitments import CommitmentCounts, count_commitments
from coaching.followup.queries.letters import SentLetter, list_sent_letters
from coaching.gallery.queries import has_gallery
from coaching.ideas.room import count_received, count_unsorted
from coaching.models import Canvas, SurveyInvitation
from coaching.pairing.queries.meetings import NextMeeting, list_next_meetings
from coaching.pairing.queries.mentors import NOBODY, Mentoring, mentoring_of
from coaching.pairing.queries.wishes import OpenWishCall, list_project_wish_calls
from coaching.plan.room import has_actions
from coaching.session.releases import ReleasedTurn, list_released_turns
from coaching.session.timetable import PARIS
from coaching.surveys.enums import SurveyKind
from coaching.surveys.to_answer import list_project_surveys
from coaching.synthesis.queries import Document, documents_of
from programmes.models import Admission, Call, Edition, LateAccess
from projects.application.enums import STATE_TONES, ApplicationState
from projects.completion.queries import completion_due_dates
from projects.decision.enums import ParticipationState
from projects.models import Application, CompletionRequest, Participation, ProjectMember


@dataclass(frozen=True)
class RoomProgress:
    """``canvases``: kind → state, of those of the session."""

    canvases: dict[CanvasKind, CanvasState]
    ideas_received: int
    ideas_unsorted: int
    has_actions: bool
    has_axes: bool
    """Without any, the edition has no ADN map."""


def list_progress_columns(place: str) -> dict[str, object]:
    """What :func:`read_progress` reads, as expressions over rows whose participation is ``place``."""
    canvases = Canvas.objects.filter(participation=OuterRef(place), moment=CanvasMoment.SESSION).order_by()
    states: dict[str, object] = {
        _name(kind): Subquery(canvases.filter(kind=kind).values("state")[:1]) for kind in CanvasKind
    }
    return {
        "ideas_received": count_received(place),
        "ideas_unsorted": count_unsorted(place),
        "has_actions": has_actions(place),
        "has_axes": has_axes(place),
        **states,
    }


def read_progress(row: Any) -> RoomProgress:
    """Of a row with these columns. No query."""
    states = {kind: CanvasState(getattr(row, _name(kind)) or CanvasState.EMPTY) for kind in CanvasKind}
    return RoomProgress(states, row.ideas_received, row.ideas_unsorted, row.has_actions, row.has_axes)


def _name(kind: CanvasKind) -> str:
    return f"canvas_{kind.value}"


S = ApplicationState
MOST = 60
"""Dossiers of one person, those that were taken back included."""


@dataclass
class HolderDossier:
    """One project of a holder, with all that its journey needs."""

    application: Application
    holder: User
    participation: Participation | None = None
    bookings: list[ReleasedTurn] = field(default_factory=list)
    mentoring: Mentoring = NOBODY
    meeting: NextMeeting | None = None
    wishes: OpenWishCall | None = None
    invitations: list[SurveyInvitation] = field(default_factory=list)
    """The first to open first."""
    documents: list[Document] = field(default_factory=list)
    letter: SentLetter | None = None
    commitments: CommitmentCounts = field(default_factory=CommitmentCounts)
    late_access: LateAccess | None = None
    completion_due_at: datetime | None = None
    """The deadline of a completion request."""

    @property
    def edition(self) -> Edition:
        return self.application.call.edition

    @property
    def title(self) -> str:
        return self.application.title or _("Dossier sans titre")

    @property
    def state(self) -> ApplicationState:
        return ApplicationState(self.application.state)

    @property
    def may_edit(self) -> bool:
        """Whether this user may write in it, not only read."""
        return bool(getattr(self.application, "may_edit", True))

    @property
    def has_completed(self) -> bool:
        """Whether a completion has come, and waits to be read."""
        return bool(getattr(self.application, "has_completed", False))

    @property
    def has_gallery(self) -> bool:
        """Whether those of the session have pictures to look at."""
        return self.is_confirmed and bool(getattr(self.application, "has_gallery", False))

    @property
    def progress(self) -> RoomProgress | None:
        """How far its room is, once the project comes."""
        return read_progress(self.application) if self.is_confirmed else None

    @property
    def state_label(self) -> "str | Promise":
        if self.participation and self.participation.has_left:
            return _("a quitté la session")
        return self.state.label_for_holder

    @property
    def tone(self) -> str:
        return STATE_TONES[self.state]

    @property
    def mentor(self) -> User | None:
        """The person who follows the project, once they accepted."""
        return self.mentoring.mentor

    @property
    def is_confirmed(self) -> bool:
        return self.participation is not None and self.participation.state == ParticipationState.CONFIRMED

    @property
    def has_room(self) -> bool:
        """Whether the room of the project opens to its people."""
        return self.participation is not None and self.participation.has_room

    @property
    def is_withdrawn(self) -> bool:
        return self.state == S.WITHDRAWN

    @property
    def synthesis(self) -> SurveyInvitation | None:
        """The one survey that opens with its plan."""
        of_synthesis = (row for row in self.invitations if row.survey.kind == SurveyKind.SYNTHESIS)
        return next(of_synthesis, None)

    @property
    def has_answered(self) -> bool:
        return self.synthesis is not None and self.synthesis.is_sent

    def admission(self, at: datetime) -> Admission:
        """Whether what is being written may be sent at this instant, and until when."""
        application = self.application
        return application.call.accepts(at, begun_at=application.begun_at, late_access=self.late_access)


def dossiers_of(user: User, *, slug: str | None = None, at: datetime | None = None) -> list[HolderDossier]:
    """The projects of a holder, latest first: one query, one more when one of them is being written, one when one
    is to be completed, and six when one is admitted.
    """
    return [dossier for dossier in _read_all(user, slug, at) if slug is not None or not dossier.is_withdrawn]


def read_holder(user: User, at: datetime) -> tuple[list[HolderDossier], list[Application]]:
    """The same, and the dossiers that this person took back, or had with others, the latest first. No other query."""
    dossiers = _read_all(user, None, at)
    gone = [dossier.application for dossier in dossiers if dossier.is_withdrawn]
    return [dossier for dossier in dossiers if not dossier.is_withdrawn], gone


def _list_applications(user: User, **of: object) -> QuerySet[Application]:
    applications = Application.objects.of_member(user).filter(**of)
    editors = ProjectMember.objects.editors().filter(user=user)
    applications = applications.annotate(
        may_edit=Exists(editors.filter(project=OuterRef("project"))),
        has_completed=CompletionRequest.objects.is_answered(),
        has_gallery=has_gallery(user, "call__edition"),
        **list_progress_columns("project__participation"),
    )
    return applications.select_related(
        "call__edition__programme",
        "project__organisation",
        "project__participation",
        "decision",
        "next_sheet",
    ).order_by("-created_at", "-pk")[:MOST]


def _read_all(user: User, slug: str | None, at: datetime | None) -> list[HolderDossier]:
    applications = _list_applications(user) if slug is None else _list_applications(user, project__slug=slug)
    dossiers = [
        HolderDossier(application, user, getattr(application.project, "participation", None))
        for application in applications
    ]
    admitted = {dossier.participation.pk: dossier for dossier in dossiers if dossier.participation}
    _complete(admitted, user, at or timezone.now())
    _reopen(user, dossiers)
    return dossiers


def _reopen(user: User, dossiers: list[HolderDossier]) -> None:
    """What lets a holder write: personal access to a closed call, requests to complete."""
    written = [dossier for dossier in dossiers if dossier.application.is_being_written]
    if written:
        calls = [dossier.application.call_id for dossier in written]
        accesses = LateAccess.objects.standing().filter(used_by=user, call__in=calls)
        by_call = {access.call_id: access for access in accesses}
        for dossier in written:
            dossier.late_access = by_call.get(dossier.application.call_id)
    to_complete = {
        dossier.application.pk: dossier for dossier in dossiers if dossier.state == S.COMPLETION_REQUESTED
    }
    if to_complete:
        for pk, due_at in completion_due_dates(to_complete).items():
            to_complete[pk].completion_due_at = due_at


def _complete(admitted: dict[int, HolderDossier], user: User, at: datetime) -> None:
    if not admitted:
        return
    for pk, turns in list_released_turns(admitted).items():
        admitted[pk].bookings = turns
    for pk, mentoring in mentoring_of(admitted).items():
        admitted[pk].mentoring = mentoring
    for pk, invitations in list_project_surveys(admitted, user).items():
        admitted[pk].invitations = invitations
    followed = [pk for pk, dossier in admitted.items() if dossier.mentor]
    if followed:
        for pk, meeting in list_next_meetings(followed, at).items():
            admitted[pk].meeting = meeting
    if alone := [pk for pk in admitted if pk not in followed]:  # a project with a mentor makes no wishes
        for pk, wishes in list_project_wish_calls(alone, at).items():
            admitted[pk].wishes = wishes
    for pk, sent in list_sent_letters(admitted).items():
        admitted[pk].letter = sent
    for pk, counts in count_commitments(admitted).items():
        admitted[pk].commitments = counts
    for pk, documents in documents_of(admitted).items():
        admitted[pk].documents = documents


def is_over(turn: ReleasedTurn, at: datetime) -> bool:
    """Whether this turn has ended at this instant."""
    return datetime.combine(turn.slot.day, turn.slot.ends_at, tzinfo=PARIS) <= at


def open_calls(at: datetime) -> list[Call]:
    """Calls that take applications now, the first to close first."""
    return list(Call.objects.open(at).select_related("edition").order_by("closes_at")[:5])
