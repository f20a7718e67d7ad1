"""The public sheet of a project, which its holders allow or not."""

from datetime import datetime

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from projects.models import Project


@transaction.atomic
def allow_public_sheet(*, project: Project, allowed: bool, actor: User, at: datetime) -> None:
    """Show the project on the edition's public pages, or take it off them; as easy one way as the other.

    Side effects: audit entry, which keeps who agreed and when. Nothing happens when nothing changes.
    """
    changed = Project.objects.filter(pk=project.pk).exclude(public_sheet=allowed).update(public_sheet=allowed)
    project.public_sheet = allowed
    if changed:
        verb = "allow_public_sheet" if allowed else "close_public_sheet"
        record(verb=verb, subject=project, actor=actor, at=at, scope=project.edition.scope)
