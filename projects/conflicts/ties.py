"""What the software knows of ties between the committee and the dossiers: proposed, never recorded by itself.

A tie of the apps above, such as a mentor of an earlier edition, comes from a source that they register.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.registry import Registry
from programmes.bodies import body_numbers
from programmes.models import Edition, Role
from projects.application.enums import SCORED
from projects.models import Application, ProjectMember, Recusal

PUBLIC_DOMAINS = frozenset(
    """aliceadsl.fr aol.com bbox.fr club-internet.fr free.fr gmail.com gmx.com gmx.fr googlemail.com hotmail.com
    hotmail.fr icloud.com laposte.net live.com live.fr mac.com mail.com mailo.com me.com msn.com neuf.fr noos.fr
    numericable.fr orange.fr outlook.com outlook.fr posteo.net proton.me protonmail.com sfr.fr tutanota.com wanadoo.fr
    yahoo.com yahoo.fr yandex.com ymail.com zoho.com""".split()
)
"""Where anybody gets a mailbox: two people of one of them have nothing in common."""
RESERVED_DOMAINS = (".test", ".invalid", ".localhost")
"""Those of RFC 2606 that no body uses."""


@dataclass(frozen=True)
class TieReason:
    """Why two people or bodies are tied. ``label`` is short, for the person; ``reason`` is the reason of a recusal;
    ``is_certain``: it is one.
    """

    label: "str | Promise"
    reason: "str | Promise"
    is_certain: bool = False


MEMBER = TieReason(_("vous tenez ce dossier"), _("Tient ce dossier, ou l’a tenu."), is_certain=True)
SAME_BODY = TieReason(
    _("même organisme"), _("Siège pour l’organisme qui dépose ce dossier."), is_certain=True
)
SHARED_PROJECT = TieReason(
    _("un autre projet en commun"), _("Tient, ou a tenu, un autre projet avec une personne de ce dossier.")
)
SAME_DOMAIN = TieReason(
    _("adresses du même domaine"),
    _("Son adresse est du même domaine que celle d’une personne de ce dossier."),
)

Pair = tuple[int, int]
"""``(application, person)``"""
Reasons = Mapping[Pair, Sequence[TieReason]]
Members = Mapping[int, Set[int]]
"""Project, of any edition → the people who hold it, or held it."""
TieSource = Callable[[Sequence[Role], Sequence[Application], Members], Iterable[tuple[Pair, TieReason]]]
"""From roles with their organisation and dossiers with their project's, and the members of each project in which one of
these people, or a member of one of these dossiers, takes part: one query or two.
"""
_sources: Registry[TieSource] = Registry()
register_tie_source = _sources.add


@dataclass(frozen=True)
class Tie:
    """A juror who may have to be recused from a dossier."""

    role: Role
    application: Application
    reasons: Sequence[TieReason]

    @property
    def key(self) -> str:
        return f"{self.application.reference}:{self.role.user_id}"

    @property
    def reason(self) -> str:
        """The reason of the recusal."""
        return " ".join(str(reason.reason) for reason in self.reasons)

    @property
    def is_certain(self) -> bool:
        return any(reason.is_certain for reason in self.reasons)


def find_domain(email: str) -> str:
    """The domain of a body's address; empty for a mailbox that anybody may have."""
    domain = email.partition("@")[2].lower()
    return "" if domain in PUBLIC_DOMAINS or domain.endswith(RESERVED_DOMAINS) else domain


