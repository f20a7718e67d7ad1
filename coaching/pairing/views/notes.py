"""The notes of a meeting: the shared one, and one's own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.edit_conflict import EditConflict
from accelerator.rows.actions import RowsClosed, save_row
from accelerator.rows.views import autosave_field
from accelerator.web.autosave import base_version
from coaching.models import MeetingNote
from coaching.pairing.actions import meetings as actions
from coaching.pairing.forms import MeetingNoteForm
from coaching.pairing.queries.meetings import MeetingDetails, MeetingPlace
from coaching.pairing.views.meeting_pages import (
    WHICH,
    NotePlace,
    build_notes,
    find_own_meeting,
    name_place,
    render_meeting_page,
)


def _find(
    request: AuthenticatedRequest, slug: str, pk: int, which: str
) -> tuple[MeetingPlace, MeetingDetails, NotePlace]:
    place, details = find_own_meeting(request, slug, pk, timezone.now())
    if which not in WHICH or not place.may_write:
        raise Http404
    return place, details, name_place(details.meeting, which, request.user)


@require_POST
def save_field(request: AuthenticatedRequest, slug: str, pk: int, which: str) -> HttpResponse:
    """Autosave a note: ``value``, ``base_version``."""
    _place, _details, named = _find(request, slug, pk, which)
    return autosave_field(
        request,
        form_class=MeetingNoteForm,
        owner=named.owner,
        uid=named.uid,
        name="text",
        ensure=lambda: actions.ensure_noting(named.meeting, request.user),
    )


@require_POST
def save(request: AuthenticatedRequest, slug: str, pk: int, which: str) -> HttpResponse:
    """A whole note, as a page without JavaScript sends it; what does not pass comes back with what was typed."""
    place, details, named = _find(request, slug, pk, which)
    note = MeetingNote.objects.filter(uid=named.uid).first()
    form = MeetingNoteForm(request.POST, uid=named.uid, instance=note)
    if form.is_valid():
        try:
            save_row(
                model=MeetingNote, owner=named.owner, uid=named.uid, values=form.typed,
                base_version=base_version(request) or 0, actor=request.user, at=timezone.now(),
                ensure=lambda: actions.ensure_noting(named.meeting, request.user),
            )  # fmt: skip
        except EditConflict as conflict:
            message = _(
                "%(happened)s L’autre texte : « %(theirs)s ». Envoyez de nouveau pour garder le vôtre."
            )
            form.add_error(
                "text", message % {"happened": conflict.message, "theirs": conflict.theirs["text"]}
            )
            form.version = conflict.version
        except RowsClosed as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("La note est enregistrée."))
            return redirect("coaching:meeting", slug, pk)
    return render_meeting_page(request, place, details, notes=build_notes(place, details, **{which: form}))
