"""After the session: the hot debrief, the syntheses as they come back, and the reports."""

from datetime import datetime, timedelta

from accelerator.outbox import reminders
from coaching.demo.edition import LoadedEdition
from coaching.models import Attendee, Survey
from coaching.surveys import demo as answering
from coaching.surveys.actions import room, survey
from coaching.surveys.enums import SurveyKind
from coaching.synthesis.actions import building
from coaching.synthesis.actions import reports as report
from projects.models import Participation


def answer_debrief(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """The hot debrief, answered before leaving. Side effects: those of the actions."""
    calendar = loaded.calendar
    opens_at = calendar.at(1, "16:10")
    if opens_at > calendar.now:
        return
    opened = survey.open_survey(
        edition=loaded.edition, kind=SurveyKind.DEBRIEF, opens_at=opens_at, closes_at=calendar.at(4, "20:00"),
        actor=loaded.session_organiser, at=opens_at,
    )  # fmt: skip
    survey.send_links(survey=opened, actor=loaded.session_organiser, at=opens_at)
    _answer_in_the_room(loaded, opened, opens_at)
    keys = list(loaded.data.surveys)
    links = answering.links_of(opened, [participations[key] for key in keys])
    for number, (key, link) in enumerate(zip(keys, links, strict=True)):
        at = opens_at + timedelta(minutes=7 + 2 * number)
        if key not in loaded.data.left_early and at <= calendar.now:
            answering.answer(link, loaded.data.surveys[key].debrief(), at)


def _answer_in_the_room(loaded: LoadedEdition, survey: Survey, opens_at: datetime) -> None:
    """Those who coach and those who watch, on their phones. Side effects: those of the actions."""
    room.open_in_room(edition=loaded.edition, actor=loaded.session_organiser, at=opens_at)
    survey.refresh_from_db()
    people = {
        attendee.name: attendee for attendee in Attendee.objects.filter(session__edition=loaded.edition)
    }
    for number, answer in enumerate(loaded.data.room_answers):
        at = opens_at + timedelta(minutes=5 + number)
        if at <= loaded.calendar.now:
            response = room.start_room_response(survey=survey, attendee=people[answer.name], at=at)
            answering.fill_in(response.sheet, answer.values(), at)
            room.send_room_response(response=response, at=at)
    closes_at = opens_at + timedelta(minutes=35)
    if closes_at <= loaded.calendar.now:
        room.close_in_room(edition=loaded.edition, actor=loaded.session_organiser, at=closes_at)


def answer_synthesis(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """The syntheses that came back so far, each with its report; once all are there, the edition's.

    Side effects: those of the actions and of their jobs, done at once; the reminders that were due meanwhile.
    """
    calendar = loaded.calendar
    opens_at = calendar.at(4, "09:00")
    if opens_at > calendar.now:
        return
    opened = survey.open_survey(
        edition=loaded.edition, kind=SurveyKind.SYNTHESIS, opens_at=opens_at, closes_at=calendar.survey_closes_at,
        actor=loaded.organiser, at=opens_at,
    )  # fmt: skip
    survey.send_links(survey=opened, actor=loaded.organiser, at=opens_at)
    keys = list(loaded.data.surveys)
    links = answering.links_of(opened, [participations[key] for key in keys])
    reminded = False
    for number, (key, link) in enumerate(zip(keys, links, strict=True)):
        at = calendar.at(5 + number, "08:20") + timedelta(minutes=71 * number)
        if at > calendar.at(11, "09:05") and calendar.is_past(11, "09:05") and not reminded:
            reminded = bool(reminders.plan(calendar.at(11, "09:05"), scope=loaded.edition.scope))
        if at <= calendar.now:
            answering.answer(link, loaded.data.surveys[key].synthesis(), at)
            building.build_waiting(edition=loaded.edition, at=at + timedelta(minutes=1))
        elif at <= calendar.now + timedelta(days=2):
            answering.begin(link, loaded.data.surveys[key].synthesis(), calendar.now - timedelta(hours=5))
    if calendar.is_past(33, "10:00"):
        _report_on_edition(loaded, calendar.at(33, "10:00"))


def _report_on_edition(loaded: LoadedEdition, at: datetime) -> None:
    """Every project again, now that the edition can be compared, then the edition in both languages."""
    report.request_all(edition=loaded.edition, language="fr", actor=loaded.organiser, at=at)
    for language in ("fr", "en"):
        report.request_report(
            edition=loaded.edition, participation=None, language=language, actor=loaded.organiser, at=at
        )
    building.build_waiting(edition=loaded.edition, at=at + timedelta(minutes=1))
