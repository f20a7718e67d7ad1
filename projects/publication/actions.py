"""The public sheet of a project, which its holders open, change and close."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.web.shared import drop_page
from projects.audit import record_act
from projects.models import Project, SheetEntry
from projects.publication.queries import SHEET_COLUMNS, read_sheet


@transaction.atomic
def open_sheet(*, project: Project, columns: Collection[str], actor: User, at: datetime) -> None:
    """Publish the sheet of the project: its title, and those ``columns`` of :data:`SHEET_COLUMNS`.

    Side effects: the row and its search entry, an audit entry with the published columns, shared pages are drawn
    anew. Nothing happens when nothing changes.
    """
    locked = Project.objects.select_for_update(of=("self",)).select_related("edition").get(pk=project.pk)
    wanted = {name: name in columns for name in SHEET_COLUMNS}
    if locked.public_sheet and all(getattr(locked, name) == value for name, value in wanted.items()):
        return
    opened_at = locked.sheet_opened_at if locked.public_sheet and locked.sheet_opened_at else at
    Project.objects.filter(pk=locked.pk).update(public_sheet=True, sheet_opened_at=opened_at, **wanted)
    refresh_sheet_entry(project=locked.pk)
    fields = [name for name in SHEET_COLUMNS if wanted[name]]
    record_act(locked, "allow_public_sheet", {"fields": fields}, actor=actor, at=at)
    _refresh_pages(locked)


@transaction.atomic
def close_sheet(*, project: Project, actor: User, at: datetime) -> None:
    """Take the project off public pages; the chosen columns stay stored, should it open again.

    Side effects: the row, its search entry, an audit entry, shared pages are drawn anew.
    """
    if Project.objects.filter(pk=project.pk, public_sheet=True).update(public_sheet=False):
        SheetEntry.objects.filter(project=project.pk).delete()
        record_act(project, "close_public_sheet", actor=actor, at=at)
        _refresh_pages(project)


def refresh_sheet_entry(*, project: int) -> None:
    """Save the search entry of a sheet, from what it shows now; nothing for a closed sheet. 2 queries."""
    rows = Project.objects.filter(pk=project, public_sheet=True).select_related("application", "edition")
    published = rows.with_lead_name().first()
    if published is not None:
        sheet = read_sheet(published)
        words = f"{sheet.title} {sheet.structure} {sheet.summary}"
        SheetEntry.objects.update_or_create(project=published, defaults={"words": words})


def _refresh_pages(project: Project) -> None:
    edition = project.edition.slug
    for page in (
        reverse("projects:public_project", args=[edition, project.slug]),
        reverse("projects:public_projects", args=[edition]),
        reverse("projects:directory"),
        reverse("programmes:edition", args=[edition]),
    ):
        transaction.on_commit(partial(drop_page, page))
