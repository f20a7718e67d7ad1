"""Who types at the table of a project during the session, of those who are at that table."""

from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from accelerator.accounts.models import User
from coaching.models import Attendee, Pairing
from coaching.pairing.enums import PairingState
from projects.models import Participation, ProjectMember


def list_at_table(place: Any) -> QuerySet[User]:
    """The members of a project and its mentor, without those who were taken off the list of the session, by name.

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
    """Its value; of the participation of the query around, two levels up, when there is none."""
    return OuterRef(OuterRef(name)) if place is None else getattr(place, name)


def find_scribe_name() -> Subquery:
    """An expression over :class:`Participation`: the name of who was chosen, while they are at its table."""
    found = list_at_table(None).filter(pk=OuterRef("scribe")).order_by()
    return Subquery(
        found.values_list(Coalesce(NullIf("name", Value("")), "email", output_field=CharField()))[:1]
    )
