"""The projects of a holder, with the data of their journey: few queries, whatever their number."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.prepared import PreparedQuery
from accelerator.web.templatetags.prose import day
from coaching.canvas.enums import CanvasKind, CanvasMoment, CanvasState
from coaching.canvas.queries.edition import has_axes
from coaching.followup.queries.commitments import (
    CommitmentCounts,
    count_commitments,
    list_commitment_columns,
)
from coaching.followup.queries.letters import SentLetter, list_letter_columns, read_sent_letter
from coaching.followup.queries.waiting import list_commitments_to_confirm, list_lines_to_answer
from coaching.gallery.queries import has_gallery
from coaching.ideas.room import count_received, count_unsorted
from coaching.models import Canvas, Survey, SurveyInvitation
from coaching.pairing.queries.meetings import NextMeeting, list_next_meetings
from coaching.pairing.queries.mentors import Mentoring, read_mentoring
from coaching.pairing.queries.wishes import OpenWishCall, list_project_wish_calls
from coaching.plan.room import has_actions
from coaching.session.mentors import join_pairing
from coaching.session.releases import ReleasedTurn, list_released_turns
from coaching.session.timetable import PARIS
from coaching.surveys.enums import SurveyAudience, SurveyKind
from coaching.surveys.to_answer import (
    list_invitations_to_answer,
    list_project_surveys,
    list_responses_to_send,
)
from coaching.synthesis.queries import Document, list_documents_by_place
from programmes.models import Admission, Call, Edition, LateAccess
from projects.application.enums import REVISABLE, STATE_TONES, ApplicationState
from projects.completion.queries import requests_to_answer
from projects.decision.enums import ParticipationState
from projects.models import Application, CompletionRequest, Participation, ProjectMember


@dataclass(frozen=True)
class RoomProgress:
    """How far a project is with its canvases. ``canvases``: kind → state, of those of the session."""

    canvases: dict[CanvasKind, CanvasState]
    ideas_received: int
    ideas_unsorted: int
    has_actions: bool
    has_axes: bool
    """Without axes, the edition has no ADN map."""


def list_progress_columns(place: str) -> dict[str, object]:
    """The columns of :func:`read_room_progress`, as expressions over rows whose participation is ``place``."""
    canvases = Canvas.objects.filter(participation=OuterRef(place), moment=CanvasMoment.SESSION).order_by()
    states: dict[str, object] = {
        _name_column(kind): Subquery(canvases.filter(kind=kind).values("state")[:1]) for kind in CanvasKind
    }
    return {
        "ideas_received": count_received(place),
        "ideas_unsorted": count_unsorted(place),
        "has_actions": has_actions(place),
        "has_axes": has_axes(place),
        **states,
    }


def read_room_progress(row: Any) -> RoomProgress:
    """The progress of a row with these columns. No query."""
    states = {kind: CanvasState(getattr(row, _name_column(kind)) or CanvasState.EMPTY) for kind in CanvasKind}
    return RoomProgress(states, row.ideas_received, row.ideas_unsorted, row.has_actions, row.has_axes)


def _name_column(kind: CanvasKind) -> str:
    return f"canvas_{kind.value}"


S = ApplicationState
MOST = 60
"""The most dossiers of one person, withdrawn ones included."""


@dataclass
class HolderDossier:
    """One project of a holder, with the data of its journey."""

    application: Application
    holder: User
    participation: Participation | None = None
    bookings: list[ReleasedTurn] = field(default_factory=list)
    meeting: NextMeeting | None = None
    wishes: OpenWishCall | None = None
    invitations: list[SurveyInvitation] = field(default_factory=list)
    """By opening date."""
    documents: list[Document] = field(default_factory=list)

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
        """Whether this user may edit the project, not only read it."""
        return bool(getattr(self.application, "may_edit", True))

    @property
    def has_completed(self) -> bool:
        """Whether a completion was sent, and is not read yet."""
        return bool(getattr(self.application, "has_completed", False))

    @property
    def has_gallery(self) -> bool:
        """Whether the gallery has pictures for its participants."""
        return self.is_confirmed and bool(getattr(self.application, "has_gallery", False))

    @property
    def letter(self) -> SentLetter | None:
        """The last letter that was sent to the project."""
        return read_sent_letter(self.application)

    @property
    def commitments(self) -> CommitmentCounts:
        return count_commitments(self.application)

    @property
    def progress(self) -> RoomProgress | None:
        """The progress in its room, once the project comes."""
        return read_room_progress(self.application) if self.is_confirmed else None

    @property
    def state_label(self) -> "str | Promise":
        if self.participation and self.participation.has_left:
            return _("a quitté la session")
        return self.state.label_for_holder

    @property
    def tone(self) -> str:
        return STATE_TONES[self.state]

    @property
    def mentoring(self) -> Mentoring:
        return read_mentoring(self.application)

    @property
    def mentor(self) -> User | None:
        """The person who follows the project, once they accepted."""
        return self.mentoring.mentor

    @property
    def is_confirmed(self) -> bool:
        return self.participation is not None and self.participation.state == ParticipationState.CONFIRMED

    @property
    def has_room(self) -> bool:
        """Whether the room of the project is open."""
        return self.participation is not None and self.participation.has_room

    @property
    def is_withdrawn(self) -> bool:
        return self.state == S.WITHDRAWN

    @property
    def synthesis(self) -> SurveyInvitation | None:
        """The survey that opens with its plan."""
        of_synthesis = (row for row in self.invitations if row.survey.kind == SurveyKind.SYNTHESIS)
        return next(of_synthesis, None)

    @property
    def has_answered(self) -> bool:
        return self.synthesis is not None and self.synthesis.is_sent

    def admission(self, at: datetime) -> Admission:
        """Whether the draft may be sent at this instant, and until when."""
        application: Any = self.application
        return application.call.accepts(at, begun_at=application.begun_at, late_until=application.late_until)

    @property
    def completion_due_at(self) -> datetime | None:
        """The deadline of a completion request."""
        application: Any = self.application
        return application.completion_due_at


def list_dossiers(user: User, *, slug: str | None = None, at: datetime | None = None) -> list[HolderDossier]:
    """The projects of a holder, latest first: one query, and four for an admitted project."""
    return [dossier for dossier in _read_all(user, slug, at) if slug is not None or not dossier.is_withdrawn]


def read_holder(user: User, at: datetime) -> tuple[list[HolderDossier], list[Application]]:
    """The projects of :func:`list_dossiers`, and the holder's withdrawn dossiers, latest first. No other query."""
    dossiers = _read_all(user, None, at)
    gone = [dossier.application for dossier in dossiers if dossier.is_withdrawn]
    return [dossier for dossier in dossiers if not dossier.is_withdrawn], gone


