"""After the session: the hot debrief, the syntheses as they come back, and the reports."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accelerator.outbox import reminders
from accelerator.questionnaires import actions as questionnaires
from accelerator.questionnaires.forms import PREFIX, answer_form
from coaching.demo.edition import LoadedEdition
from coaching.models import Survey, SurveyInvitation, SynthesisReport
from coaching.surveys.actions import survey
from coaching.surveys.enums import SurveyKind
from coaching.synthesis import actions as report
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
    links = _links_of(loaded, opened, participations)
    for number, (key, link) in enumerate(links.items()):
        at = opens_at + timedelta(minutes=7 + 2 * number)
        if key not in loaded.data.left_early and at <= calendar.now:
            _answer(link, loaded.data.surveys[key].debrief(), at)


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
    links = _links_of(loaded, opened, participations)
    reminded = False
    for number, (key, link) in enumerate(links.items()):
        at = calendar.at(5 + number, "08:20") + timedelta(minutes=71 * number)
        if at > calendar.at(11, "09:05") and calendar.is_past(11, "09:05") and not reminded:
            reminded = bool(reminders.plan(calendar.at(11, "09:05")))
        if at <= calendar.now:
            _answer(link, loaded.data.surveys[key].synthesis(), at)
            _build_reports(loaded, at)
        elif at <= calendar.now + timedelta(days=2):
            _begin(link, loaded.data.surveys[key].synthesis(), calendar.now - timedelta(hours=5))
    if calendar.is_past(33, "10:00"):
        _report_on_edition(loaded, calendar.at(33, "10:00"))


def _links_of(
    loaded: LoadedEdition, opened: Survey, participations: dict[str, Participation]
) -> dict[str, SurveyInvitation]:
    rows = SurveyInvitation.objects.filter(survey=opened).select_related(
        "survey__edition", "sheet", "participation__project"
    )
    by_participation = {row.participation_id: row for row in rows}
    return {key: by_participation[participations[key].pk] for key in loaded.data.surveys}


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


def _build_reports(loaded: LoadedEdition, at: datetime) -> None:
    """Do at once what the job does."""
    waiting = report.PENDING
    for pk in SynthesisReport.objects.filter(edition=loaded.edition, state__in=waiting).values_list(
        "pk", flat=True
    ):
        report.build_queued(report_id=pk, at=at + timedelta(minutes=1))


def _report_on_edition(loaded: LoadedEdition, at: datetime) -> None:
    """Every project again, now that the edition can be compared, then the edition in both languages."""
    report.request_all(edition=loaded.edition, language="fr", actor=loaded.organiser, at=at)
    for language in ("fr", "en"):
        report.request_report(
            edition=loaded.edition, participation=None, language=language, actor=loaded.organiser, at=at
        )
    _build_reports(loaded, at)
