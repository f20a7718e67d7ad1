"""The story of a project, from its application to twelve months after, read from the rows themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, TextChoices, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.audit.models import AuditEntry
from coaching.canvas.enums import CanvasKind
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
    SupportLetter,
    SurveyInvitation,
)
from coaching.pairing.enums import MeetingKind, MentorMeetingState
from coaching.plan.enums import ActionState
from coaching.room.access import ProjectRoom
from coaching.support.enums import describe_stance
from coaching.surveys.results.responses import OF_A_PROJECT
from coaching.synthesis.reports.wording import list_headings, list_texts, read_answers


class EventKind(TextChoices):
    """The filters of the timeline."""

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
    """An event in the story of a project. ``who``: its author, "" without one; ``origin``: the earlier event that it
    comes from, in words.
    """

    at: datetime
    kind: EventKind
    title: str
    text: str = ""
    who: str = ""
    origin: str = ""


MOST_UNFOLDED = 25
"""Events that are visible without unfolding their month: some six screens of a phone."""


@dataclass(frozen=True)
class StoryMonth:
    """The events of a month by day; ``is_open``: whether they are visible at once."""

    days: list[tuple[datetime, list[TimelineEvent]]]
    is_open: bool

    @property
    def begins(self) -> datetime:
        return self.days[0][0]

    @property
    def events(self) -> list[TimelineEvent]:
        return [event for _, events in self.days for event in events]


def group_by_month(events: Iterable[TimelineEvent]) -> list[StoryMonth]:
    """Group ``events``, oldest first, by month: the last months are open, up to :data:`MOST_UNFOLDED` events, and one
    month at least."""
    by_day = [
        (day, list(of_day))
        for day, of_day in groupby(events, lambda event: timezone.localtime(event.at).date())
    ]
    by_month = [list(days) for _, days in groupby(by_day, lambda day: day[0].replace(day=1))]
    months: list[StoryMonth] = []
    unfolded = 0
    for of_month in reversed(by_month):
        days = [(of_day[0].at, of_day) for _, of_day in of_month]
        unfolded += sum(len(of_day) for _, of_day in days)
        months.insert(0, StoryMonth(days, is_open=not months or unfolded <= MOST_UNFOLDED))
    return months


def read_timeline(room: ProjectRoom, at: datetime) -> list[TimelineEvent]:
    """The events, oldest first, that the visitor of this room may read. Eight queries at most."""
    ideas = list(list_received(room.participation).filter(verdict=Verdict.KEEP))
    needs = list_shared_needs(Need.objects.filter(participation=room.participation))
    events = [
        *_list_selection_events(room),
        *_list_session_events(room, at),
        *_list_row_events(room, needs),
        *_list_ideas_events(ideas),
        *_list_action_events(room, ideas),
        *describe_needs(needs, with_action=True),
        *_list_surveys_events(room),
    ]
    if room.enters_as == "organiser":  # those who hold the project read in the letter what is decided
        events += describe_decisions(needs)
    if room.reads_answers:
        commitments = Commitment.objects.filter(participation=room.participation)
        events += [*_list_line_events(room), *describe_commitments(commitments, room.project.title)]
    return sorted(events, key=lambda event: event.at)


# --- short rows of several lists, in one query ---

NO_TEXT = Value("", output_field=CharField())


class StoryRow(NamedTuple):
    """A row of a list: ``code`` is its kind, state or number; ``text``, ``note``, ``who`` and ``other`` depend on the
    list."""

    source: str
    at: datetime
    pk: int
    code: str
    text: str
    note: str
    who: str
    other: str


def select_rows(source: str, rows: "QuerySet[Any]", at: str, **columns: Any) -> "QuerySet[Any, Any]":
    """The rows of a list as :class:`StoryRow`; ``columns`` by their names there, "" for the others."""
    read = [columns.get(name, NO_TEXT) for name in StoryRow._fields[3:]]
    return rows.order_by().values_list(Value(source, output_field=CharField()), at, "pk", *read)


def fetch_rows(lists: "list[QuerySet[Any, Any]]") -> list[StoryRow]:
    """All rows of these lists, list by list, oldest first. One query."""
    first, *others = lists
    return sorted(StoryRow(*row) for row in first.union(*others, all=True))


def select_stances(needs: Iterable[Need]) -> "QuerySet[Any, Any]":
    """The answers of bodies to these needs; ``note``: the need, ``other``: the body they refer it to."""
    return select_rows(
        "stance",
        Stance.objects.filter(need__in=list(needs)),
        "saved_at",
        code="kind",
        text="comment",
        note="need__sentence",
        who=name_body("organisation"),
        other=name_body("refer_to"),
    )


def describe_stance_row(row: StoryRow) -> TimelineEvent:
    title = _("Réponse d’un organisme : %(stance)s") % {"stance": describe_stance(row.code, row.other)}
    origin = _("Au besoin : %(need)s") % {"need": row.note}
    return TimelineEvent(row.at, EventKind.SUPPORT, title, row.text, row.who, origin)


def name_body(path: str) -> Coalesce:
    """The short name of a body, else its name."""
    return Coalesce(NullIf(f"{path}__short_name", NO_TEXT), f"{path}__name", NO_TEXT)


def _name_person(path: str) -> Coalesce:
    return Coalesce(NullIf(f"{path}__name", NO_TEXT), f"{path}__email", NO_TEXT, output_field=CharField())


def _list_row_events(room: ProjectRoom, needs: Iterable[Need]) -> Iterator[TimelineEvent]:
    """Canvases, blockers, news of actions, meetings; letters for their readers, stances for organisers. One query."""
    own = {"participation": room.participation}
    meetings = MentorMeeting.objects.filter(
        pairing__participation=room.participation,
        state=MentorMeetingState.TOOK_PLACE,
        starts_at__isnull=False,
    )
    lists = [
        select_rows(
            "canvas", Canvas.objects.filter(**own, validated_at__isnull=False), "validated_at", code="kind"
        ),
        select_rows(
            "blocker", Blocker.objects.filter(**own).active().exclude(text=""), "created_at", text="text"
        ),
        select_rows("meeting", meetings, "starts_at", code="kind", who=_name_person("pairing__mentor")),
        select_rows(
            "update",
            ActionUpdate.objects.filter(action__participation=room.participation),
            "at",
            code="state",
            text="action__line",
            note="note",
            who=_name_person("by"),
        ),
    ]
    if room.reads_answers:
        letters = SupportLetter.objects.sent().filter(**own, sent_at__isnull=False)
        lists.append(select_rows("letter", letters, "sent_at", code=Cast("number", CharField())))
    if room.enters_as == "organiser":
        lists.append(select_stances(needs))
    return map(_describe_row, fetch_rows(lists))


def _describe_row(row: StoryRow) -> TimelineEvent:
    match row.source:
        case "canvas":
            title = _("%(canvas)s : validation par le projet") % {"canvas": CanvasKind(row.code).label}
            return TimelineEvent(row.at, EventKind.DRAWING, title)
        case "blocker":
            return TimelineEvent(row.at, EventKind.ACTION, _("Verrou nommé"), row.text)
        case "meeting":
            kind = str(MeetingKind(row.code).label)
            return TimelineEvent(row.at, EventKind.MEETING, _("Rendez-vous de suivi"), kind, row.who)
        case "update":
            title = _("Action : %(state)s") % {"state": ActionState(row.code).label}
            text = f"{row.text} — {row.note}" if row.note else row.text
            return TimelineEvent(row.at, EventKind.ACTION, title, text, row.who)
        case "letter":
            title = _("Lettre des partenaires, version %(number)d") % {"number": int(row.code)}
            return TimelineEvent(row.at, EventKind.SUPPORT, title)
    return describe_stance_row(row)


# --- lists of their own ---


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
    """The session itself, once it has begun."""
    edition = room.participation.edition
    if edition.session_starts_on and edition.session_has_begun(at):
        begins = timezone.make_aware(datetime.combine(edition.session_starts_on, datetime.min.time()))
        yield TimelineEvent(begins, EventKind.DRAWING, str(edition), edition.place)


def _list_ideas_events(ideas: Iterable[Contribution]) -> Iterator[TimelineEvent]:
    """Ideas received; without the author's name if it was only chosen at the door."""
    for idea in ideas:
        who = "" if idea.by_name else idea.author_name
        yield TimelineEvent(
            idea.created_at, EventKind.IDEA, _("Idée gardée"), idea.text, who, _name_blocker(idea)
        )