def _list_applications(user: User, **of: object) -> QuerySet[Application]:
    applications = join_pairing(Application.objects.of_member(user).filter(**of), "project__participation__")
    editors = ProjectMember.objects.editors().filter(user=user)
    applications = applications.annotate(
        may_edit=Exists(editors.filter(project=OuterRef("project"))),
        has_completed=CompletionRequest.objects.is_answered(),
        completion_due_at=CompletionRequest.objects.due_at(),
        late_until=LateAccess.objects.latest_end(user),
        has_gallery=has_gallery(user, "call__edition"),
        **list_progress_columns("project__participation"),
        **list_letter_columns("project__participation"),
        **list_commitment_columns("project__participation"),
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
    return dossiers


def _complete(admitted: dict[int, HolderDossier], user: User, at: datetime) -> None:
    if not admitted:
        return
    for pk, turns in list_released_turns(admitted).items():
        admitted[pk].bookings = turns
    for pk, invitations in list_project_surveys(admitted, user).items():
        admitted[pk].invitations = invitations
    followed = [pk for pk, dossier in admitted.items() if dossier.mentor]
    if followed:
        for pk, meeting in list_next_meetings(followed, at).items():
            admitted[pk].meeting = meeting
    if alone := [pk for pk in admitted if pk not in followed]:  # a project with a mentor makes no wishes
        for pk, wishes in list_project_wish_calls(alone, at).items():
            admitted[pk].wishes = wishes
    for pk, documents in list_documents_by_place(admitted).items():
        admitted[pk].documents = documents


def is_over(turn: ReleasedTurn, at: datetime) -> bool:
    """Whether this turn has ended at this instant."""
    return datetime.combine(turn.slot.day, turn.slot.ends_at, tzinfo=PARIS) <= at


def open_calls(at: datetime) -> list[Call]:
    """Calls that accept applications now, by closing date."""
    return list(Call.objects.open(at).select_related("edition").order_by("closes_at")[:5])


def find_answers_address(dossier: HolderDossier, survey: Survey) -> str:
    """The address at which editors of the project read their answers again."""
    address = reverse("coaching:my_answers", args=[dossier.application.project.slug])
    return address if survey.kind == SurveyKind.SYNTHESIS else f"{address}?survey={survey.slug}"


@dataclass(frozen=True)
class Paper:
    """One document: its name, address and date; ``file``: the address to download it."""

    label: str
    href: str
    date: str = ""
    icon: str = "download"
    language: str = ""
    file: str = ""


def list_papers(dossier: HolderDossier) -> list[Paper]:
    """The documents of a project, by date. No query."""
    application = dossier.application
    ref, papers = application.reference, []
    if application.submitted_at:
        sent = day(application.submitted_at)
        papers = [
            Paper(_("Reçu du dépôt"), reverse("projects:application_sent", args=[ref]), sent, "file"),
            Paper(_("Dossier envoyé (PDF)"), reverse("projects:dossier_pdf", args=[ref]), sent),
        ]
    if dossier.bookings:
        address = reverse("coaching:my_calendar", args=[application.project.slug])
        papers.append(Paper(_("Votre programme, pour votre agenda"), address, icon="clock"))
        papers.append(
            Paper(_("Votre programme, suivi par votre agenda"), reverse("coaching:my_feed"), icon="clock")
        )
    if dossier.has_gallery:
        address = reverse("coaching:gallery", args=[dossier.edition.slug])
        papers.append(Paper(_("Galerie de la session"), address, icon="file"))
    for invitation in dossier.invitations:
        survey = invitation.survey
        if invitation.is_sent and survey.kind != SurveyKind.DEBRIEF and dossier.may_edit:
            label = (
                _("Vos réponses à la synthèse et vos accords")
                if survey.kind == SurveyKind.SYNTHESIS
                else _("Vos réponses : %(survey)s") % {"survey": survey.heading}
            )
            papers.append(
                Paper(label, find_answers_address(dossier, survey), day(invitation.sent_at), "file")
            )
    for document in dossier.documents:
        label = _("Synthèse en anglais") if document.language == "en" else _("Synthèse")
        built_on = day(document.built_at)
        papers.append(Paper(label, document.href, built_on, "file", document.language, document.file))
    return papers


AUDIENCES = (SurveyAudience.SECOND, SurveyAudience.ATTENDEES)
"""The audiences in which people of a project answer surveys as themselves."""


def _list_waiting(user: User, at: datetime) -> QuerySet[Any, Any]:
    projects = ProjectMember.objects.editors().filter(user=user).values("project")
    late = LateAccess.objects.usable_by(user, at).order_by().values("call")
    writing = Application.objects.filter(
        Q(project__in=projects),
        Q(state=ApplicationState.DRAFT) | Q(state__in=REVISABLE, next_sheet__isnull=False),
        Q(call__in=Call.objects.open(at)) | Q(call__in=late, call__closes_at__lte=at),
    )
    completions = requests_to_answer(projects, at)
    offers = Participation.objects.offered().filter(
        project__in=projects, project__application__state=ApplicationState.SELECTED
    )
    of_projects = list_invitations_to_answer(user, at)
    of_oneself = list_responses_to_send(user, at, AUDIENCES)
    of_the_year = (list_lines_to_answer(projects), list_commitments_to_confirm(projects))
    every = (writing, completions, offers, of_projects, of_oneself, *of_the_year)
    first, *others = (rows.order_by().values_list("pk") for rows in every)
    return first.union(*others, all=True)


_waiting = PreparedQuery(_list_waiting, user=BigIntegerField(), at=DateTimeField())


def count_waiting_for_holder(user: User, at: datetime) -> int:
    """One query: drafts and new versions that the call still accepts, completions requested, participations to
    confirm, surveys to send, lines of the last letter to answer, commitments declared done.

    The few minutes of grace after a closing are not counted, nor projects that this person may only read.
    """
    return len(_waiting.fetch(user=user.pk, at=at))
