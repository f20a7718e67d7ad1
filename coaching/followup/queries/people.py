"""Who speaks for a body in an edition."""

from accelerator.accounts.models import User
from programmes.enums import RoleName
from programmes.models import Role


def list_body_people(edition: int, body: int | None, *, first: int | None = None) -> list[User]:
    """Its partners whose role stands: ``first`` alone if they are one of them, else all. One query."""
    roles = Role.objects.active().filter(
        edition=edition, organisation=body, name=RoleName.PARTNER, user__is_active=True
    )
    people = [role.user for role in roles.select_related("user").order_by("pk")]
    return [person for person in people if person.pk == first] or people


def list_people_by_body(edition: int) -> dict[int, list[User]]:
    """The partners whose role stands, by the key of their body. One query."""
    roles = Role.objects.active().filter(edition=edition, name=RoleName.PARTNER, user__is_active=True)
    found: dict[int, list[User]] = {}
    for role in roles.exclude(organisation=None).select_related("user").order_by("pk"):
        found.setdefault(role.organisation_id or 0, []).append(role.user)
    return found
