"""After the session: the hot debrief, the syntheses as they come back, and the reports."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accelerator.outbox import reminders
from accelerator.questionnaires import actions as questionnaires
from accelerator.questionnaires.forms import PREFIX, answer_form
from coaching.demo.founding import World
from coaching.demo.synthesis import RETURNS
from coaching.models import SurveyInvitation, SynthesisReport
from coaching.surveys.actions import survey
from coaching.surveys.enums import SurveyKind
from coaching.synthesis import actions as report
from projects.models import Participation

SILENT = ("entrepots-de-seine",)
"""Gone before the debrief."""


def debrief(world: World, participations: dict[str, Participation]) -> None:
    """The hot debrief, answered before leaving. Side effects: those of the actions."""
    calendar = world.calendar
    opens_at = calendar.at(1, "16:10")
    if opens_at > calendar.now:
        return
    opened = survey.open_survey(
        edition=world.edition, kind=SurveyKind.DEBRIEF, opens_at=opens_at, closes_at=calendar.at(4, "20:00"),
        actor=world.second, at=opens_at,
    )  # fmt: skip
    survey.send_links(survey=opened, actor=world.second, at=opens_at)
    links = _links(opened.pk, participations)
    for number, (key, link) in enumerate(links.items()):
        at = opens_at + timedelta(minutes=7 + 2 * number)
        if key not in SILENT and at <= calendar.now:
            _answer(link, RETURNS[key].debrief(), at)


def synthesise(world: World, participations: dict[str, Participation]) -> None:
    """The syntheses that came back so far, each with its report; once all are there, the edition's.

    Side effects: those of the actions and of their jobs, done at once; the reminders that were due meanwhile.
    """
    calendar = world.calendar
    opens_at = calendar.at(4, "09:00")
    if opens_at > calendar.now:
        return
    opened = survey.open_survey(
        edition=world.edition, kind=SurveyKind.SYNTHESIS, opens_at=opens_at, closes_at=calendar.survey_closes_at,
        actor=world.organiser, at=opens_at,
    )  # fmt: skip
    survey.send_links(survey=opened, actor=world.organiser, at=opens_at)
    links = _links(opened.pk, participations)
    reminded = False
    for number, (key, link) in enumerate(links.items()):
        at = calendar.at(5 + number, "08:20") + timedelta(minutes=71 * number)
        if at > calendar.at(11, "09:05") and calendar.is_past(11, "09:05") and not reminded:
            reminded = bool(reminders.plan(calendar.at(11, "09:05")))
        if at <= calendar.now:
            _answer(link, RETURNS[key].synthesis(), at)
            _build(world, at)
        elif at <= calendar.now + timedelta(days=2):
            _begin(link, RETURNS[key].synthesis(), calendar.now - timedelta(hours=5))
    if calendar.is_past(33, "10:00"):
        _report_on_edition(world, calendar.at(33, "10:00"))


def _links(survey_id: int, participations: dict[str, Participation]) -> dict[str, SurveyInvitation]:
    rows = SurveyInvitation.objects.filter(survey=survey_id).select_related(
        "survey__edition", "sheet", "participation__project"
    )
    by_participation = {row.participation_id: row for row in rows}
    return {key: by_participation[participations[key].pk] for key in RETURNS}


def _begin(link: SurveyInvitation, given: Mapping[str, object], at: datetime) -> None:
    """Only the first answers are there yet."""
    _save(link, dict(list(given.items())[:2]), at)


def _answer(link: SurveyInvitation, given: Mapping[str, object], at: datetime) -> None:
    _save(link, given, at - timedelta(minutes=2))
    survey.submit_response(invitation=link, actor=None, at=at)


def _save(link: SurveyInvitation, given: Mapping[str, object], at: datetime) -> None:
    form = answer_form(link.sheet, data={f"{PREFIX}{key}": value for key, value in given.items()})
    if not form.is_valid():
        raise ValueError(f"these answers do not fit the survey: {form.errors.as_json()}")
    questionnaires.save_answers(sheet=link.sheet, form=form, actor=None, at=at)
    survey.start_response(invitation=link, actor=None, at=at)


def _build(world: World, at: datetime) -> None:
    """Do at once what the job does."""
    waiting = report.PENDING
    for pk in SynthesisReport.objects.filter(edition=world.edition, state__in=waiting).values_list(
        "pk", flat=True
    ):
        report.build_queued(report_id=pk, at=at + timedelta(minutes=1))


def _report_on_edition(world: World, at: datetime) -> None:
    """Every project again, now that the edition can be compared, then the edition in both languages."""
    report.request_all(edition=world.edition, language="fr", actor=world.organiser, at=at)
    for language in ("fr", "en"):
        report.request_report(
            edition=world.edition, participation=None, language=language, actor=world.organiser, at=at
        )
    _build(world, at)
