"""One person for the organisers of an edition: roles, projects, pending actions, messages."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from coaching.models import Commitment, Pairing
from coaching.pairing.enums import CURRENT
from coaching.pairing.queries.mentors import list_proposals
from coaching.support.queries.ahead import find_bodies_of, list_minutes_to_approve, list_needs_to_answer
from coaching.support.queries.board import is_hidden_from
from programmes.capabilities import Capability, list_roles
from programmes.extensions import readable_mails
from programmes.models import Edition, Role
from programmes.queries import RoleBook
from projects.models import Application, ReviewAssignment

MAILS = 10
HOLDERS = list_roles(Capability.HOLD_PROJECT)


@dataclass(frozen=True)
class WaitingLine:
    """A number of pending actions of one kind; ``href`` lists them to an organiser."""

    label: str | Promise
    count: int
    href: str


@dataclass(frozen=True)
class PersonOverview:
    """What an organiser reads about one person. ``elsewhere``: other editions that the reader organises, with the
    roles there; ``mails``: the latest first.
    """

    user: User
    roles: list[Role]
    elsewhere: list[tuple[Edition, str]]
    applications: list[Application]
    followed: list[Pairing]
    waiting: list[WaitingLine]
    mails: list[OutgoingMail]

    @property
    def may_be_written_to(self) -> bool:
        """Whether they have a current role."""
        return any(not role.ended_at for role in self.roles)

    @property
    def bodies(self) -> list[str]:
        names = (str(role.organisation) for role in self.roles if role.organisation and not role.ended_at)
        return list(dict.fromkeys(names))


def find_person(edition: Edition, reader: User, pk: int) -> User:
    """A person with a role in the edition, now or before, with ``last_act_at``, their last act there. One query.

    Raises Http404, also for a person who only has dossiers that this reader may not open: drafts, or a project of
    their own.
    """
    acts = Role.objects.filter(edition=edition, user=OuterRef("pk")).exclude(name__in=HOLDERS)
    own = _list_own_applications(edition, reader, OuterRef("pk"))
    people = User.objects.filter(Exists(acts.order_by()) | Exists(own.order_by()), is_active=True)
    entries = AuditEntry.objects.in_scope(edition.scope).filter(actor=OuterRef("pk")).order_by("-pk")
    return get_object_or_404(people.annotate(last_act_at=Subquery(entries.values("at")[:1])), pk=pk)


def find_person_to_readdress(edition: Edition, reader: User, pk: int) -> User:
    """Find a person as :func:`find_person`; for those who run the site, also a holder whose new address an organiser
    who reads the dossiers requested: :func:`programmes.actions.addresses.request_address_change`. One or two
    queries.
    """
    if reader.is_staff:
        requested = AuditEntry.objects.in_scope(edition.scope).filter(verb="request_address_change")
        person = User.objects.filter(pk=pk, is_active=True).first()
        if person and requested.filter(data__user=person.pk).exists():
            return person
    return find_person(edition, reader, pk)


def read_person(
    edition: Edition, roles: RoleBook, reader: User, person: User, at: datetime
) -> PersonOverview:
    """``roles``: those of the reader. Six queries."""
    applications = list(
        Application.objects.read_by_organiser(reader)
        .of_member(person)
        .select_related("project", "call")
        .order_by("reference")
    )
    # without the role of holder for drafts, and for a project the reader stepped aside from
    editions_of_holder = {dossier.call.edition_id for dossier in applications}
    own = [
        role
        for role in _list_roles(person)
        if role.name not in HOLDERS or role.edition_id in editions_of_holder
    ]
    readable = roles.edition_ids(Capability.MANAGE_EDITION)
    visible = Application.objects.for_edition(edition).read_by_organiser(reader).order_by().values("pk")
    followed = Pairing.objects.filter(mentor=person, participation__project__application__in=visible)
    mails = readable_mails(OutgoingMail.objects.filter(user=person), reader, edition)
    return PersonOverview(
        user=person,
        roles=[role for role in own if role.edition_id == edition.pk],
        elsewhere=_group_by_edition(
            role
            for role in own
            if role.edition_id != edition.pk
            and not role.ended_at
            and (reader.is_staff or role.edition_id in readable)
        ),
        applications=[dossier for dossier in applications if dossier.call.edition_id == edition.pk],
        followed=list(
            followed.filter(state__in=CURRENT)
            .select_related("participation__project__application")
            .order_by("proposed_at", "pk")
        ),
        waiting=list(_list_waiting(edition, reader, person, at)),
        mails=list(mails.defer("text", "html", "error").order_by("-due_at", "-pk")[:MAILS]),
    )


def _list_roles(person: User) -> QuerySet[Role]:
    """All their roles, current ones first."""
    rows = (
        Role.objects.filter(user=person)
        .select_related("organisation", "edition")
        .prefetch_related("expertise")
    )
    return rows.order_by(
        F("ended_at").desc(nulls_first=True), "-edition__session_starts_on", "started_at", "pk"
    )


def _group_by_edition(roles: Iterable[Role]) -> list[tuple[Edition, str]]:
    labels: dict[Edition, list[str]] = {}
    for role in roles:
        labels.setdefault(role.edition, []).append(str(role.get_name_display()))
    return [(edition, ", ".join(names)) for edition, names in labels.items()]


def _list_own_applications(edition: Edition, reader: User, person: Any) -> QuerySet[Application]:
    """The sent dossiers of their projects, without those that this reader may not open."""
    return Application.objects.for_edition(edition).read_by_organiser(reader).of_member(person)


def _list_waiting(edition: Edition, reader: User, person: User, at: datetime) -> Iterator[WaitingLine]:
    """The pending tasks of a person in the edition, without projects that this reader may not open: one query.

    Without surveys: an answer in the room is anonymous to organisers.
    """
    visible = Application.objects.for_edition(edition).read_by_organiser(reader).order_by().values("pk")
    duties = ReviewAssignment.objects.awaited_at(at).filter(reviewer=person, application__in=visible)
    proposals = list_proposals(person).filter(participation__project__application__in=visible)
    needs = (
        list_needs_to_answer(person, timezone.localdate(at))
        .filter(participation__edition=edition)
        .exclude(is_hidden_from(reader))
    )
    minutes = list_minutes_to_approve(person).filter(meeting__edition=edition)
    late = (
        Commitment.objects.of_edition(edition.pk)
        .late(timezone.localdate(at))
        .without_projects_of(person)
        .filter(body__in=find_bodies_of(person, edition.pk), participation__project__application__in=visible)
    )
    sources = (duties, proposals, needs, minutes, late)
    numbered = [
        rows.order_by().values_list(Value(number, output_field=IntegerField()), "pk")
        for number, rows in enumerate(sources)
    ]
    counts = Counter(number for number, _pk in numbered[0].union(*numbered[1:], all=True))
    pages: tuple[tuple[Promise, str, dict[str, str]], ...] = (
        (_("Évaluations à envoyer"), "projects:manage_assignment", {}),
        (_("Propositions de parrainage sans réponse"), "coaching:manage_pairings", {}),
        (_("Besoins sans réponse de son organisme"), "coaching:manage_support_board", {}),
        (_("Comptes rendus à approuver"), "coaching:manage_support_minutes", {}),
        (_("Engagements en retard de son organisme"), "coaching:manage_commitments", {"show": "late"}),
    )
    for number, (label, page, query) in enumerate(pages):
        if counts[number]:
            yield WaitingLine(label, counts[number], reverse(page, args=[edition.slug], query=query))
