"""The grid of a day, a room in each column, where slots are moved by hand or by keyboard."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Values
from coaching.models import Room, Session, Slot
from coaching.session.actions.occupancy import PlanRefused, SlotMoved
from coaching.session.actions.session import find_refusals, move_slot
from coaching.session.changes import compare
from coaching.session.details import read_details
from coaching.session.draft import build_grid, describe_place, list_divided_warnings
from coaching.session.enums import SlotKind
from coaching.session.forms.session import SlotMoveForm
from coaching.session.views.session import session_and_release, session_for


@require_safe
def grid(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Each slot leads to its form; with a script, it is moved where it stands."""
    session, released = session_and_release(request, edition)
    details = read_details(session)
    day = next((day for day in details.days if day.pk == pk), None)
    if day is None:
        raise Http404
    context = {
        "venue": session,
        "day": day,
        "days": details.days,
        "grid": build_grid(details, day),
        "pending": len(compare(released, details.programme)) if released else 0,
        "divided": list_divided_warnings(details, day=day.date),
    }
    return render(request, "coaching/session/session_grid.html", context)


@require_POST
def move(request: AuthenticatedRequest, edition: str, pk: int) -> JsonResponse:
    """Move a slot, for the script of the grid. 200 with the new version; 409 and the stored slot when a colleague
    moved it; 422 and the reasons when it is impossible.

    ``check``: the same answer, without moving.
    """
    session = session_for(request, edition)
    slots = Slot.objects.select_related("day__session__edition", "room")
    slot = get_object_or_404(slots, pk=pk, day__session=session)
    form = SlotMoveForm(request.POST, rooms=session.rooms.all())
    if not form.is_valid():
        return _refuse([_("Cet endroit n’existe pas : rien n’a bougé.")])
    try:
        return _move(request, session, slot, form)
    except SlotMoved as moved:
        words = {
            "message": moved.message,
            "stored": describe_place(moved.current),
            "wanted": describe_place(slot),
        }
        message = _("%(message)s Enregistré : %(stored)s. Vous : %(wanted)s.") % words
        return JsonResponse({"message": message, "version": moved.current.version}, status=409)
    except PlanRefused as refused:
        return _refuse(list(refused.reasons))
    except ValidationError as refusal:
        return _refuse(refusal.messages)


def _move(request: AuthenticatedRequest, session: Session, slot: Slot, form: SlotMoveForm) -> JsonResponse:
    starts = datetime.combine(date.min, form.cleaned_data["starts_at"])
    ends = starts + (datetime.combine(date.min, slot.ends_at) - datetime.combine(date.min, slot.starts_at))
    if ends.date() != starts.date():
        return _refuse([_("Le créneau finirait le lendemain : rien n’a bougé.")])
    room: Room | None = slot.room if slot.kind == SlotKind.INDIVIDUAL else form.cleaned_data["room"]
    kwargs: Values = {
        "slot": slot, "starts_at": starts.time(), "ends_at": ends.time(), "room": room,
        "seen": form.cleaned_data["seen"], "actor": request.user, "at": timezone.now(),
    }  # fmt: skip
    if form.cleaned_data["check"]:
        reasons = find_refusals(**kwargs)
        return _refuse(list(reasons)) if reasons else JsonResponse({"message": ""})
    moved = move_slot(**kwargs)
    message = _("Déplacé : %(place)s.") % {"place": describe_place(moved)}
    return JsonResponse({"message": message, "version": moved.version})


def _refuse(reasons: list[str]) -> JsonResponse:
    return JsonResponse({"message": " ".join(reasons)}, status=422)
