"""The story of a project, from its application to twelve months after, read from the rows themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.audit.models import AuditEntry
from coaching.followup.enums import CommitmentState, Confirmation, LineChange
from coaching.ideas.enums import Verdict
from coaching.ideas.queries import list_received
from coaching.models import (
    ActionItem,
    ActionUpdate,
    Blocker,
    Canvas,
    Commitment,
    Contribution,
    LetterLine,
    MentorMeeting,
    Need,
    Stance,
    SupportDecision,
    SupportLetter,
    SurveyInvitation,
)
from coaching.pairing.enums import MentorMeetingState
from coaching.plan.enums import ActionState
from coaching.room.access import ProjectRoom
from coaching.support.enums import describe_stance
from coaching.surveys.results.responses import OF_A_PROJECT
from coaching.synthesis.reports.answers import list_texts, read_answers
from coaching.synthesis.reports.wording import headings


class EventKind(TextChoices):
    """What the timeline is narrowed by."""

    SELECTION = "selection", gettext_lazy("Candidature")
    DRAWING = "drawing", gettext_lazy("Les deux jours")
    IDEA = "idea", gettext_lazy("Idées gardées")
    ACTION = "action", gettext_lazy("Plan d’action")
    NEED = "need", gettext_lazy("Besoins")
    MEETING = "meeting", gettext_lazy("Rendez-vous")
    SURVEY = "survey", gettext_lazy("Enquêtes")
    SUPPORT = "support", gettext_lazy("Partenaires")


@dataclass(frozen=True)
class TimelineEvent:
    """``who`` is credited with it; empty where nobody is. ``origin``: what of before it comes from, in its words."""

    at: datetime
    kind: EventKind
    title: str
    text: str = ""
    who: str = ""
    origin: str = ""


def read_timeline(room: ProjectRoom, at: datetime) -> list[TimelineEvent]:
    """What happened, oldest first, as the visitor of this room may read it. 17 queries at most."""
    events = [
        *_list_selection_events(room),
        *_list_session_events(room, at),
        *_list_ideas_events(room),
        *_list_plan_events(room),
        *_list_needs_events(room),
        *_list_meetings_events(room),
        *_list_surveys_events(room),
    ]
    if room.reads_answers:
        events += [*_list_letters_events(room), *_list_commitments_events(room)]
    return sorted(events, key=lambda event: event.at)


def _list_selection_events(room: ProjectRoom) -> Iterator[TimelineEvent]:
    sent, place = room.application.submitted_at, room.participation
    if sent:
        yield TimelineEvent(sent, EventKind.SELECTION, _("Dossier déposé"), room.application.reference)
    yield TimelineEvent(place.offered_at, EventKind.SELECTION, _("Projet retenu"))
    if place.left_session_at:
        yield TimelineEvent(place.left_session_at, EventKind.SELECTION, _("Le projet quitte la session"))
    elif place.answered_at:
        yield TimelineEvent(place.answered_at, EventKind.SELECTION, _("Venue confirmée"))


def _list_session_events(room: ProjectRoom, at: datetime) -> Iterator[TimelineEvent]:
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


def _list_ideas_events(room: ProjectRoom) -> Iterator[TimelineEvent]:
    """A name that was only chosen at the door is credited with nothing."""
    for idea in list_received(room.participation).filter(verdict=Verdict.KEEP):
        who = "" if idea.by_name else idea.author_name
        yield TimelineEvent(
            idea.created_at, EventKind.IDEA, _("Idée gardée"), idea.text, who, _name_blocker(idea)
        )


def _name_blocker(row: Any) -> str:
    """What it was thought of against, if that still stands in the plan."""
    blocker = row.blocker
    if blocker is None or blocker.removed_at or not blocker.text:
        return ""
    return _("Sur le verrou : %(blocker)s") % {"blocker": blocker.text}


def _list_plan_events(room: ProjectRoom) -> Iterator[TimelineEvent]:
    """Blockers, actions with the ideas they were born of, needs with the action they are for. Four queries."""
    blockers = Blocker.objects.filter(participation=room.participation).active().exclude(text="")
    for blocker in blockers.order_by("created_at", "pk"):
        yield TimelineEvent(blocker.created_at, EventKind.ACTION, _("Verrou nommé"), blocker.text)
    rows = ActionItem.objects.filter(participation=room.participation).active().exclude(line="")
    accepted = Contribution.objects.published().filter(verdict=Verdict.KEEP).order_by("created_at", "pk")
    rows = rows.select_related("blocker").prefetch_related(Prefetch("sources", accepted))
    for action in rows.order_by("created_at", "pk"):
        origins = [_describe_origin(idea) for idea in action.sources.all()] or [_name_blocker(action)]
        yield TimelineEvent(
            action.created_at,
            EventKind.ACTION,
            _("Action décidée"),
            action.line,
            action.owner,
            " ".join(filter(None, origins)),
        )
    news = ActionUpdate.objects.filter(action__participation=room.participation).select_related(
        "action", "by"
    )
    for update in news.order_by("at", "pk"):
        title = _("Action : %(state)s") % {"state": ActionState(update.state).label}
        text = f"{update.action.line} — {update.note}" if update.note else update.action.line
        yield TimelineEvent(update.at, EventKind.ACTION, title, text, str(update.by or ""))


def _describe_origin(idea: Contribution) -> str:
    if idea.by_name or not idea.author_name:
        return _("Née de l’idée : « %(idea)s »") % {"idea": idea.text}
    return _("Née de l’idée : « %(idea)s » (%(author)s)") % {"author": idea.author_name, "idea": idea.text}


def _list_meetings_events(room: ProjectRoom) -> Iterator[TimelineEvent]:
    rows = MentorMeeting.objects.filter(
        pairing__participation=room.participation, state=MentorMeetingState.HELD, starts_at__isnull=False
    ).select_related("pairing__mentor")
    for meeting in rows.order_by("starts_at", "pk"):
        assert meeting.starts_at
        title, who = _("Rendez-vous de suivi"), str(meeting.pairing.mentor)
        yield TimelineEvent(meeting.starts_at, EventKind.MEETING, title, meeting.get_kind_display(), who)


def _list_surveys_events(room: ProjectRoom) -> Iterator[TimelineEvent]:
    """That it answered; of a follow-up its words too, for those who read its answers."""
    rows = SurveyInvitation.objects.sent().filter(participation=room.participation).select_related("survey")
    answers = list(rows.order_by("sent_at", "pk"))
    words = _read_words(answers) if room.reads_answers else {}
    for answered in answers:
        if answered.sent_at is None:
            continue
        title = _("Enquête remplie")
        yield TimelineEvent(answered.sent_at, EventKind.SURVEY, title, str(answered.survey.label))
        for label, text in words.get(answered.sheet_id, ()):
            yield TimelineEvent(answered.sent_at, EventKind.SURVEY, label, text, room.project.title)


def _read_words(answers: Iterable[SurveyInvitation]) -> dict[int, list[tuple[str, str]]]:
    """By sheet, the texts of the syntheses and follow-ups, under headings. One query."""
    named = [row.sheet_id for row in answers if row.survey.kind in OF_A_PROJECT]
    known = headings()
    return {
        sheet: [(str(known.get(text["key"], text["label"])), str(text["text"])) for text in list_texts(own)]
        for sheet, own in read_answers(named).items()
    }


def _list_needs_events(room: ProjectRoom) -> Iterator[TimelineEvent]:
    """Needs that are passed on, from the day they were; for organisers, what each body answers.

    Those who hold the project read in the letter what is decided of them. Three queries at most.
    """
    rows = Need.objects.filter(participation=room.participation, is_shared=True).active().exclude(sentence="")
    needs = {need.pk: need for need in rows.select_related("action").order_by("pk")}
    acts = AuditEntry.objects.filter(
        verb="share_need", subject_type="coaching.need", subject_id__in=[str(pk) for pk in needs]
    )
    shared_at = dict(acts.order_by("pk").values_list("subject_id", "at"))
    for need in needs.values():
        action = need.action
        origin = (
            _("Pour l’action : %(line)s") % {"line": action.line} if action and not action.removed_at else ""
        )
        at = shared_at.get(str(need.pk), need.created_at)
        yield TimelineEvent(
            at, EventKind.NEED, _("Besoin transmis aux partenaires"), need.sentence, "", origin
        )
    if room.enters_as != "organiser" or not needs:
        return
    stances = Stance.objects.filter(need__in=needs).select_related("organisation", "refer_to")
    for stance in stances.order_by("saved_at", "pk"):
        title = _("Réponse d’un organisme : %(stance)s") % {
            "stance": describe_stance(stance.kind, str(stance.refer_to or ""))
        }
        origin = _("Au besoin : %(need)s") % {"need": needs[stance.need_id].sentence}
        yield TimelineEvent(
            stance.saved_at, EventKind.SUPPORT, title, stance.comment, str(stance.organisation), origin
        )
    for decision in SupportDecision.objects.filter(need__in=needs).select_related("lead").order_by("pk"):
        title = _("Décision des partenaires : %(outcome)s") % {"outcome": decision.get_outcome_display()}
        origin = _("Au besoin : %(need)s") % {"need": needs[decision.need_id].sentence}
        yield TimelineEvent(
            decision.decided_at, EventKind.SUPPORT, title, decision.reason, str(decision.lead or ""), origin
        )


def _list_letters_events(room: ProjectRoom) -> Iterator[TimelineEvent]:
    """A letter, what it says of each need, and the answer of the project. Two queries."""
    rows = SupportLetter.objects.sent().filter(participation=room.participation)
    lines = LetterLine.objects.select_related("lead").order_by("position", "pk")
    for letter in rows.order_by("sent_at", "pk").prefetch_related(Prefetch("lines", lines)):
        if not letter.sent_at:
            continue
        title = _("Lettre des partenaires, version %(number)d") % {"number": letter.number}
        yield TimelineEvent(letter.sent_at, EventKind.SUPPORT, title)
        for line in letter.lines.all():
            if line.change == LineChange.SAME and letter.number > 1:
                continue
            title = _("Décision : %(outcome)s") % {"outcome": line.get_outcome_display()}
            origin = _("Au besoin : %(need)s") % {"need": line.sentence}
            yield TimelineEvent(
                letter.sent_at, EventKind.SUPPORT, title, line.reason, str(line.lead or ""), origin
            )
            if line.answer and line.answered_at:
                title = _("Réponse du projet : %(answer)s") % {"answer": line.get_answer_display()}
                yield TimelineEvent(
                    line.answered_at, EventKind.SUPPORT, title, line.answer_reason, room.project.title, origin
                )


def _list_commitments_events(room: ProjectRoom) -> Iterator[TimelineEvent]:
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
