"""The reports of a finished edition: for its partners before and after their meeting, and for everybody."""

from datetime import timedelta

from coaching.demo.calendar import PARTNERS_MEET
from coaching.demo.edition import LoadedEdition
from coaching.models import SynthesisReport
from coaching.synthesis.actions import building
from coaching.synthesis.actions.editing import confirm_section
from coaching.synthesis.actions.publishing import publish_report
from coaching.synthesis.actions.reports import request_report
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.edits import show_sections

PUBLISHED = 161
"""Days after the first of the session: most answers of six months are in."""
LESSONS = {
    "fr": (
        "Nous retenons trois choses. Deux personnes par projet, toujours : celle qui porte et celle qui fait. "
        "La frise avant la carte, parce qu’on ne discute pas d’un travail qu’on n’a pas raconté. "
        "Et la réunion des partenaires dans les six semaines, tant que l’élan est là."
    ),
    "en": (
        "We keep three things. Two people for each project, always: the one who leads and the one who does. "
        "The timeline before the map, since nobody discusses work that has not been told. "
        "And the partners’ meeting within six weeks, while the momentum lasts."
    ),
}


def publish_partners_views(loaded: LoadedEdition) -> None:
    """The partners' view, the day before they meet and once the year has begun. Side effects: those of the actions."""
    for day in (PARTNERS_MEET - 1, PUBLISHED):
        if loaded.calendar.is_past(day + 1):
            _build(loaded, ReportKind.PARTNERS, "fr", day)


def publish_retrospective(loaded: LoadedEdition) -> None:
    """The retrospective in both languages, with the lessons that organisers wrote. Side effects: as above."""
    if not loaded.calendar.is_past(PUBLISHED + 3):
        return
    for language, lessons in LESSONS.items():
        first = _build(loaded, ReportKind.RETROSPECTIVE, language, PUBLISHED)
        [state] = [section for section in show_sections(first.content, []) if section.key == "lessons"]
        confirm_section(
            report=first, state=state, own="", added=lessons, base_version=0, actor=loaded.organiser,
            at=loaded.calendar.at(PUBLISHED + 1, "09:00"),
        )  # fmt: skip
        last = _build(loaded, ReportKind.RETROSPECTIVE, language, PUBLISHED + 1)
        publish_report(report=last, actor=loaded.organiser, at=loaded.calendar.at(PUBLISHED + 2, "11:00"))


def _build(loaded: LoadedEdition, kind: ReportKind, language: str, day: int) -> SynthesisReport:
    at = loaded.calendar.at(day, "10:00")
    report = request_report(
        edition=loaded.edition,
        participation=None,
        kind=kind,
        language=language,
        actor=loaded.organiser,
        at=at,
    )
    building.build_queued(report_id=report.pk, at=at + timedelta(minutes=1))
    report.refresh_from_db()
    return report