def _name_blocker(row: Any) -> str:
    """The blocker that an idea answers, if it is still in the plan."""
    blocker = row.blocker
    if blocker is None or blocker.removed_at or not blocker.text:
        return ""
    return _("Sur le verrou : %(blocker)s") % {"blocker": blocker.text}


def _list_action_events(room: ProjectRoom, ideas: Iterable[Contribution]) -> Iterator[TimelineEvent]:
    """Actions with their ideas: an action has one row for each of them. One query."""
    by_key = {idea.pk: idea for idea in ideas}
    rows: Any = ActionItem.objects.filter(participation=room.participation).active().exclude(line="")
    rows = rows.select_related("blocker").annotate(source=F("sources__pk"))
    sources: dict[ActionItem, list[Contribution]] = {}
    for action in rows.order_by("created_at", "pk", "sources__created_at", "sources__pk"):
        own = sources.setdefault(action, [])
        if action.source in by_key:
            own.append(by_key[action.source])
    for action, own in sources.items():
        origins = [_describe_origin(idea) for idea in own] or [_name_blocker(action)]
        origin = " ".join(filter(None, origins))
        yield TimelineEvent(
            action.created_at, EventKind.ACTION, _("Action décidée"), action.line, action.owner, origin
        )


def _describe_origin(idea: Contribution) -> str:
    if idea.by_name or not idea.author_name:
        return _("Née de l’idée : « %(idea)s »") % {"idea": idea.text}
    return _("Née de l’idée : « %(idea)s » (%(author)s)") % {"author": idea.author_name, "idea": idea.text}


