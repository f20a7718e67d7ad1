"""Whom a letter of the organisers goes to."""

from collections.abc import Collection

from django.db.models import Q

from accelerator.accounts.models import User
from accelerator.web.search import normalise
from programmes.enums import RoleName
from programmes.models import Edition, Role
from projects.application.enums import ApplicationState
from projects.models import ProjectMember


def readers_of_letter(
    edition: Edition, *, roles: Collection[str], body: str = "", states: Collection[str] = ()
) -> list[User]:
    """People with one of these roles now, of this body if one is given, by name. One query.

    Holders are those of a sent dossier, in one of these states if some are named: drafts are their authors' own.
    """
    sent = (
        ProjectMember.objects.present()
        .filter(project__edition=edition)
        .exclude(project__application__state=ApplicationState.DRAFT)
    )
    if states:
        sent = sent.filter(project__application__state__in=states)
    matching = Role.objects.active().filter(edition=edition, name__in=roles, user__is_active=True)
    matching = matching.filter(~Q(name=RoleName.HOLDER) | Q(user__in=sent.values("user")))
    if body:
        matching = matching.filter(organisation__name__iexact=body.strip())
    people = {role.user_id: role.user for role in matching.select_related("user").order_by("pk")}
    return sorted(people.values(), key=lambda person: (normalise(str(person)), person.pk))
