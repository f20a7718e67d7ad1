"""The public sheet of a project, which its holders open, change and close."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.web.shared import drop_page
from projects.models import Project, SheetEntry
from projects.publication.sheets import SHOWN


@transaction.atomic
def open_sheet(*, project: Project, shown: Collection[str], actor: User, at: datetime) -> None:
    """Show the project on public pages: its title, and the columns of :data:`SHOWN` that are named.

    Side effects: the row and the words it is found by, an audit entry that names what is shown, shared pages are drawn
    anew. Nothing happens when nothing changes.
    """
    held = Project.objects.select_for_update(of=("self",)).select_related("edition").get(pk=project.pk)
    wanted = {name: name in shown for name in SHOWN}
    if held.public_sheet and all(getattr(held, name) == value for name, value in wanted.items()):
        return
    opened_at = held.sheet_opened_at if held.public_sheet and held.sheet_opened_at else at
    Project.objects.filter(pk=held.pk).update(public_sheet=True, sheet_opened_at=opened_at, **wanted)
    refresh_sheet_entry(project=held.pk)
    fields = [name for name in SHOWN if wanted[name]]
    scope = held.edition.scope
    record(verb="allow_public_sheet", subject=held, actor=actor, at=at, scope=scope, data={"fields": fields})
    _forget_pages(held)


@transaction.atomic
def close_sheet(*, project: Project, actor: User, at: datetime) -> None:
    """Take the project off public pages; what was chosen is kept, should it open again.

    Side effects: the row, the words it was found by, an audit entry, shared pages are drawn anew.
    """
    if Project.objects.filter(pk=project.pk, public_sheet=True).update(public_sheet=False):
        SheetEntry.objects.filter(project=project.pk).delete()
        record(verb="close_public_sheet", subject=project, actor=actor, at=at, scope=project.edition.scope)
        _forget_pages(project)


def refresh_sheet_entry(*, project: int) -> None:
    """Write the words that a sheet is found by: of what it shows now. Nothing for a sheet that is closed. 2 queries."""
    found = Project.objects.filter(pk=project, public_sheet=True).first()
    if found is not None:
        words = f"{found.title} {found.summary if found.shows_summary else ''}"
        SheetEntry.objects.update_or_create(project=found, defaults={"words": words})


def _forget_pages(project: Project) -> None:
    edition = project.edition.slug
    for page in (
        reverse("projects:public_project", args=[edition, project.slug]),
        reverse("projects:public_projects", args=[edition]),
        reverse("projects:directory"),
        reverse("programmes:edition", args=[edition]),
    ):
        transaction.on_commit(partial(drop_page, page))
