"""The story of a project, from its application to twelve months after, read from the rows themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.followup.enums import CommitmentState, Confirmation
from coaching.ideas.enums import Verdict
from coaching.ideas.queries import list_received
from coaching.models import (
    ActionItem,
    ActionUpdate,
    Canvas,
    Commitment,
    MentorMeeting,
    SupportLetter,
    SurveyInvitation,
)
from coaching.pairing.enums import MentorMeetingState
from coaching.plan.enums import ActionState
from coaching.room.access import ProjectRoom


class EventKind(TextChoices):
    """What the timeline is narrowed by."""

    SELECTION = "selection", gettext_lazy("Candidature")
    DRAWING = "drawing", gettext_lazy("Les deux jours")
    IDEA = "idea", gettext_lazy("Idées gardées")
    ACTION = "action", gettext_lazy("Actions")
    MEETING = "meeting", gettext_lazy("Rendez-vous")
    SURVEY = "survey", gettext_lazy("Enquêtes")
    SUPPORT = "support", gettext_lazy("Partenaires")


READ_SUPPORT = frozenset({"holder", "reader", "organiser"})
"""Who reads what partners wrote to the project: the others in its room do not."""


@dataclass(frozen=True)
class TimelineEvent:
    """``who`` is credited with it; empty where nobody is."""

    at: datetime
    kind: EventKind
    title: str
    text: str = ""
    who: str = ""


def read_timeline(room: ProjectRoom, at: datetime) -> list[TimelineEvent]:
    """What happened, oldest first, as the visitor of this room may read it. 8 queries at most."""
    events = [
        *_of_selection(room),
        *_of_session(room, at),
        *_of_ideas(room),
        *_of_actions(room),
        *_of_meetings(room),
        *_of_surveys(room),
    ]
    if room.enters_as in READ_SUPPORT:
        events += [*_of_letters(room), *_of_commitments(room)]
    return sorted(events, key=lambda event: event.at)


def _of_selection(room: ProjectRoom) -> Iterator[TimelineEvent]:
    sent, place = room.application.submitted_at, room.participation
    if sent:
        yield TimelineEvent(sent, EventKind.SELECTION, _("Dossier déposé"), room.application.reference)
    yield TimelineEvent(place.offered_at, EventKind.SELECTION, _("Projet retenu"))
    if place.left_session_at:
        yield TimelineEvent(place.left_session_at, EventKind.SELECTION, _("Le projet quitte la session"))
    elif place.answered_at:
        yield TimelineEvent(place.answered_at, EventKind.SELECTION, _("Venue confirmée"))


def _of_session(room: ProjectRoom, at: datetime) -> Iterator[TimelineEvent]:
    """The session itself once it has begun, then what the project drew there."""
    edition = room.participation.edition
    if edition.session_starts_on and edition.session_has_begun(at):
        begins = timezone.make_aware(datetime.combine(edition.session_starts_on, datetime.min.time()))
        yield TimelineEvent(begins, EventKind.DRAWING, str(edition), edition.place)
    rows = Canvas.objects.filter(participation=room.participation, validated_at__isnull=False)
    for canvas in rows.order_by("validated_at", "pk"):
        if canvas.validated_at:
            title = _("%(canvas)s : validation par le projet") % {"canvas": canvas.get_kind_display()}
            yield TimelineEvent(canvas.validated_at, EventKind.DRAWING, title)


def _of_ideas(room: ProjectRoom) -> Iterator[TimelineEvent]:
    """A name that was only chosen at the door is credited with nothing."""
    for idea in list_received(room.participation).filter(verdict=Verdict.KEEP):
        who = "" if idea.by_name else idea.author_name
        yield TimelineEvent(idea.created_at, EventKind.IDEA, _("Idée gardée"), idea.text, who)


def _of_actions(room: ProjectRoom) -> Iterator[TimelineEvent]:
    rows = ActionItem.objects.filter(participation=room.participation)
    for action in rows.active().exclude(line="").order_by("created_at", "pk"):
        yield TimelineEvent(
            action.created_at, EventKind.ACTION, _("Action décidée"), action.line, action.owner
        )
    news = ActionUpdate.objects.filter(action__participation=room.participation).select_related(
        "action", "by"
    )
    for update in news.order_by("at", "pk"):
        title = _("Action : %(state)s") % {"state": ActionState(update.state).label}
        text = f"{update.action.line} — {update.note}" if update.note else update.action.line
        yield TimelineEvent(update.at, EventKind.ACTION, title, text, str(update.by or ""))


def _of_meetings(room: ProjectRoom) -> Iterator[TimelineEvent]:
    rows = MentorMeeting.objects.filter(
        pairing__participation=room.participation, state=MentorMeetingState.HELD, starts_at__isnull=False
    ).select_related("pairing__mentor")
    for meeting in rows.order_by("starts_at", "pk"):
        assert meeting.starts_at
        title, who = _("Rendez-vous de suivi"), str(meeting.pairing.mentor)
        yield TimelineEvent(meeting.starts_at, EventKind.MEETING, title, meeting.get_kind_display(), who)


def _of_surveys(room: ProjectRoom) -> Iterator[TimelineEvent]:
    rows = SurveyInvitation.objects.sent().filter(participation=room.participation).select_related("survey")
    for answered in rows.order_by("sent_at", "pk"):
        if answered.sent_at:
            yield TimelineEvent(
                answered.sent_at, EventKind.SURVEY, _("Enquête remplie"), str(answered.survey.label)
            )


def _of_letters(room: ProjectRoom) -> Iterator[TimelineEvent]:
    rows = SupportLetter.objects.sent().filter(participation=room.participation)
    for letter in rows.order_by("sent_at", "pk"):
        if letter.sent_at:
            title = _("Lettre des partenaires, version %(number)d") % {"number": letter.number}
            yield TimelineEvent(letter.sent_at, EventKind.SUPPORT, title)


def _of_commitments(room: ProjectRoom) -> Iterator[TimelineEvent]:
    """One query: a commitment comes once for each of its notes."""
    rows: Any = Commitment.objects.filter(participation=room.participation).select_related("body")
    notes = {name: F(f"notes__{name}") for name in ("at", "state", "text", "from_project", "confirmation")}
    begun = None
    for row in rows.annotate(**{f"note_{name}": value for name, value in notes.items()}).order_by(
        "created_at", "pk", "note_at", "notes__pk"
    ):
        body = str(row.body)
        if row.pk != begun:
            begun = row.pk
            yield TimelineEvent(row.created_at, EventKind.SUPPORT, _("Engagement pris"), row.what, body)
        if row.note_at:
            state: CommitmentState | Confirmation = CommitmentState(row.note_state)
            if row.note_from_project and row.note_confirmation:
                state = Confirmation(row.note_confirmation)
            title = _("Engagement : %(state)s") % {"state": state.label}
            text = f"{row.what} — {row.note_text}" if row.note_text else row.what
            who = room.project.title if row.note_from_project else body
            yield TimelineEvent(row.note_at, EventKind.SUPPORT, title, text, who)