def find_ties(roles: Sequence[Role], applications: Sequence[Application]) -> Reasons:
    """Why each of these people may have a link with each of these dossiers. One query, and those of the sources.

    Roles have their ``user`` and ``organisation``, dossiers their ``project__organisation``.
    """
    ties: defaultdict[Pair, list[TieReason]] = defaultdict(list)
    if not roles or not applications:
        return ties
    projects = {application.project_id: application for application in applications}
    users = {role.user_id for role in roles}
    members: defaultdict[int, set[int]] = defaultdict(set)
    domains: defaultdict[str, set[int]] = defaultdict(set)
    for project, user, email in _list_memberships(users, projects):
        members[project].add(user)
        if project in projects:
            domains[find_domain(email)].add(projects[project].pk)
    domains.pop("", None)
    bodies = [role.organisation for role in roles] + [row.project.organisation for row in applications]
    numbers = body_numbers(body for body in bodies if body)
    by_body: defaultdict[int | None, set[int]] = defaultdict(set)
    by_domain: defaultdict[str, set[int]] = defaultdict(set)
    for role in roles:
        by_body[numbers.get(role.organisation_id)].add(role.user_id)
        by_domain[find_domain(role.user.email)].add(role.user_id)
    by_body.pop(None, None)
    own = {(row.pk, user) for row in applications for user in members[row.project_id] & users}
    same_body = {
        (row.pk, user)
        for row in applications
        for user in by_body.get(numbers.get(row.project.organisation_id), ())
    }
    shared = _find_shared_projects(users, projects, members)
    same_domain = {
        (key, user) for domain, keys in domains.items() for key in keys for user in by_domain.get(domain, ())
    }
    known = ((MEMBER, own), (SAME_BODY, same_body), (SHARED_PROJECT, shared), (SAME_DOMAIN, same_domain))
    reasons = [(pair, reason) for reason, pairs in known for pair in pairs]
    for pair, reason in chain(reasons, *(source(roles, applications, members) for source in _sources)):
        if reason not in ties[pair]:
            ties[pair].append(reason)
    return ties


def _list_memberships(users: Iterable[int], projects: Iterable[int]) -> QuerySet[ProjectMember, Any]:
    """Project, person and address, in these projects and in each one where these users, or a member of one of them,
    take part."""
    rows = ProjectMember.objects.order_by()
    own = rows.filter(project__in=projects)
    # a union, for which the database uses indexes: with « or » it reads the members of all projects
    theirs = own.values("project").union(
        rows.filter(user__in=users).values("project"),
        rows.filter(user__in=own.values("user")).values("project"),
    )
    return rows.filter(project__in=theirs).values_list("project", "user", "user__email")


def _find_shared_projects(
    users: Set[int], projects: Mapping[int, Application], members: Members
) -> set[Pair]:
    """Pairs of a dossier and a juror who shares, or shared, a project outside ``projects`` with one of its members."""
    applications: defaultdict[int, set[int]] = defaultdict(set)
    for project, application in projects.items():
        for user in members[project]:
            applications[user].add(application.pk)
    return {
        (application, juror)
        for project, together in members.items()
        if project not in projects
        for juror in together & users
        for other in together - {juror}
        for application in applications.get(other, ())
    }


def list_seats(edition: Edition) -> list[Role]:
    """Jurors of the edition with their body: one query."""
    roles = Role.objects.jurors().filter(edition=edition)
    return list(roles.select_related("user", "organisation").order_by("user__name", "pk"))


def ties_to_confirm(
    edition: Edition, reader: User, *, seats: Sequence[Role] | None = None, aside: Set[Pair] | None = None
) -> list[Tie]:
    """The recusals to propose before the assignment, by reference; not for dossiers hidden from the reader, nor for
    people whose conflict is recorded, or was lifted.

    Two queries, and those of the sources; two more for ``seats`` (jurors) and ``aside`` (dossiers with the people who
    have or had a conflict) unless the caller has just read them.
    """
    roles = list_seats(edition) if seats is None else seats
    if aside is None:
        recusals = Recusal.objects.filter(application__call__edition=edition).order_by()
        aside = set(recusals.values_list("application", "reviewer"))
    dossiers = list(
        Application.objects.for_edition(edition)
        .filter(state__in=SCORED)
        .not_hidden_from(reader)
        .select_related("project__organisation")
        .order_by("reference")
    )
    for dossier in dossiers:
        dossier.call = edition.call
    ties = find_ties(roles, dossiers)
    return [
        Tie(role, dossier, reasons)
        for dossier in dossiers
        for role in roles
        if (pair := (dossier.pk, role.user_id)) not in aside and (reasons := ties.get(pair))
    ]
