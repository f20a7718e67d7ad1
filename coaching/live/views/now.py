"""« Maintenant »: the running and next slots, their place, and the one thing to do; readable offline once loaded."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.web.forms import RefusalAsMessage
from accelerator.web.page_tags import PageTag, answer_unchanged, hash_body
from coaching.attendance.actions import attendees
from coaching.attendance.enums import ImageConsent, may_change_consent
from coaching.attendance.halves import list_half_days
from coaching.attendance.views.joining import in_session
from coaching.attendance.visits import Visit, is_account_of
from coaching.live.cursor import SALT, find_until, is_current, read_sources, read_tag
from coaching.live.queries import find_open_half_day, read_now
from coaching.models import SlotResource
from coaching.session.documents import hand_out
from coaching.session.releases import find_released
from programmes.access import can
from programmes.capabilities import Capability

PAGE_MARK = "X-Live-Page"
"""The service worker stores a page with this mark, and deletes the stored one when another answers."""
OFFERED = (ImageConsent.REFUSED, ImageConsent.PARTICIPANTS, ImageConsent.PUBLIC)


@require_safe
@in_session
def now(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The whole page; it then requests its middle alone."""
    current = read_now(visit, timezone.now())
    context = {
        "visit": visit,
        "current": current,
        "runs": can(request, Capability.RUN_SESSION, edition=visit.edition.slug),
        "consents": _list_offered(request, visit),
    }
    response = render(request, "coaching/live/now_page.html", context)
    response[PAGE_MARK] = "1"
    return response


def _list_offered(request: HttpRequest, visit: Visit) -> list[ImageConsent]:
    """The consents to photos that this phone may choose."""
    current, own = visit.attendee.image_consent, is_account_of(request, visit.attendee)
    return [consent for consent in OFFERED if own or may_change_consent(current, consent)]


@require_safe
def now_state(request: HttpRequest, code: str) -> HttpResponseBase:
    """The middle of the page, with an ETag: 304 while it is the same. One query then, for every visitor.

    ``?probe``: a request without cookies whether it changed; 204 when it did.
    """
    tag = read_tag(request)
    if tag and is_current(tag, code, timezone.now()):
        return _answer_unchanged(request.headers["If-None-Match"])
    if "probe" in request.GET:
        return HttpResponse(status=204)
    return _render_state(request, code=code)


@in_session
def _render_state(request: HttpRequest, visit: Visit) -> HttpResponse:
    at = timezone.now()
    # before the rest: what changes meanwhile is rendered again
    sources = read_sources(visit.attendee.pk, visit.code.code, at)
    current = read_now(visit, at, version=sources.version)
    body = render_to_string("coaching/live/_now.html", {"visit": visit, "current": current}, request=request)
    tag = PageTag(hash_body(body), str(visit.attendee.pk), find_until(current), sources.cursor)
    etag = tag.sign(SALT)
    former = read_tag(request)
    # 304: the phone keeps its page, and a button under a finger is not rendered anew
    if former and (former.body, former.subject) == (tag.body, tag.subject):
        return _answer_unchanged(etag)
    response = HttpResponse(body)
    response["ETag"] = etag
    response[PAGE_MARK] = "1"
    return response


def _answer_unchanged(etag: str) -> HttpResponse:
    response = answer_unchanged(etag)
    response[PAGE_MARK] = "1"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@in_session
def check_in(request: HttpRequest, visit: Visit) -> HttpResponse:
    """« Je suis là », for the current half-day; the scanned code of this address leads to the button."""
    if request.method == "POST":
        at = timezone.now()
        half_day = find_open_half_day(list_half_days(visit.session), at)
        if half_day is None:
            messages.error(request, _("Aucune demi-journée n’est en cours."))
        else:
            with RefusalAsMessage(request):
                attendees.check_in(attendee=visit.attendee, half_day=half_day, actor=None, at=at)
                messages.success(request, _("C’est noté : vous êtes là."))
    return redirect("coaching:live", visit.code.code)


@require_safe
@in_session
def resource(request: HttpRequest, visit: Visit, pk: int) -> FileResponse:
    """A released file, for attendees."""
    released = find_released(visit.session)
    slots = [slot.pk for slot in released.slots] if released else []
    slot_resource = get_object_or_404(SlotResource, pk=pk, slot__day__session=visit.session, slot__in=slots)
    return hand_out(slot_resource)


@require_POST
@in_session
def photos(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Save the consent to photos; a name chosen at the door can only narrow it (``may_change_consent``)."""
    consent, attendee = request.POST.get("consent", ""), visit.attendee
    if consent not in OFFERED:
        return redirect("coaching:live", visit.code.code)
    attendee.session, by_name = visit.session, not is_account_of(request, attendee)
    with RefusalAsMessage(request):
        attendees.set_image_consent(
            attendee=attendee, consent=consent, actor=None, at=timezone.now(), by_name=by_name
        )
        messages.success(request, _("C’est noté."))
    return redirect("coaching:live", visit.code.code)


@lru_cache(maxsize=1)
def _read_worker() -> str:
    return (Path(settings.ROOT) / "static" / "js" / "live_worker.js").read_text(encoding="utf-8")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from under ``/live/``: its scope ends there."""
    return HttpResponse(
        _read_worker(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )
