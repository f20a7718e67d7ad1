"""The page of somebody who coaches: proposals, followed projects, their timetable."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page
from django.db.models import BigIntegerField, DateTimeField, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from accelerator.accounts.models import User
from accelerator.prepared import PreparedQuery
from accelerator.web.paging import read_page
from accelerator.web.templatetags.prose import clock, day, days
from coaching.followup.queries.commitments import select_last_move, select_last_report, select_next_action
from coaching.gallery.queries import has_gallery
from coaching.home.holder.ahead import NextAction, answer_as_oneself
from coaching.models import Pairing, ProgrammeRelease, Survey
from coaching.pairing.followed import find_followed_dossier
from coaching.pairing.queries.board import format_ago, list_exchange_kinds
from coaching.pairing.queries.mentors import (
    NOBODY,
    FollowedProject,
    Mentored,
    Mentoring,
    list_mentored,
    list_proposals,
    read_mentorings,
)
from coaching.session.programme import PlannedSlot
from coaching.session.releases import ReleasedTurn, list_released_turns, read_release
from coaching.session.timetable import PARIS
from coaching.surveys.enums import SurveyAudience, SurveyKind
from coaching.surveys.to_answer import PersonalSurvey, find_personal_survey, list_responses_to_send
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from programmes.queries import RoleBook
from projects.decision.enums import place_is_confirmed
from projects.models import Participation, Project


@dataclass(frozen=True)
class FollowedCard:
    """A followed project on the home page of a mentor. ``news``: how long ago the plan or a commitment moved, "" if
    nothing has; ``step``: of the next open action.

    A mentor may not read commitments: only the day on which one moved counts here.
    """

    followed: FollowedProject
    news: str = ""
    step: str = ""
    due_on: date | None = None


def list_cards(followed: Iterable[FollowedProject], at: datetime) -> list[FollowedCard]:
    """The cards in the order of the projects, whose pairings have :func:`list_news_columns`. No query."""
    return [_build_card(item, item.pairing, at) for item in followed]


def _build_card(item: FollowedProject, pairing: Any, at: datetime) -> FollowedCard:
    moved = [moment for moment in (pairing.reported_at, pairing.moved_at) if moment]
    return FollowedCard(
        item, format_ago(max(moved), at) if moved else "", pairing.step or pairing.line or "", pairing.due_on
    )


def list_news_columns() -> dict[str, Subquery]:
    """The time of the last news of a pairing's project, and its next action by due date, then priority."""
    step = select_next_action("participation")
    return {
        "reported_at": select_last_report("participation"),
        "moved_at": select_last_move("participation"),
        "step": Subquery(step.values("first_step")[:1]),
        "line": Subquery(step.values("line")[:1]),
        "due_on": Subquery(step.values("due_on")[:1]),
    }


AUDIENCES = (SurveyAudience.MENTORS, SurveyAudience.ATTENDEES)
"""The audiences in which coaches answer surveys as themselves."""


@dataclass(frozen=True)
class Moment:
    """An entry of a coach's timetable."""

    starts: datetime
    ends: datetime
    title: str
    detail: str
    room: str
    edition: Edition


@dataclass(frozen=True)
class Work:
    mentored: Mentored
    followed: list[FollowedCard]
    """By last meeting, projects never met first."""
    programme: list[Moment]
    published: list[Edition]
    """Editions whose timetable the coach may read, the latest first."""
    projects: "Page[Participation]"
    debriefs: list[Survey]
    """The debriefs of the sessions that this person runs."""
    own_survey: PersonalSurvey | None = None
    """A survey to answer as oneself."""
    exchange_kinds: list[tuple[str, object]] = field(default_factory=list_exchange_kinds)


def count_waiting_for_coach(user: User, at: datetime) -> int:
    """Proposals to answer, surveys to send: one query."""
    return len(_waiting.fetch(user=user.pk, at=at))


def _list_waiting(user: User, at: datetime) -> QuerySet[Any, Any]:
    surveys = list_responses_to_send(user, at, AUDIENCES)
    rows = (waiting.order_by().values_list("pk") for waiting in (list_proposals(user), surveys))
    first, *others = rows
    return first.union(*others, all=True)


_waiting = PreparedQuery(_list_waiting, user=BigIntegerField(), at=DateTimeField())


