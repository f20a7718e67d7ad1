"""One's own programme in one's calendar: its address, and what stands there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.models import CalendarFeed
from coaching.session.actions import feed as actions
from coaching.session.feed import LINK, find_feed_owner, render_feed
from coaching.session.views.timetable import calendar_response


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """For a calendar, which signs in nowhere. An address that is dead or wrong does not exist."""
    owner = find_feed_owner(token)
    if owner is None:
        raise Http404
    response = calendar_response(render_feed(owner, timezone.now()), "programme")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def my_feed(request: AuthenticatedRequest) -> HttpResponse:
    found = CalendarFeed.objects.filter(user=request.user.pk).first()
    address = LINK.address_of(found) if found else ""
    context = {"feed": found, "address": address, "webcal": f"webcal://{address.partition('://')[2]}"}
    return render(request, "coaching/session/my_feed.html", context)


@require_POST
def make_feed(request: AuthenticatedRequest) -> HttpResponse:
    actions.make_feed(user=request.user, at=timezone.now())
    messages.success(request, _("Votre adresse est prête."))
    return redirect("coaching:my_feed")


@require_POST
def revoke_feed(request: AuthenticatedRequest) -> HttpResponse:
    actions.revoke_feed(user=request.user)
    messages.success(request, _("L’adresse n’ouvre plus rien."))
    return redirect("coaching:my_feed")
