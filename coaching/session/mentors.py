"""People of a session: mentors, leaders and speakers."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from accelerator.accounts.models import User
from accelerator.web.search import normalise
from coaching.models import Attendee, Pairing
from coaching.pairing.enums import PairingState, has_mentor, is_current
from coaching.session.models import SlotSpeaker
from coaching.session.planning.clashes import Named
from projects.models import Participation, ProjectMember


def name_person(person: User) -> Named:
    """The name of somebody with an account."""
    return Named(person.pk, str(person), normalise(str(person)))


def name_speaker(speaker: SlotSpeaker) -> Named:
    """The name of a speaker, with an account or without. Needs ``user``."""
    return name_person(speaker.user) if speaker.user else Named(None, speaker.name, normalise(speaker.name))


def find_mentors(participations: Iterable[int]) -> dict[int, Named]:
    """The mentor of each participation that has one, proposed or accepted. One query."""
    rows = Pairing.objects.current().filter(participation__in=participations).select_related("mentor")
    return {pairing.participation_id: name_person(pairing.mentor) for pairing in rows}


def annotate_mentor(rows: QuerySet[Any], place: str = "participation__") -> QuerySet[Any]:
    """Adds ``mentor_id``, ``mentor_name`` and ``mentor_email`` of the accepted pairing, if there is one.

    ``place``: the path from the rows to their participation; "" for participations themselves.
    """
    return rows.annotate(pairing=FilteredRelation(f"{place}pairings", condition=has_mentor(place))).annotate(
        mentor_id=F("pairing__mentor"),
        mentor_name=F("pairing__mentor__name"),
        mentor_email=F("pairing__mentor__email"),
    )


def join_pairing(rows: QuerySet[Any], place: str = "") -> QuerySet[Any]:
    """Adds ``current_pairing``: the one proposed or accepted for the participation at ``place``, with its mentor; no
    such attribute without one."""
    current = FilteredRelation(f"{place}pairings", condition=is_current(place))
    return rows.annotate(current_pairing=current).select_related("current_pairing__mentor")


def name_mentor(row: Any) -> str:
    """The mentor of a row with these annotations; "" without one."""
    return row.mentor_name or row.mentor_email or ""


def list_at_table(place: Participation | None) -> QuerySet[User]:
    """The members of a project and its mentor, without those removed from the list of attendees, by name.

    ``place``: the participation, or an ``OuterRef`` that leads to its columns by :func:`_select_column`.
    """
    members = ProjectMember.objects.present().filter(
        project=_select_column(place, "project_id"), user=OuterRef("pk")
    )
    paired = Pairing.objects.filter(
        participation=_select_column(place, "pk"), mentor=OuterRef("pk"), state=PairingState.ACCEPTED
    )
    removed = Attendee.objects.removed().filter(
        session__edition=_select_column(place, "edition_id"), user=OuterRef("pk")
    )
    at_table = User.objects.filter(
        Q(Exists(members.order_by())) | Q(Exists(paired.order_by())), is_active=True
    )
    return at_table.exclude(Exists(removed.order_by())).order_by("name", "email", "pk")


def _select_column(place: Participation | None, name: str) -> Any:
    """The column of a participation, or of that of the query two levels up."""
    return OuterRef(OuterRef(name)) if place is None else getattr(place, name)


def find_scribe_name() -> Subquery:
    """An expression over :class:`Participation`: the name of the scribe, while they are at its table."""
    scribes = list_at_table(None).filter(pk=OuterRef("scribe")).order_by()
    return Subquery(
        scribes.values_list(Coalesce(NullIf("name", Value("")), "email", output_field=CharField()))[:1]
    )
