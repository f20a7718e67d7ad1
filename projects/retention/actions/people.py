"""Erase people who have nothing but the erased dossier: mails, roles, account, structure."""

from collections.abc import Collection

from django.db.models import Q

from accelerator.accounts.actions import delete_unused_accounts
from accelerator.accounts.models import User
from programmes.enums import RoleName
from programmes.models import Edition, LateAccess, Organisation, Role
from projects.models import Application, ProjectMember
from projects.retention.queries import list_mails


def erase_mails(application: Application, people: Collection[int]) -> None:
    """Side effects: the mails of :func:`list_mails` go, those that had not left too."""
    list_mails(application, people).delete()


def find_gone(edition: Edition, people: Collection[int]) -> set[int]:
    """Keys of those who have no other project in this edition."""
    still = ProjectMember.objects.filter(project__edition=edition).order_by()
    return set(people) - set(still.filter(user__in=people).values_list("user", flat=True))


def erase_people(edition: Edition, people: Collection[int], organisation: Organisation | None) -> None:
    gone = find_gone(edition, people)
    Role.objects.filter(edition=edition, user__in=gone, name=RoleName.HOLDER).delete()
    addresses = User.objects.filter(pk__in=gone).order_by().values("email")
    LateAccess.objects.filter(call__edition=edition).filter(
        Q(used_by__in=gone) | Q(email__in=addresses)
    ).delete()
    delete_unused_accounts(people=gone)
    if organisation:
        _delete_unused_organisation(organisation)


def _delete_unused_organisation(organisation: Organisation) -> None:
    """A structure often bears the name of the one person who works in it."""
    for relation in Organisation._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: organisation.pk})
        if rows.exists():
            return
    organisation.delete()
