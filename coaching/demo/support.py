"""The partners: their answers to the needs, their meeting and its minutes, the reports before and after."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from accelerator.accounts.models import User
from accelerator.data_files import build
from coaching.demo.calendar import PARTNERS_MEET
from coaching.demo.edition import LoadedEdition, find_body
from coaching.demo.followup import FollowUp
from coaching.demo.reader import DATA, read_euros, read_toml
from coaching.models import Need, PartnerMeeting, SynthesisReport
from coaching.portfolio import actions as stories
from coaching.portfolio.models import STORIES
from coaching.portfolio.queries.results import read_results
from coaching.support.actions import answers as stances, meeting as actions
from coaching.support.enums import StanceKind, SupportOutcome
from coaching.synthesis.actions import building
from coaching.synthesis.actions.editing import confirm_section, publish_report
from coaching.synthesis.actions.reports import request_report
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.edits import show_sections
from programmes.capabilities import Capability
from programmes.models import Organisation, Role
from projects.models import Participation

A_YEAR = 366
BY_NEED = timedelta(minutes=4)
"""How long the partners discuss one need."""
RUNNING_FOR = timedelta(minutes=55)
"""How long ago a meeting of today was opened, whatever the hour at which the demo is loaded."""


@dataclass(frozen=True, kw_only=True)
class StanceData:
    """``to``: the body to which one refers."""

    body: str
    kind: str
    to: str = ""
    scheme: str = ""
    comment: str = ""
    amount: int | None = None
    amount_for: str = ""


@dataclass(frozen=True, kw_only=True)
class DecisionData:
    """``need``: its number in the plan of the project, from 1."""

    application: str
    need: int
    outcome: str
    lead: str = ""
    scheme: str = ""
    reason: str = ""
    amount: int | None = None
    amount_for: str = ""
    stances: tuple[StanceData, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AmendedData:
    """``approvals``: body → day on which it approved the amended minutes."""

    day: int
    reason: str
    needs: tuple[DecisionData, ...]
    approvals: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SupportData:
    place: str
    attendees: tuple[str, ...]
    notes: str
    needs: tuple[DecisionData, ...]
    amended: AmendedData
    approvals: dict[str, int] = field(default_factory=dict)


@cache
def read_support(folder: str) -> SupportData:
    """Raises ``DataError``."""
    return build(SupportData, read_toml(DATA / folder / "support.toml"), f"{folder}/support.toml")


def meet_partners(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """The answers and decisions of partners so far. Side effects: those of the actions."""
    _Partners(loaded, participations).play()


class _Partners:
    def __init__(self, loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
        self.loaded, self.calendar, self.places = loaded, loaded.calendar, participations
        self.edition, self.organiser = loaded.edition, loaded.organiser
        self.data = read_support(loaded.data.slug)
        roles = Role.objects.who_can(Capability.SUPPORT_PROJECTS).filter(edition=self.edition)
        self.partners: dict[str, User] = {
            str(role.organisation.name): role.user
            for role in roles.select_related("organisation", "user").order_by("pk")
            if role.organisation
        }
        self.schemes = {scheme.name: scheme for scheme in self.edition.schemes.all()}

    def play(self) -> None:
        for number, entry in enumerate(self.data.needs):
            self._answer(entry, self.calendar.at(34, "09:10") + timedelta(hours=5 * number))
        opens_at = self.calendar.at(PARTNERS_MEET, "14:00")
        if opens_at.date() == self.calendar.now.date():
            opens_at = self.calendar.now - RUNNING_FOR
        if self.calendar.is_past(34):
            self._plan(opens_at)
        if opens_at > self.calendar.now:
            return
        actions.open_meeting(edition=self.edition, actor=self.organiser, at=opens_at)
        closes_at = opens_at + BY_NEED * (len(self.data.needs) + 3)
        self._decide(self.data.needs, opens_at)
        if closes_at > self.calendar.now:
            return
        actions.close_meeting(edition=self.edition, actor=self.organiser, at=closes_at)
        self._approve(self.data.approvals, before=self.data.amended.day)
        amended, after = self.data.amended.day, FollowUp(self.loaded, self.places)
        after.send(after.data.sent_day)
        after.answer(after.data.sent_day, amended)
        self._amend(self.data.amended)
        after.send(amended)
        after.answer(amended, A_YEAR)
        after.publish_news()

    def _plan(self, opens_at: datetime) -> None:
        starts_at = self.calendar.at(PARTNERS_MEET, "14:00").time()
        actions.plan_meeting(
            edition=self.edition, starts_at=starts_at, place=self.data.place,
            attendees="\n".join(self.data.attendees), notes=self.data.notes,
            actor=self.organiser, at=min(opens_at, self.calendar.at(34, "17:00")),
        )  # fmt: skip

    def _find_need(self, entry: DecisionData) -> Need:
        place = self.places[entry.application]
        need: Need = list(place.needs.order_by("created_at", "pk"))[entry.need - 1]
        need.participation = place
        return need

    def _find_body(self, name: str) -> Organisation | None:
        return find_body(name) if name else None

    def _answer(self, entry: DecisionData, at: datetime) -> None:
        if at > self.calendar.now:
            return
        for number, answer in enumerate(entry.stances):
            stances.take_stance(
                need=self._find_need(entry), organisation=find_body(answer.body), kind=StanceKind(answer.kind),
                refer_to=self._find_body(answer.to), scheme=self.schemes.get(answer.scheme), comment=answer.comment,
                amount=read_euros(answer.amount), amount_for=answer.amount_for,
                actor=self.partners[answer.body], at=at + timedelta(minutes=37 * number),
            )  # fmt: skip

    def _decide(self, decisions: Iterable[DecisionData], opens_at: datetime) -> None:
        for number, entry in enumerate(decisions, start=1):
            at = opens_at + BY_NEED * number
            if at <= self.calendar.now:
                stances.decide_support(
                    need=self._find_need(entry), outcome=SupportOutcome(entry.outcome), reason=entry.reason,
                    lead=self._find_body(entry.lead), scheme=self.schemes.get(entry.scheme),
                    amount=read_euros(entry.amount), amount_for=entry.amount_for,
                    actor=self.organiser, at=at,
                )  # fmt: skip

    def _approve(self, days: dict[str, int], *, before: int | None = None) -> None:
        minutes = PartnerMeeting.objects.get(edition=self.edition).minutes.first()
        if minutes is None:
            return
        for number, (name, day) in enumerate(days.items()):
            at = self.calendar.at(day, "09:40") + timedelta(minutes=53 * number)
            if (before is None or day < before) and at <= self.calendar.now:
                actions.approve_minutes(
                    minutes=minutes, organisation=find_body(name), actor=self.partners[name], at=at
                )

    def _amend(self, amended: AmendedData) -> None:
        at = self.calendar.at(amended.day, "10:00")
        if at > self.calendar.now:
            return
        actions.reopen_meeting(edition=self.edition, reason=amended.reason, actor=self.organiser, at=at)
        self._decide(amended.needs, at)
        closes_at = at + BY_NEED * (len(amended.needs) + 1)
        actions.close_meeting(edition=self.edition, actor=self.organiser, at=closes_at)
        self._approve(amended.approvals)


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
        "The timeline before the map, since nobody discusses work that nobody has described. "
        "And the partners’ meeting within six weeks, while the momentum lasts."
    ),
}


def publish_partners_views(loaded: LoadedEdition) -> None:
    """Build the partners' view, the day before their meeting and once the year has begun. Side effects: those of the
    actions."""
    for day in (PARTNERS_MEET - 1, PUBLISHED):
        if loaded.calendar.is_past(day + 1):
            _build(loaded, ReportKind.PARTNERS, "fr", day)


def publish_retrospective(loaded: LoadedEdition) -> None:
    """Build the retrospective in both languages, with the lessons of the organisers. Side effects: those of the
    actions."""
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


def choose_stories(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """Choose the stories of three projects that may be quoted. Side effects: those of the action."""
    if not loaded.calendar.is_past(PUBLISHED + 3):
        return
    quoted = {quote.project for quote in read_results(loaded.organiser, loaded.edition).quotes}
    places = [place for place in participations.values() if place.project.title in quoted]
    stories.choose_stories(
        edition=loaded.edition, places=dict(enumerate(places[:STORIES], start=1)), actor=loaded.organiser,
        at=loaded.calendar.at(PUBLISHED + 2, "14:00"),
    )  # fmt: skip


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
