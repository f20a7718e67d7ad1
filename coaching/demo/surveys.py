"""Answers of the demo's projects to surveys: after the session, and during the year."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from accelerator.accounts.models import User
from accelerator.data_files import convert
from accelerator.outbox import reminders
from accelerator.questionnaires import actions as questionnaires
from accelerator.questionnaires.forms import PREFIX, VERSION_PREFIX, answer_form
from accelerator.questionnaires.kinds.scales import SEPARATOR
from accelerator.questionnaires.models import AnswerSheet
from coaching.demo.edition import LoadedEdition
from coaching.demo.reader import DATA, read_toml
from coaching.models import Attendee, Survey, SurveyInvitation
from coaching.surveys.actions import confirmations, people, room, survey as actions
from coaching.surveys.confirmable_plan import find_relevance, read_confirmable_plan
from coaching.surveys.enums import Relevance, SurveyKind
from coaching.synthesis.actions import building, reports as report
from projects.models import Participation


def list_links(survey: Survey, participations: Iterable[Participation]) -> list[SurveyInvitation]:
    """The invitations of these projects, in their order."""
    rows = survey.invitations.select_related("survey__edition", "sheet", "participation__project")
    by_participation = {invitation.participation_id: invitation for invitation in rows}
    return [by_participation[participation.pk] for participation in participations]


def begin_link(link: SurveyInvitation, answers: Mapping[str, object], at: datetime) -> None:
    """Save the first answers alone, and confirm two actions. Side effects: those of the actions."""
    _save(link, dict(list(answers.items())[:2]), at)
    for item in read_confirmable_plan(link).actions[:2]:
        relevance = find_relevance(item.row.state)
        confirmations.confirm_action(invitation=link, uid=item.uid, relevance=relevance, actor=None, at=at)


def answer_link(
    link: SurveyInvitation,
    answers: Mapping[str, object],
    at: datetime,
    progress: Mapping[str, tuple[Relevance, str]] | None = None,
) -> None:
    """Save all the answers and send them; the plan is confirmed unchanged, except ``progress`` (line of an action →
    its state, and a comment).

    Side effects: those of the actions. Raises ``ValueError`` for an action that is not in the plan.
    """
    _save(link, answers, at - timedelta(minutes=2))
    if link.survey.confirms_plan:
        actions_of_plan = {item.label: item for item in read_confirmable_plan(link).actions}
        for line, (relevance, note) in (progress or {}).items():
            if line not in actions_of_plan:
                raise ValueError(f"there is no action {line!r}")
            confirmations.confirm_action(
                invitation=link, uid=actions_of_plan[line].uid, relevance=relevance, note=note, actor=None,
                at=at - timedelta(minutes=1),
            )  # fmt: skip
        confirmations.confirm_rest(invitation=link, actor=None, at=at - timedelta(minutes=1))
    actions.submit_response(invitation=link, actor=None, at=at)


def _save(link: SurveyInvitation, answers: Mapping[str, object], at: datetime) -> None:
    fill_in(link.sheet, answers, at)
    actions.start_response(invitation=link, actor=None, at=at)


def fill_in(
    sheet: AnswerSheet,
    answers: Mapping[str, object],
    at: datetime,
    *,
    actor: User | None = None,
) -> None:
    """Save these answers in a sheet; of a grid, the level of each row.

    Side effects: those of the action. Raises ``ValueError`` for an answer that is not valid.
    """
    form = answer_form(sheet, data=dict(_post(answers)))
    if not form.is_valid():
        raise ValueError(f"these answers do not fit the survey: {form.errors.as_json()}")
    questionnaires.save_answers(sheet=sheet, form=form, actor=actor, at=at)


def _post(answers: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The fields of these answers as a browser would post them."""
    for key, value in answers.items():
        if isinstance(value, Mapping):
            yield f"{VERSION_PREFIX}{key}", ""
            yield from ((f"{PREFIX}{key}.{row}", f"{row}{SEPARATOR}{level}") for row, level in value.items())
        else:
            yield f"{PREFIX}{key}", value


