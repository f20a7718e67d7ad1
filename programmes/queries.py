"""Reads over several models of the programme."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Field,
    Q,
    QuerySet,
    Value,
)

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.prepared import PreparedQuery
from accelerator.web.access import STAFF
from programmes.capabilities import Capability, find_audiences, list_roles
from programmes.enums import RoleName
from programmes.models import (
    Admission,
    Call,
    CommitteeSeat,
    Criterion,
    Edition,
    LateAccess,
    Organisation,
    Programme,
    ProgrammeRole,
    Role,
    SupportScheme,
)
from programmes.models.edition import REHEARSAL

SUGGESTED, LATEST = 200, 12


def visible_programmes(user: User | AnonymousUser, at: datetime) -> QuerySet[Programme]:
    """Programmes with a public edition, those of editions this person organises; all of them for the staff."""
    if getattr(user, "is_staff", False):
        return Programme.objects.all()
    editions = Edition.objects.public(at)
    if user.is_authenticated:
        editions |= Edition.objects.filter(
            pk__in=Role.objects.editions_where(user, Capability.MANAGE_EDITION)
        )
    return Programme.objects.filter(pk__in=editions.order_by().values("programme"))


@dataclass(frozen=True)
class Change:
    """A line of a programme's history: what was done (``text``), and the names of the ``fields`` that changed."""

    at: datetime
    who: str
    text: str
    fields: list[str]


def programme_history(programme: Programme, *, limit: int = 10) -> list[Change]:
    """The changes of the programme with their authors, latest first: one query."""
    labels = {field.name: str(field.verbose_name) for field in Programme._meta.fields}
    entries = AuditEntry.objects.in_scope(programme.scope).select_related("actor").order_by("-pk")[:limit]
    return [
        Change(
            entry.at,
            str(entry.actor or ""),
            entry.declared_verb.describe() if entry.declared_verb else "",
            [labels[name] for name in entry.data.get("fields", [])],
        )
        for entry in entries
    ]


def people_who_can(edition: Edition | int, *capabilities: Capability) -> QuerySet[User]:
    """People whose role in the edition has one of these now, each once, with an account that is in use."""
    names = list_roles(*capabilities)
    return User.objects.filter(
        roles__edition=edition, roles__name__in=names, roles__ended_at=None, is_active=True
    ).distinct()


ROLE_COLUMNS = (
    "name", "edition_id", "edition__slug", "edition__name", "organisation_id", "organisation__name",
    "organisation__short_name", "organisation__siret",
)  # fmt: skip


ROLE_FIELDS: tuple["Field[Any, Any]", ...] = (
    BigIntegerField(), CharField(), CharField(), BigIntegerField(), CharField(), CharField(), CharField(), DateField(),
)  # fmt: skip
"""The types of the columns between the name and the key."""


@dataclass(frozen=True)
class ProgrammeRight:
    """What the person who is signed in may do in a programme; in one ``region``, or in all of them when it is empty."""

    name: str
    programme_id: int
    region: str


@dataclass(frozen=True)
class RoleSummary:
    """One role of the person who is signed in, as the header and the visibility gate need it."""

    name: str
    edition_id: int
    edition_slug: str
    edition_name: str
    body_id: int | None
    body_name: str | None
    body_short_name: str | None
    body_siret: str | None

    def can(self, *capabilities: Capability) -> bool:
        return self.name in list_roles(*capabilities)

    @property
    def label(self) -> str:
        return str(RoleName(self.name).label)

    @property
    def body(self) -> Organisation | None:
        """The organisation that the role goes through: its names, what :mod:`programmes.bodies` compares. No query."""
        if self.body_id is None:
            return None
        return Organisation(
            pk=self.body_id,
            name=self.body_name or "",
            short_name=self.body_short_name or "",
            siret=self.body_siret or "",
        )


class _RoleRow(NamedTuple):
    """A role in an edition, or a right in a programme: the columns of the other are empty."""

    name: str
    edition_id: int | None
    edition_slug: str
    edition_name: str
    body_id: int | None
    body_name: str | None
    body_short_name: str | None
    body_siret: str | None
    starts_on: date | None
    pk: int
    programme_id: int | None
    region: str


def _list_roles(user: User) -> QuerySet[Any, tuple[Any, ...]]:
    """The roles in editions and the rights in programmes, as :class:`_RoleRow`: the header of each page asks both."""
    nothing = {f"no_{n}": Value(None, output_field=field) for n, field in enumerate(ROLE_FIELDS)}
    no_right = {"no_programme": Value(None, output_field=BigIntegerField()), "no_region": Value("")}
    own = Role.objects.active().filter(user=user).order_by().annotate(**no_right)
    rights = ProgrammeRole.objects.active().filter(user=user).order_by().annotate(**nothing)
    return own.values_list(*ROLE_COLUMNS, "edition__session_starts_on", "pk", *no_right).union(
        rights.values_list("name", *nothing, "pk", "programme_id", "region"), all=True
    )


_user_roles = PreparedQuery(_list_roles, user=BigIntegerField())


