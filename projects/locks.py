"""Rows that actions hold until their transaction ends, in one order: the edition's, then the dossier's."""

from programmes.models import Edition
from projects.models import Application


def lock_application(application: Application) -> Application:
    """The application as it stands, its row held until the transaction ends: what changes its score takes turns."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("call__edition", "project")
    return rows.get(pk=application.pk)


def lock_edition(application: Application) -> None:
    """Take turns with those who decide: the edition's row before the dossier's, in the order they do."""
    Edition.objects.select_for_update(no_key=True).only("pk").get(pk=application.call.edition_id)


def lock_application_with_sheets(application: Application) -> Application:
    """The dossier as it is now, its row ours until the transaction ends. 2 queries.

    The row is locked on its own first: PostgreSQL joins what it locks with the rows of before the wait, and a sheet
    that was replaced meanwhile would not be found.
    """
    Application.objects.select_for_update().only("pk").get(pk=application.pk)
    rows = Application.objects.select_related("call__edition", "project", "sheet", "next_sheet")
    return rows.get(pk=application.pk)
