"""The organiser's tables of pairings: possible mentors, conflicts, last meetings."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accelerator.accounts.models import User
from accelerator.web.search import normalise
from coaching.models import MentorMeeting, Pairing
from coaching.pairing.enums import MeetingKind, MentorMeetingState, PairingState
from coaching.pairing.queries.meetings import LONG, format_when
from coaching.session.mentor_hours import MentorHours
from coaching.session.mentors import name_person
from coaching.session.planning.clashes import Named
from programmes.bodies import same_body
from programmes.capabilities import Capability
from programmes.models import Edition, Organisation, Role
from projects.conflicts.queries import Pairs, list_conflicting_pairs
from projects.models import Participation

FILTERS = {
    "": gettext_lazy("Tous"),
    "never": gettext_lazy("Jamais"),
    "quiet": gettext_lazy("Plus de 4 semaines"),
    "waiting": gettext_lazy("Date à confirmer"),
}


def format_ago(when: datetime | None, at: datetime) -> str:
    """« jamais », « aujourd’hui », « il y a 3 jours », « il y a 5 semaines », by days of the calendar."""
    if when is None:
        return _("jamais")
    days = (timezone.localdate(at) - timezone.localdate(when)).days
    if days <= 0:
        return _("aujourd’hui")
    if days == 1:
        return _("hier")
    if days < 14:
        return ngettext("il y a %(count)d jour", "il y a %(count)d jours", days) % {"count": days}
    return ngettext("il y a %(count)d semaine", "il y a %(count)d semaines", days // 7) % {"count": days // 7}


def list_exchange_kinds() -> list[tuple[str, object]]:
    """The kinds of meetings, in words, for a form."""
    return list(MeetingKind.choices)


def select_last_contact(path: str = "pk") -> Combinable:
    """When the participation at ``path`` last met a mentor, present or former."""
    meetings = MentorMeeting.objects.filter(
        pairing__participation=OuterRef(path), state=MentorMeetingState.TOOK_PLACE
    ).order_by()
    return Subquery(meetings.values("pairing__participation").annotate(last=Max("starts_at")).values("last"))


def select_next_contact(at: datetime, path: str = "pk") -> Combinable:
    """When the participation at ``path`` is met next."""
    agreed = MentorMeeting.objects.filter(
        pairing__participation=OuterRef(path), state=MentorMeetingState.CONFIRMED, starts_at__gt=at
    ).order_by()
    return Subquery(agreed.values("pairing__participation").annotate(soon=Min("starts_at")).values("soon"))


def list_followed(at: datetime) -> QuerySet[Any]:
    """The accepted pairings of every edition, each with its ``last`` and ``soon``, and ``waiting_since``."""
    waiting = MentorMeeting.objects.filter(
        pairing=OuterRef("pk"), state=MentorMeetingState.PROPOSED
    ).order_by()
    return Pairing.objects.filter(state=PairingState.ACCEPTED).annotate(
        last=select_last_contact("participation"),
        soon=select_next_contact(at, "participation"),
        waiting_since=Subquery(waiting.values("proposed_at")[:1]),
    )


def is_quiet(at: datetime) -> Q:
    """Condition on a pairing with its ``last`` and ``soon``: no meeting for long, and none planned."""
    return (Q(last=None, answered_at__lte=at - LONG) | Q(last__lte=at - LONG)) & Q(soon=None)


@dataclass(frozen=True)
class ContactRow:
    pairing: Pairing
    last: str
    soon: str
    is_quiet: bool
    waits: bool


@dataclass(frozen=True)
class Contacts:
    page: "Page[Any]"
    rows: list[ContactRow]
    filters: list[tuple[str, str | Promise, bool]]
    quiet: int
    """How many projects, on all pages, had no meeting for long."""


def list_contacts(edition: Edition, wanted: str, number: str | None, at: datetime) -> Contacts:
    """The followed projects by last meeting, those never met first. Three queries."""
    followed = list_followed(at).filter(participation__edition=edition)
    narrowed = {
        "never": Q(last=None),
        "quiet": is_quiet(at),
        "waiting": Q(waiting_since__isnull=False),
    }.get(wanted)
    filtered = followed.filter(narrowed) if narrowed is not None else followed
    ordered = filtered.select_related("mentor", "participation__project__organisation").order_by(
        F("last").asc(nulls_first=True), "participation__project__title", "pk"
    )
    page = Paginator(ordered, 100).get_page(number)
    return Contacts(
        page,
        [_describe_contact(pairing, at) for pairing in page.object_list],
        [(key, label, key == wanted) for key, label in FILTERS.items()],
        followed.filter(is_quiet(at)).count(),
    )


def was_quiet(pairing: Any, at: datetime) -> bool:
    """Whether a pairing read with its ``last`` and ``soon`` is quiet; see :func:`is_quiet`."""
    since = pairing.last or pairing.answered_at
    return pairing.soon is None and since is not None and since <= at - LONG


def _describe_contact(pairing: Any, at: datetime) -> ContactRow:
    return ContactRow(
        pairing,
        format_ago(pairing.last, at),
        format_when(pairing.soon) if pairing.soon else "",
        was_quiet(pairing, at),
        pairing.waiting_since is not None,
    )


def list_quiet(edition: Edition, at: datetime) -> list[Any]:
    """The pairings without a meeting for long, by mentor. One query."""
    quiet = list_followed(at).filter(participation__edition=edition).filter(is_quiet(at))
    return list(
        quiet.select_related("mentor", "participation__project").order_by(
            "mentor", "participation__project__title"
        )
    )


PER_PAGE = 50
"""Projects on a page of the table."""


def list_mentor_roles(edition: Edition) -> list[Any]:
    """The mentors of an edition by name, É as E, with ``load``: projects proposed or followed. One query."""
    current = Q(user__pairings__in=Pairing.objects.current().filter(participation__edition=edition))
    roles = (
        Role.objects.who_can(Capability.MENTOR_PROJECTS)
        .filter(edition=edition, user__is_active=True)
        .select_related("user", "organisation", "mentor_capacity")
        .annotate(load=Count("user__pairings", filter=current, distinct=True))
        .order_by("user__email")
    )
    return sorted(roles, key=lambda role: normalise(str(role.user)))


def describe_conflict(
    project_body: Organisation | None,
    mentor_bodies: Iterable[Organisation | None],
    mentor: User,
    *,
    is_declared: bool = False,
) -> str:
    """Why this mentor may not follow that project, in words; "" when they may.

    ``is_declared``: they stepped aside from its dossier, or are or were a holder of the project.
    """
    if is_declared:
        return _("%(mentor)s a un lien d’intérêts déclaré avec ce projet.") % {"mentor": mentor}
    for body in mentor_bodies:
        if same_body(project_body, body):
            return _("%(mentor)s et ce projet relèvent du même organisme (%(body)s).") % {
                "mentor": mentor,
                "body": body,
            }
    return ""


@dataclass(frozen=True)
class MentorFinder:
    """Substitute mentors, from data read once for an edition."""

    roles: list[Any]
    names: dict[int, Named]
    """Of each role, by its key."""
    hours: MentorHours
    declared: Pairs

    @classmethod
    def of(cls, edition: Edition, hours: MentorHours | None = None) -> "MentorFinder":
        """The mentors of an edition with what they need to be proposed. Three queries, two with the ``hours``."""
        roles = list_mentor_roles(edition)
        names = {role.pk: name_person(role.user) for role in roles}
        return cls(roles, names, hours or MentorHours.read(edition), list_conflicting_pairs(edition))

    def list_free(self, participation: Participation, *, without: Collection[int] = ()) -> list[Any]:
        """Roles of mentors without a conflict who are free at its turns, by number of projects.

        ``without``: accounts. No query; needs ``project__organisation`` and ``project__application``.
        """
        project = participation.project
        free = [
            role
            for role in self.roles
            if role.user_id not in without
            and not describe_conflict(
                project.organisation,
                [role.organisation],
                role.user,
                is_declared=(project.application.pk, role.user_id) in self.declared,
            )
            and not self.hours.explain_clashes(participation.pk, self.names[role.pk])
        ]
        return sorted(free, key=lambda role: role.load)


@dataclass(frozen=True)
class Choice:
    """A mentor who may be proposed, or the reason why not: a conflict of interest, or the hour of a turn."""

    role: Role
    load: int
    conflict: str
    elsewhere: str = ""

    @property
    def why_not(self) -> str:
        return self.conflict or self.elsewhere

    @property
    def label(self) -> str:
        """The reason in a few words, for a list; "" for a possible mentor."""
        if self.conflict:
            return _("conflit d’intérêts")
        return _("pris à cette heure-là") if self.elsewhere else ""


@dataclass(frozen=True)
class PairingRow:
    participation: Participation
    last: str
    """How long ago the project met a mentor."""
    current: Pairing | None
    over: list[Pairing]
    """Refused or ended pairings, the latest first, with their reasons."""
    choices: list[Choice]
    concern: str = ""
    """Why the present mentor may no longer follow the project: stepped aside since, or of the same body."""

    @property
    def excluded(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.why_not]


@dataclass(frozen=True)
class Board:
    mentors: list[Any]
    page: "Page[Any]"
    rows: list[PairingRow]
    awaited: int
    """How many confirmed projects, on all pages, have no pairing."""


def read_board(edition: Edition, number: str | None = None, at: datetime | None = None) -> Board:
    """A page of the confirmed projects with their pairings, those without one first, and all mentors with their
    loads.

    Three queries, three more for a page that has projects, one where the page does not show how many have none, and
    one where some have none.
    """
    at, mentors = at or timezone.now(), list_mentor_roles(edition)
    pairings = Pairing.objects.select_related("mentor").order_by("-proposed_at", "-pk")
    coming = (
        edition.participations.confirmed()
        .select_related("project__organisation", "project__application")
        .prefetch_related(Prefetch("pairings", queryset=pairings, to_attr="known"))
        .annotate(is_followed=Exists(Pairing.objects.current().filter(participation=OuterRef("pk"))))
        .annotate(last=select_last_contact())
        .order_by("is_followed", "project__title", "pk")
    )
    page = Paginator(coming, PER_PAGE).get_page(number)
    places: list[Any] = list(page.object_list)
    declared = list_conflicting_pairs(edition) if places else frozenset()
    hours = None if all(row.is_followed for row in places) else MentorHours.read(edition)
    rows = [_build_row(participation, mentors, declared, hours, at) for participation in places]
    return Board(mentors, page, rows, awaited=_count_awaited(coming, page, places))


def _count_awaited(coming: Any, page: "Page[Any]", places: list[Any]) -> int:
    # they come first: the first page has all of them, unless it is full of them
    awaited = sum(not participation.is_followed for participation in places)
    if page.number == 1 and (awaited < len(places) or not page.has_next()):
        return awaited
    return int(coming.filter(is_followed=False).count())


def _build_row(
    participation: Any,
    mentors: list[Any],
    declared: Collection[tuple[int, int]],
    hours: MentorHours | None,
    at: datetime,
) -> PairingRow:
    body, dossier = participation.project.organisation, participation.project.application.pk
    pairings: list[Pairing] = participation.known
    current = next((pairing for pairing in pairings if pairing.is_current), None)
    over = [pairing for pairing in pairings if not pairing.is_current]
    choices = [
        Choice(
            role,
            role.load,
            describe_conflict(
                body, [role.organisation], role.user, is_declared=(dossier, role.user_id) in declared
            ),
            " ".join(hours.explain_clashes(participation.pk, name_person(role.user))) if hours else "",
        )
        for role in mentors
    ]
    concern = _find_concern(
        current, choices, is_declared=bool(current and (dossier, current.mentor_id) in declared)
    )
    return PairingRow(participation, format_ago(participation.last, at), current, over, choices, concern)


def _find_concern(current: Pairing | None, choices: list[Choice], *, is_declared: bool) -> str:
    if current is None:
        return ""
    known = next((choice.conflict for choice in choices if choice.role.user_id == current.mentor_id), "")
    return known or describe_conflict(None, [], current.mentor, is_declared=is_declared)