class RoleBook:
    """All active roles of one person, read in one query the first time they are asked for."""

    def __init__(self, user: User | AnonymousUser) -> None:
        self.user = user

    @cached_property
    def _rows(self) -> list[_RoleRow]:
        if not self.user.is_authenticated:
            return []
        return [_RoleRow(*row) for row in _user_roles.fetch(user=self.user.pk)]

    @cached_property
    def roles(self) -> list[RoleSummary]:
        """The roles, those of the latest edition first."""
        rows = sorted((row for row in self._rows if row.edition_id), key=lambda row: row.pk)
        rows.sort(key=lambda row: (row.starts_on or date.min, row.edition_id), reverse=True)
        return [RoleSummary(*row[: len(ROLE_COLUMNS)]) for row in rows]  # type: ignore[arg-type]

    @cached_property
    def rights(self) -> list[ProgrammeRight]:
        """What this person may do in programmes."""
        return [
            ProgrammeRight(row.name, row.programme_id, row.region) for row in self._rows if row.programme_id
        ]

    def names(self, edition_slug: str | None = None) -> set[str]:
        """Names of the roles held in one edition; in any, those in programmes too."""
        if edition_slug and edition_slug.endswith(REHEARSAL):
            return self._list_rehearsal_roles(edition_slug.removesuffix(REHEARSAL))
        own = {role.name for role in self.roles if edition_slug in (None, role.edition_slug)}
        return own if edition_slug else own | {right.name for right in self.rights}

    def _list_rehearsal_roles(self, edition_slug: str) -> set[str]:
        """The role in a rehearsal: a facilitator, for those who run the session of its edition."""
        runs = self.can(Capability.RUN_SESSION, edition_slug=edition_slug)
        return {RoleName.FACILITATOR.value} if runs else set()

    def list_openings(self) -> dict[int, set[str]]:
        """The programmes where this person may open an edition, each with its regions; « » stands for every one.

        Of who is not of the staff, who may everywhere.
        """
        openings: dict[int, set[str]] = {}
        for right in self.rights:
            if right.name in list_roles(Capability.OPEN_EDITION):
                openings.setdefault(right.programme_id, set()).add(right.region)
        return openings

    def list_regions(self, edition: Edition) -> set[str] | None:
        """The regions where this person may place an edition that they organise, if their right in the programme is
        limited to some; ``None`` for everywhere.
        """
        regions = self.list_openings().get(edition.programme_id, {""})
        return None if self.user.is_staff or "" in regions else regions

    def may_open_after(self, edition: Edition) -> bool:
        """Whether this person may open the edition that follows ``edition``: of its programme, in its region."""
        return self.user.is_staff or bool(
            {"", edition.region} & self.list_openings().get(edition.programme_id, set())
        )

    def can(self, *capabilities: Capability, edition_slug: str | None = None) -> bool:
        """Whether this person may do one of these, in one edition or in any, by a role or as staff."""
        return self.is_among(find_audiences(*capabilities), edition_slug)

    def is_among(self, audiences: AbstractSet[str], edition_slug: str | None) -> bool:
        """Whether this person is of one of these audiences, as staff or by a role, in one edition or in any."""
        is_rehearsal = bool(edition_slug and edition_slug.endswith(REHEARSAL))
        as_staff = STAFF in audiences and self.user.is_staff and not is_rehearsal
        return as_staff or not audiences.isdisjoint(self.names(edition_slug))

    def find_body(self, capability: Capability, edition: Edition) -> Organisation | None:
        """The body on behalf of which this person may, the first of several; see :attr:`RoleSummary.body`."""
        own = (role for role in self.roles if role.edition_id == edition.pk and role.can(capability))
        return next((role.body for role in own if role.body_id is not None), None)

    def edition_ids(self, *capabilities: Capability) -> set[int]:
        """Keys of the editions where a role has one of these."""
        return {role.edition_id for role in self.roles if role.can(*capabilities)}

    def list_editions(self, *capabilities: Capability) -> list[RoleSummary]:
        """One role for each edition where a role has one of these, the latest edition first."""
        return list({role.edition_id: role for role in self.roles if role.can(*capabilities)}.values())


def list_latest_editions(at: datetime) -> list[Edition]:
    """The editions of the front page, with their programme and call. One query."""
    return list(Edition.objects.public(at).select_related("programme", "call")[:LATEST])


def list_criteria(edition: Edition) -> list[Criterion]:
    """What the committee scores, in order. One query."""
    return list(Criterion.objects.filter(edition=edition).order_by("position"))


def suggest_bodies(edition: Edition) -> list[str]:
    """Names to suggest where an organiser types a body: one query.

    Bodies on committees and behind schemes are public, those at work in the edition are known to its organisers;
    the structures that apply, here or elsewhere, are nobody's to browse.
    """
    at_work = Role.objects.filter(edition=edition).without_holders()
    bodies = Organisation.objects.filter(
        Q(pk__in=CommitteeSeat.objects.values("organisation"))
        | Q(pk__in=SupportScheme.objects.values("organisation"))
        | Q(pk__in=at_work.values("organisation"))
    )
    return list(bodies.values_list("name", flat=True)[:SUGGESTED])


def find_late_end(call: Call, user: User | AnonymousUser, at: datetime) -> datetime | None:
    """Until when the personal access to a closed call that this person took up may be used: one query."""
    if not user.is_authenticated:
        return None
    accesses = LateAccess.objects.usable_by(user, at).filter(call=call).order_by("-expires_at")
    return accesses.values_list("expires_at", flat=True).first()


def admission_of(
    call: Call, user: User | AnonymousUser, at: datetime, *, begun_at: datetime | None = None
) -> Admission:
    """Whether ``user`` may start, change or send a dossier now; ``begun_at``: when their draft was begun.

    No query while the call is open or not open yet, one afterwards.
    """
    plain = call.accepts(at, begun_at=begun_at)
    if plain or at < call.closes_at:
        return plain
    return call.accepts(at, begun_at=begun_at, late_until=find_late_end(call, user, at))
