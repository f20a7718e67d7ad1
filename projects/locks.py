"""Row locks of actions, until their transaction ends, in one order: the edition's, then the dossier's.

Each of them raises :class:`ApplicationGone` when the dossier was erased since the page was shown.
"""

from collections.abc import Sequence

from django.http import Http404

from programmes import locks
from projects.models import Application


class ApplicationGone(Http404):
    """The dossier was erased while somebody was about to do something to it: to them too it is not there any more."""


def lock_application(application: Application) -> Application:
    """Read the application anew and lock its row until the transaction ends: changes of its score take turns."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("call__edition", "project")
    try:
        return rows.get(pk=application.pk)
    except Application.DoesNotExist:
        raise ApplicationGone from None


def lock_columns(application: Application, columns: Sequence[str]) -> None:
    """Lock the row and read these columns anew, on ``application`` itself. One query."""
    try:
        application.refresh_from_db(fields=columns, from_queryset=Application.objects.select_for_update())
    except Application.DoesNotExist:
        raise ApplicationGone from None


def lock_edition_of(application: Application) -> None:
    """Take turns with those who decide: the edition's row before the dossier's, in the order they do."""
    locks.lock_edition(application.call.edition_id)


def lock_application_with_sheets(application: Application) -> Application:
    """The dossier as it is now, its row ours until the transaction ends. 2 queries.

    The row is locked on its own first: PostgreSQL joins what it locks with the rows of before the wait, and a sheet
    that was replaced meanwhile would not be found.
    """
    if not Application.objects.select_for_update().only("pk").filter(pk=application.pk).order_by():
        raise ApplicationGone
    rows = Application.objects.select_related("call__edition", "project", "sheet", "next_sheet")
    return rows.get(pk=application.pk)