def read_work(roles: RoleBook, page: str | None, at: datetime) -> Work:
    """Eight queries at most: pairings, wishes, releases, timetables, a page of projects, its count, debriefs of the
    sessions run, a survey."""
    user: Any = roles.user
    mentored = list_mentored(user, at, **list_news_columns())
    coming = (
        Participation.objects.confirmed()
        .filter(edition__in=roles.edition_ids(Capability.COACH))
        .select_related("project__organisation", "edition")
        .order_by("-edition__session_starts_on", "project__title", "pk")
    )
    own, run = (
        roles.edition_ids(capability)
        for capability in (Capability.OPEN_COACHING_HOME, Capability.RUN_SESSION)
    )
    editions = Edition.objects.filter(pk__in=own, session__published_at__isnull=False)
    editions = editions.annotate(has_gallery=has_gallery(user, "pk"))
    published: list[Any] = list(editions.order_by("-session_starts_on", "-pk"))
    for edition in published:
        edition.is_run = edition.pk in run and not edition.session_is_over(at)
    return Work(
        mentored,
        list_cards(mentored.followed, at),
        _list_programme(user, [followed.pairing.participation for followed in mentored.followed], at),
        published,
        read_page(coming, page, 50),
        list(
            Survey.objects.visible_to(user)
            .with_links_sent()
            .filter(edition__in=roles.edition_ids(Capability.COACH_EVERY_PROJECT), kind=SurveyKind.DEBRIEF)
            .select_related("edition")
        ),
        find_personal_survey(user, at, AUDIENCES),
    )


def _list_programme(user: User, followed: Iterable[Participation], at: datetime) -> list[Moment]:
    """Released entries from today on, those of ``followed`` projects too. One query."""
    today = timezone.localdate(at)
    own = Role.objects.active().filter(user=user).values("edition")
    releases = (
        ProgrammeRelease.objects.last_ones()
        .filter(session__edition__in=own, ends_on__gte=today)
        .select_related("session__edition")
        .order_by("ends_on", "session")
    )
    slots = [
        (slot, release.session.edition)
        for release in releases
        for slot in read_release(release).slots
        if slot.day >= today
    ]
    places = {place.pk: place for place in followed}
    moments = [
        _make_moment(slot, edition, "", slot.room) for slot, edition in slots if user.pk in slot.leaders
    ]
    moments += [
        _make_moment(slot, edition, group.name, group.room)
        for slot, edition in slots
        for group in slot.groups
        if user.pk in group.leaders or not places.keys().isdisjoint(group.participations)
    ]
    moments += [
        _make_moment(slot, edition, str(places[turn.participation].project), turn.room)
        for slot, edition in slots
        for turn in slot.turns
        if turn.participation in places and places[turn.participation].is_confirmed
    ]
    return sorted(moments, key=lambda moment: (moment.starts, moment.title))


def _make_moment(slot: PlannedSlot, edition: Edition, detail: str, room: str) -> Moment:
    starts, ends = (datetime.combine(slot.day, hour, tzinfo=PARIS) for hour in (slot.starts_at, slot.ends_at))
    return Moment(starts, ends, slot.title, detail, room, edition)


def find_next_for_coach(work: Work, at: datetime) -> NextAction:
    """The next action: the session one runs; else a proposal to answer; else today's entries; else a meeting to
    answer or to report; else a survey; else the next entry."""
    on = timezone.localdate(at, PARIS)
    published: Any = work.published
    run = [edition for edition in published if edition.is_run and edition.session_runs(at)]
    if run:
        return NextAction(
            _("La session est en cours"),
            _("Présences, retards, Grand Mix, débrief : tout se conduit d’une page."),
            reverse("coaching:cockpit", args=[run[0].slug]),
            _("Conduire en direct"),
        )
    if proposals := work.mentored.proposals:
        title = ngettext("Un projet vous attend", "%(count)d projets vous attendent", len(proposals))
        return NextAction(
            title % {"count": len(proposals)},
            _("« %(words)s »") % {"words": proposals[0].participation.project},
            reverse("coaching:answer_pairing", args=[proposals[0].pk]),
            _("Répondre"),
        )
    later = [moment for moment in work.programme if moment.ends > at]
    today = [moment for moment in later if moment.starts.date() == on]
    # on the day itself the programme comes before all that can wait until the evening
    met = None if today else _find_next_about_meetings(work)
    if met:
        return met
    if work.own_survey and not today:
        return answer_as_oneself(work.own_survey, at)
    if later:
        soon = later[0]
        when = _("%(day)s à %(time)s") % {"day": day(soon.starts.date()), "time": clock(soon.starts)}
        parts = [part for part in (soon.title, soon.detail, soon.room) if part]
        return NextAction(
            when[:1].upper() + when[1:],
            " · ".join(parts),
            reverse("coaching:timetable", args=[soon.edition.slug]),
            _("Voir le programme"),
        )
    published = {edition.pk for edition in work.published}
    if any(item.pairing.participation.edition_id not in published for item in work.mentored.followed):
        return NextAction(
            _("Rien à faire pour l’instant"),
            _("Le programme de la session vous parviendra dès sa publication."),
        )
    return _find_next_session(work, at) or NextAction(
        _("Rien à faire pour l’instant"), _("L’équipe vous écrira quand un projet aura besoin de vous.")
    )


def _find_next_session(work: Work, at: datetime) -> NextAction | None:
    """The place and time of the next session for those without an entry of their own. No query."""
    editions = {place.edition.pk: place.edition for place in work.projects}
    published = {edition.pk: edition for edition in work.published}
    coming = [
        edition
        for edition in (editions | published).values()
        if edition.session_starts_on and not edition.session_has_begun(at)
    ]
    if not coming:
        return None
    soonest = min(coming, key=lambda edition: (edition.session_starts_on, edition.pk))
    when = days(soonest.session_starts_on, soonest.session_ends_on)
    text = " · ".join(filter(None, [when[:1].upper() + when[1:], soonest.place]))
    title = _("Prochaine session : %(edition)s") % {"edition": soonest}
    if soonest.pk not in published:
        return NextAction(title, text)
    return NextAction(title, text, reverse("coaching:timetable", args=[soonest.slug]), _("Voir le programme"))


def _find_next_about_meetings(work: Work) -> NextAction | None:
    """The next action about meetings: dates to choose from, then a meeting whose hour has passed."""
    for attribute, title, label in (
        ("to_answer", _("Un projet vous propose un rendez-vous"), _("Choisir une date")),
        ("awaits_outcome", _("Un rendez-vous est à raconter"), _("Dire s’il a eu lieu")),
    ):
        followed = next((item for item in work.mentored.followed if getattr(item, attribute)), None)
        if followed:
            project = followed.pairing.participation.project
            text = _("« %(words)s »") % {"words": project}
            return NextAction(title, text, reverse("coaching:meetings", args=[project.slug]), label)
    return None


@dataclass(frozen=True)
class Sheet:
    """A project for its coach, without the opinions of the jury; with its turns once the timetable is published."""

    project: Project
    participation: Participation
    mentoring: Mentoring
    holders: list[User]
    turns: list[ReleasedTurn]
    programme_is_out: bool
    may_reach: bool
    """Whether this reader gets addresses and telephones: the project's mentor does, and those who run the session."""
    reads_dossier: bool
    meets: bool
    """Whether this reader follows the project."""


def list_sheets(user: User) -> QuerySet[Participation]:
    """The projects whose sheet this coach may read, see :func:`find_sheet`."""
    followed = Pairing.objects.followed_until_left().filter(mentor=user).order_by().values("participation")
    return (
        Participation.objects.with_room()
        .filter(place_is_confirmed() | Q(pk__in=followed))
        .filter(edition__in=Role.objects.editions_where(user, Capability.COACH))
    )


def find_sheet(user: User, slug: str) -> Sheet | None:
    """A confirmed project of an edition one coaches, the latest of that address, or one that they followed until it
    left a running session; ``None`` otherwise. Seven queries."""
    participation = (
        list_sheets(user)
        .filter(project__slug=slug)
        .select_related("project__organisation", "edition__call", "edition__programme", "edition__session")
        .order_by("-edition__session_starts_on", "-edition__pk")
        .first()
    )
    if participation is None:
        return None
    mentoring = read_mentorings([participation.pk]).get(participation.pk, NOBODY)
    members = participation.project.members.present().select_related("user").order_by("-leads", "pk")
    turns = list_released_turns([participation.pk]).get(participation.pk, [])
    runs = Role.objects.editions_where(user, Capability.COACH_EVERY_PROJECT).filter(
        edition=participation.edition_id
    )
    holders = [member.user for member in members]
    may_reach = mentoring.mentor == user or runs.exists()
    session = getattr(participation.edition, "session", None)
    published = session is not None and session.published_at is not None
    return Sheet(
        participation.project,
        participation,
        mentoring,
        holders,
        turns,
        published,
        may_reach,
        reads_dossier=find_followed_dossier(user, slug) is not None,
        meets=mentoring.mentor == user,
    )
