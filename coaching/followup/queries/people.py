"""Who speaks for a body in an edition."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accelerator.accounts.models import User
from programmes.capabilities import Capability
from programmes.models import Role


def list_partner_roles(editions: Iterable[int]) -> QuerySet[Role]:
    """The roles that stand of partners who may be written to, with their person."""
    roles = Role.objects.who_can(Capability.SUPPORT_PROJECTS).filter(
        edition__in=editions, user__is_active=True, organisation__isnull=False
    )
    return roles.select_related("user").order_by("pk")


def list_body_people(edition: int, body: int | None, *, first: int | None = None) -> list[User]:
    """Its partners whose role stands: ``first`` alone if they are one of them, else all. One query."""
    people = [role.user for role in list_partner_roles([edition]).filter(organisation=body)]
    return [person for person in people if person.pk == first] or people


def list_people_by_body(edition: int) -> dict[int, list[User]]:
    """The partners whose role stands, by the key of their body. One query."""
    found: dict[int, list[User]] = {}
    for role in list_partner_roles([edition]):
        found.setdefault(role.organisation_id or 0, []).append(role.user)
    return found