def answer_debrief(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """The hot debrief, answered before leaving. Side effects: those of the actions."""
    calendar = loaded.calendar
    opens_at = calendar.at(1, "16:10")
    if opens_at > calendar.now:
        return
    opened = actions.open_survey(
        edition=loaded.edition, kind=SurveyKind.DEBRIEF, opens_at=opens_at, closes_at=calendar.at(4, "20:00"),
        actor=loaded.session_organiser, at=opens_at,
    )  # fmt: skip
    actions.send_links(survey=opened, actor=loaded.session_organiser, at=opens_at)
    _answer_in_the_room(loaded, opened, opens_at)
    keys = list(loaded.data.surveys)
    links = list_links(opened, [participations[key] for key in keys])
    for number, (key, link) in enumerate(zip(keys, links, strict=True)):
        at = opens_at + timedelta(minutes=7 + 2 * number)
        if key not in loaded.data.left_early and at <= calendar.now:
            answer_link(link, loaded.data.surveys[key].debrief(), at)


def _answer_in_the_room(loaded: LoadedEdition, survey: Survey, opens_at: datetime) -> None:
    """The answers of mentors and observers on their phones. Side effects: those of the actions."""
    room.open_in_room(edition=loaded.edition, actor=loaded.session_organiser, at=opens_at)
    survey.refresh_from_db()
    people = {
        attendee.name: attendee for attendee in Attendee.objects.filter(session__edition=loaded.edition)
    }
    for number, answer in enumerate(loaded.data.room_answers):
        at = opens_at + timedelta(minutes=5 + number)
        if at <= loaded.calendar.now:
            response = room.start_room_response(survey=survey, attendee=people[answer.name], at=at)
            fill_in(response.sheet, answer.values(), at)
            room.send_room_response(response=response, at=at)
    closes_at = opens_at + timedelta(minutes=35)
    if closes_at <= loaded.calendar.now:
        room.close_in_room(edition=loaded.edition, actor=loaded.session_organiser, at=closes_at)


def answer_synthesis(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """The syntheses so far, each with its report; once all are there, the edition's report.

    Side effects: those of the actions and of their jobs, done at once; the reminders that were due meanwhile.
    """
    calendar = loaded.calendar
    opens_at = calendar.at(4, "09:00")
    if opens_at > calendar.now:
        return
    opened = actions.open_survey(
        edition=loaded.edition, kind=SurveyKind.SYNTHESIS, opens_at=opens_at, closes_at=calendar.survey_closes_at,
        actor=loaded.organiser, at=opens_at,
    )  # fmt: skip
    actions.send_links(survey=opened, actor=loaded.organiser, at=opens_at)
    keys = list(loaded.data.surveys)
    links = list_links(opened, [participations[key] for key in keys])
    reminded = False
    for number, (key, link) in enumerate(zip(keys, links, strict=True)):
        at = calendar.at(5 + number, "08:20") + timedelta(minutes=71 * number)
        if at > calendar.at(11, "09:05") and calendar.is_past(11, "09:05") and not reminded:
            reminded = bool(reminders.plan(calendar.at(11, "09:05"), scope=loaded.edition.scope))
        if at <= calendar.now:
            answer_link(link, loaded.data.surveys[key].synthesis(), at)
            building.build_waiting(edition=loaded.edition, at=at + timedelta(minutes=1))
        elif at <= calendar.now + timedelta(days=2):
            begin_link(link, loaded.data.surveys[key].synthesis(), calendar.now - timedelta(hours=5))
    if calendar.is_past(33, "10:00"):
        _report_on_edition(loaded, calendar.at(33, "10:00"))


def _report_on_edition(loaded: LoadedEdition, at: datetime) -> None:
    """Build the report of every project again, now that the edition can be compared, then the edition's in both
    languages."""
    report.request_all(edition=loaded.edition, language="fr", actor=loaded.organiser, at=at)
    for language in ("fr", "en"):
        report.request_report(
            edition=loaded.edition, participation=None, language=language, actor=loaded.organiser, at=at
        )
    building.build_waiting(edition=loaded.edition, at=at + timedelta(minutes=1))


OPENS = {1: 31, 3: 92, 6: 150}
"""Days after the first of the session on which each wave opens."""
LASTS = 13
EFFECTS = ("organisation", "health", "skills", "managers", "relations", "dialogue")
FELT = ("4", "5", "3", "4", "5", "4")
KEEP = (
    "Le premier soir, où l’on parle d’autre chose.",
    "La frise, pour entrer dans l’histoire des gens.",
    "Deux personnes par projet.",
)


@dataclass(frozen=True, kw_only=True)
class ProgressData:
    """The progress of an action, as a project declares it."""

    line: str
    relevance: Relevance
    note: str


@dataclass(frozen=True, kw_only=True)
class WaveAnswer:
    """The answers of one project to one wave; empty ones are left out. ``effects``: a level for each of EFFECTS."""

    application: str
    wave: int
    day: int
    state: str
    confidence: int
    stage: str = ""
    within_a_month: str = ""
    evolution: str = ""
    involvement: str = ""
    blockers: str = ""
    effects: str = ""
    usefulness: int | None = None
    helped: bool
    helped_how: str = ""
    peers: bool
    peers_how: str = ""
    testimony: str = ""
    progress: tuple[ProgressData, ...] = ()

    def __post_init__(self) -> None:
        if self.wave not in OPENS:
            raise ValueError(f"there is no wave {self.wave}")
        if not re.fullmatch(rf"([1-5-]{{{len(EFFECTS)}}})?", self.effects):
            raise ValueError(
                f"effects are {len(EFFECTS)} digits from 1 to 5, or dashes, not {self.effects!r}"
            )

    def list_answers(self, quote: str) -> dict[str, object]:
        """Question key → answer, as posted; of the grid, row → level."""
        values: dict[str, object] = {
            name: getattr(self, name)
            for name in (
                "state",
                "stage",
                "within_a_month",
                "evolution",
                "involvement",
                "blockers",
                "testimony",
            )
        }
        levels = ("na" if level == "-" else level for level in self.effects)
        values |= {
            "effects": dict(zip(EFFECTS, levels, strict=bool(self.effects))),
            "confidence": str(self.confidence),
            "usefulness": self.usefulness and str(self.usefulness),
            "support_received": "yes" if self.helped else "no",
            "support_useful": self.helped_how,
            "peers": "yes" if self.peers else "no",
            "peers_how": self.peers_how,
            "quote": quote,
        }
        return {key: value for key, value in values.items() if value}


@cache
def read_waves(folder: str) -> tuple[WaveAnswer, ...]:
    """Raises ``DataError``."""
    rows = read_toml(DATA / folder / "waves.toml").get("answers")
    return convert(rows, tuple[WaveAnswer, ...], f"{folder}/waves.toml: answers")


def answer_waves(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """The answers to the waves so far; then the documents, with the year in them.

    Side effects: those of the actions and of their jobs, done at once.
    """
    calendar = loaded.calendar
    built_at = calendar.now
    for wave, opens in OPENS.items():
        opens_at = calendar.at(opens, "09:00")
        if opens_at > calendar.now:
            continue
        opened = actions.open_survey(
            edition=loaded.edition, kind=SurveyKind.FOLLOW_UP, wave=wave, opens_at=opens_at,
            closes_at=calendar.at(opens + LASTS, "20:00"), actor=loaded.organiser, at=opens_at,
        )  # fmt: skip
        actions.send_links(survey=opened, actor=loaded.organiser, at=opens_at)
        answers = [answer for answer in read_waves(loaded.data.slug) if answer.wave == wave]
        links = list_links(opened, [participations[answer.application] for answer in answers])
        for number, (answer, link) in enumerate(zip(answers, links, strict=True)):
            at = calendar.at(answer.day, "11:00") + timedelta(minutes=17 * number)
            if at <= calendar.now:
                quote = loaded.data.surveys[answer.application].quote
                progress = {done.line: (done.relevance, done.note) for done in answer.progress}
                answer_link(link, answer.list_answers(quote), at, progress)
        closes_at = calendar.at(opens + LASTS, "20:00")
        if closes_at <= calendar.now:
            report.request_closed(at=closes_at)
        built_at = min(closes_at + timedelta(minutes=1), calendar.now)
    building.build_waiting(edition=loaded.edition, at=built_at)


def answer_anonymously(loaded: LoadedEdition) -> None:
    """Anonymous answers of participants about the organisation. Side effects: those of the actions."""
    calendar = loaded.calendar
    opens, closes = OPENS[6], OPENS[6] + LASTS
    if not calendar.is_past(closes + 1):
        return
    opens_at = calendar.at(opens, "10:00")
    opened = actions.open_survey(
        edition=loaded.edition, kind=SurveyKind.FREE, title_fr="Travailler dans cette équipe",
        title_en="Working in this team", anonymous=True, audiences=["mentors", "attendees"], opens_at=opens_at,
        closes_at=calendar.at(closes, "20:00"), actor=loaded.organiser, at=opens_at,
    )  # fmt: skip
    actions.send_links(survey=opened, actor=loaded.organiser, at=opens_at)
    invited = Survey.objects.get(pk=opened.pk).invited_count
    for number, overall in enumerate(FELT[:invited]):
        values: dict[str, object] = {"overall": int(overall), "quote": "anonymous" if number % 2 else "no"}
        if number < len(KEEP):
            values["to_keep"] = KEEP[number]
        people.take_anonymous_response(survey=opened, values=values, at=opens_at + timedelta(days=2))
