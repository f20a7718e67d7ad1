"""Rows that a colleague removed since a page was read: sending that page, or following a link to it, says so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.audit.models import AuditEntry
from coaching.models import Booking, Room, Session, SessionDay, Slot, SlotGroup, SlotResource, SlotSpeaker

WHAT = {
    SessionDay: gettext_lazy("ce jour"),
    Room: gettext_lazy("cette salle"),
    Slot: gettext_lazy("ce créneau"),
    SlotGroup: gettext_lazy("ce groupe"),
    Booking: gettext_lazy("ce rendez-vous"),
    SlotSpeaker: gettext_lazy("cette personne"),
    SlotResource: gettext_lazy("ce document"),
}
VERBS = (
    "remove_day", "remove_room", "remove_slot", "remove_group", "unbook_slot", "remove_speaker", "remove_resource",
)  # fmt: skip


class RemovedRow(Http404):
    """A row of this session that was removed; ``entry`` is the audit entry of the removal."""

    def __init__(self, model: type[Any], entry: AuditEntry) -> None:
        super().__init__()
        self.model, self.entry = model, entry

    def describe(self, reader: User) -> str:
        words = {"what": WHAT[self.model], "who": self.entry.actor or _("Une autre personne")}
        if self.entry.actor_id == reader.pk:
            return _("Vous avez déjà supprimé %(what)s.") % words
        return _("%(who)s a supprimé %(what)s entre-temps : rien n’est enregistré.") % words


def find_row(rows: "QuerySet[Any]", session: Session, pk: int) -> Any:
    """The row of this session. Raises :class:`RemovedRow` when it was removed from it, a 404 for any other. One query,
    two when it is not there.
    """
    row = rows.filter(pk=pk).first()
    if row is not None:
        return row
    kind = rows.model._meta.label_lower
    entries = AuditEntry.objects.in_scope(session.edition.scope).filter(verb__in=VERBS)
    entry = entries.filter(subject_type=kind, subject_id=str(pk)).select_related("actor").first()
    if entry is None:
        raise Http404
    raise RemovedRow(rows.model, entry)


def redirect_when_removed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Redirect from the page of a removed row to the session's, with a message about who removed it."""

    @wraps(view)
    def wrapper(request: AuthenticatedRequest, edition: str, **rest: object) -> HttpResponse:
        try:
            return view(request, edition, **rest)
        except RemovedRow as removed:
            messages.error(request, removed.describe(request.user))
            return redirect("coaching:manage_session", edition)

    return wrapper