def _list_surveys_events(room: ProjectRoom) -> Iterator[TimelineEvent]:
    """The surveys answered; with the words of a follow-up for readers of its answers."""
    rows = SurveyInvitation.objects.sent().filter(participation=room.participation).select_related("survey")
    answers = list(rows.order_by("sent_at", "pk"))
    words = read_words(answers) if room.reads_answers else {}
    for answered in answers:
        if answered.sent_at is None:
            continue
        title = _("Enquête remplie")
        yield TimelineEvent(answered.sent_at, EventKind.SURVEY, title, str(answered.survey.label))
        for label, text in words.get(answered.sheet_id, ()):
            yield TimelineEvent(answered.sent_at, EventKind.SURVEY, label, text, room.project.title)


def read_words(answers: Iterable[SurveyInvitation]) -> dict[int, list[tuple[str, str]]]:
    """The texts of syntheses and follow-ups, by sheet and heading. One query."""
    named = [row.sheet_id for row in answers if row.survey.kind in OF_A_PROJECT]
    titles = list_headings()
    return {
        sheet: [(str(titles.get(text["key"], text["label"])), str(text["text"])) for text in list_texts(own)]
        for sheet, own in read_answers(named).items()
    }


def list_shared_needs(needs: Any) -> list[Any]:
    """The shared needs, with their decisions and ``shared_at``, the day of sharing. One query."""
    acts = AuditEntry.objects.filter(
        verb="share_need", subject_type="coaching.need", subject_id=Cast(OuterRef("pk"), CharField())
    )
    shared_at = Subquery(acts.order_by("-pk").values("at")[:1])
    rows = needs.filter(is_shared=True).active().exclude(sentence="").annotate(shared_at=shared_at)
    return list(rows.select_related("action", "decision__lead").order_by("pk"))


def describe_needs(needs: Iterable[Any], *, with_action: bool) -> Iterator[TimelineEvent]:
    """``with_action``: also the action of each need, for readers of the plan. No query."""
    title = _("Besoin transmis aux partenaires")
    for need in needs:
        action = need.action if with_action else None
        origin = (
            _("Pour l’action : %(line)s") % {"line": action.line} if action and not action.removed_at else ""
        )
        at = need.shared_at or need.created_at
        yield TimelineEvent(at, EventKind.NEED, title, need.sentence, "", origin)


def describe_decisions(needs: Iterable[Any]) -> Iterator[TimelineEvent]:
    """The decisions of partners on the needs of :func:`list_shared_needs`. No query."""
    for need in needs:
        if hasattr(need, "decision"):
            decision = need.decision
            title = _("Décision des partenaires : %(outcome)s") % {"outcome": decision.get_outcome_display()}
            who, origin = str(decision.lead or ""), _("Au besoin : %(need)s") % {"need": need.sentence}
            yield TimelineEvent(decision.decided_at, EventKind.SUPPORT, title, decision.reason, who, origin)


def _list_line_events(room: ProjectRoom) -> Iterator[TimelineEvent]:
    """The lines of letters, and the answers of the project. One query."""
    sent = SupportLetter.objects.sent().filter(participation=room.participation, sent_at__isnull=False)
    lines = LetterLine.objects.filter(letter__in=sent.order_by().values("pk"))
    for line in lines.select_related("letter", "lead").order_by(
        "letter__sent_at", "letter", "position", "pk"
    ):
        if (line.change == LineChange.SAME and line.letter.number > 1) or line.letter.sent_at is None:
            continue
        title = _("Décision : %(outcome)s") % {"outcome": line.get_outcome_display()}
        who, origin = str(line.lead or ""), _("Au besoin : %(need)s") % {"need": line.sentence}
        yield TimelineEvent(line.letter.sent_at, EventKind.SUPPORT, title, line.reason, who, origin)
        if line.answer and line.answered_at:
            title = _("Réponse du projet : %(answer)s") % {"answer": line.get_answer_display()}
            yield TimelineEvent(
                line.answered_at, EventKind.SUPPORT, title, line.answer_reason, room.project.title, origin
            )


def describe_commitments(commitments: Any, project: str) -> Iterator[TimelineEvent]:
    """Commitments to the ``project`` of this title with their news: one row for each note. One query."""
    rows: Any = commitments.select_related("body")
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
            who = project if row.note_from_project else body
            yield TimelineEvent(row.note_at, EventKind.SUPPORT, title, text, who)
