"""One address for every row typed in the room: saved whole or field by field, removed, put back, moved."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.edit_conflict import EditConflict
from accelerator.rows import actions
from accelerator.rows.actions import RowsClosed, RowUnknown
from accelerator.rows.forms import RowForm
from accelerator.rows.models import SharedRow
from accelerator.rows.views import autosave_field, format_value
from accelerator.web.autosave import base_version
from coaching.room.access import ProjectRoom
from coaching.room.rows import RowKind, find_kind
from coaching.room.views.entering import enter_room


def _find(request: AuthenticatedRequest, slug: str, name: str) -> tuple[ProjectRoom, RowKind]:
    room, kind = enter_room(request, slug), find_kind(name)
    if kind is None or not room.can_write:
        raise Http404
    return room, kind


def _owner(
    request: AuthenticatedRequest, room: ProjectRoom, kind: RowKind, at: datetime
) -> Mapping[str, object]:
    return kind.find_owner(room, request.GET.get("in", ""), at)


def _find_row(model: type[SharedRow], uid: UUID, owner: Mapping[str, object]) -> SharedRow | None:
    """The row, if it stands already. Raises ``Http404`` when it is another list's."""
    row: SharedRow | None = model._default_manager.filter(uid=uid).first()
    try:
        if row is not None:
            actions.check_owner(row, owner)
    except RowUnknown:
        raise Http404 from None
    return row


@require_POST
def save_field(request: AuthenticatedRequest, slug: str, kind: str, uid: UUID, field: str) -> HttpResponse:
    """Autosave one field of one row."""
    room, found = _find(request, slug, kind)
    owner = _owner(request, room, found, timezone.now())
    return autosave_field(
        request,
        form_class=found.form,
        owner=owner,
        uid=uid,
        name=field,
        ensure=found.allow(room, owner, uid, "save"),
        defaults=found.defaults,
        among=found.among(owner),
        most=found.most,
    )


@require_POST
def save(request: AuthenticatedRequest, slug: str, kind: str, uid: UUID) -> HttpResponse:
    """Save a whole row, as a page without JavaScript sends it."""
    room, found = _find(request, slug, kind)
    at = timezone.now()
    owner = _owner(request, room, found, at)
    instance = _find_row(found.form._meta.model, uid, owner)
    form = found.form(request.POST, uid=uid, instance=instance, owner=owner)
    if form.is_valid() and _save_row(request, room, found, form, owner, at):
        return redirect(f"{found.page_url(room)}#{found.anchor}-{uid}")
    return found.render(request, room, form)


def _save_row(
    request: AuthenticatedRequest,
    room: ProjectRoom,
    kind: RowKind,
    form: RowForm,
    owner: Mapping[str, object],
    at: datetime,
) -> bool:
    """Whether the row was saved; else the form says why not. Raises ``Http404`` for the row of another list."""
    try:
        actions.save_row(
            model=kind.form._meta.model,
            owner=owner,
            uid=form.uid,
            values=form.typed,
            base_version=base_version(request) or 0,
            actor=request.user,
            at=at,
            ensure=kind.allow(room, owner, form.uid, "save"),
            defaults=kind.defaults,
            among=kind.among(owner),
            most=kind.most,
        )
        return True
    except ValidationError as problem:
        form.add_error(None, problem)
    except EditConflict as conflict:
        show_conflict(form, conflict)
    except RowsClosed as refusal:
        form.add_error(None, str(refusal.message))
    except RowUnknown:
        raise Http404 from None
    return False


def show_conflict(form: RowForm, conflict: EditConflict) -> None:
    """Both texts at their field: what was typed stays in it, what is stored is quoted; sent again, it is saved."""
    for name, theirs in conflict.theirs.items():
        message = _("%(happened)s L’autre texte : « %(theirs)s ». Envoyez de nouveau pour garder le vôtre.")
        words = format_value(form, name, theirs) or "–"
        form.add_error(name, message % {"happened": conflict.message, "theirs": words})
    form.version = conflict.version


@require_POST
def remove(request: AuthenticatedRequest, slug: str, kind: str, uid: UUID) -> HttpResponse:
    """Remove a row; its message can put it back."""
    return _remove(request, slug, kind, uid, put_back=False)


@require_POST
def restore(request: AuthenticatedRequest, slug: str, kind: str, uid: UUID) -> HttpResponse:
    """Put back a row that was removed."""
    return _remove(request, slug, kind, uid, put_back=True)


def _remove(
    request: AuthenticatedRequest, slug: str, kind: str, uid: UUID, *, put_back: bool
) -> HttpResponse:
    room, found = _find(request, slug, kind)
    at = timezone.now()
    owner = _owner(request, room, found, at)
    row = get_object_or_404(found.form._meta.model, uid=uid, **owner)
    allow = found.allow(room, owner, uid, "restore" if put_back else "remove")
    try:
        done = actions.remove_row(row=row, actor=request.user, at=at, ensure=allow, put_back=put_back)
    except RowsClosed as refusal:
        messages.error(request, str(refusal.message))
    else:
        if done and not put_back:
            undo = f"{reverse('coaching:room_row_restore', args=[slug, kind, uid])}?{request.GET.urlencode()}"
            message = _("« %(row)s » est retiré.") % {"row": str(row) or "…"}
            messages.success(request, message, extra_tags=f"undo={undo}")
    return redirect(found.page_url(room))


@require_POST
def move(request: AuthenticatedRequest, slug: str, kind: str, uid: UUID) -> HttpResponse:
    """Move a row up or down its list: ``by`` places, -1 or 1 without JavaScript."""
    room, found = _find(request, slug, kind)
    owner = _owner(request, room, found, timezone.now())
    row = get_object_or_404(found.form._meta.model.objects.active(), uid=uid, **owner)
    by = _read_places(request.POST.get("by", ""))
    try:
        allow = found.allow(room, owner, uid, "move")
        actions.move_row(row=row, among=found.among(owner), by=by, ensure=allow)
    except RowsClosed as refusal:
        messages.error(request, str(refusal.message))
    return redirect(f"{found.page_url(room)}#{found.anchor}-{uid}")


def _read_places(text: str) -> int:
    """How far a row goes; 0 for anything else than a small number."""
    # three digits at most: no list is longer
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) < 4 else 0
