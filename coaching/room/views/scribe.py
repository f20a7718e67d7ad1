"""Choose the scribe of a table: one page, one tap."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.refusals import RefusalAsMessage
from coaching.room.access import ProjectRoom
from coaching.room.actions import choose_scribe
from coaching.room.queries import find_scribe
from coaching.room.views.entering import enter_room, find_badge, find_home
from coaching.session.mentors import list_at_table


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def scribe(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    room = enter_room(request, slug)
    scribe_of, back = find_scribe(room, timezone.now()), _find_back(request, room)
    if scribe_of is None:
        messages.info(request, _("La session est finie pour ce projet : rien à choisir."))
        return redirect(back)
    if not scribe_of.url:
        raise Http404
    if request.method == "POST" and _choose(request, room):
        return redirect(back)
    people = list_at_table(room.participation)
    context = {
        "room": room,
        "people": people,
        "chosen": room.participation.scribe_id,
        "home": find_home(request, room),
        "back": back,
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "coaching/room/scribe.html", context, status=status)


def _find_back(request: AuthenticatedRequest, room: ProjectRoom) -> str:
    """The page one came from: of the room, or « Maintenant »."""
    address = request.POST.get("next") or request.GET.get("next", "")
    is_local = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    if is_local:
        return address
    badge = find_badge(request)
    return (
        reverse("coaching:live", args=[badge.code.code])
        if badge
        else reverse("coaching:room", args=[room.slug])
    )


def _choose(request: AuthenticatedRequest, room: ProjectRoom) -> bool:
    typed = request.POST.get("person", "")
    key = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 12 else -1 if typed else None
    with RefusalAsMessage(request):
        person = choose_scribe(room=room, key=key, actor=request.user, at=timezone.now())
        text = _("%(name)s tient la plume.") % {"name": person} if person else _("Personne n’est à la plume.")
        messages.success(request, text)
        return True
    return False
