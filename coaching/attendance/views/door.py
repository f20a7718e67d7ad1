"""Names claimed by two phones: the team recognises the person, or frees the name."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Values
from coaching.attendance.actions import door as actions
from coaching.attendance.queries import list_phones
from coaching.attendance.views.running import find_session, render_running
from coaching.session.views.session import require_session


@require_safe
@require_session
def door(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Who waits to be recognised, latest first, then whose name a phone has."""
    session = find_session(request, edition)
    waiting, taken = list_phones(session)
    context = {"waiting": waiting, "taken": taken}
    template = "coaching/attendance/_door.html" if request.headers.get("HX-Request") else None
    return render_running(request, template or "coaching/attendance/door_page.html", context)


@require_POST
def change_door(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """``do``: recognise who asks (``pk`` of the request), or free a name (``pk`` of the attendee)."""
    session, at = find_session(request, edition), timezone.now()
    kwargs: Values = {"session": session, "actor": request.user, "at": at}
    if request.POST.get("do") == "recognise":
        attendee = actions.recognise(pk=pk, **kwargs)
        if attendee:
            message = _("%(name)s peut entrer ; l’autre téléphone n’a plus ce nom.")
            messages.success(request, message % {"name": attendee.name})
        else:
            messages.error(request, _("Cette demande n’est plus là."))
    else:
        attendee = get_object_or_404(session.attendees, pk=pk)
        if actions.free_name(attendee=attendee, **kwargs):
            message = _("Le nom de %(name)s est libre ; ce qui était tapé sur son téléphone y reste.")
            messages.success(request, message % {"name": attendee.name})
    return redirect("coaching:door", edition)
