"""The timetable of a session for one reader, and its address for their calendar."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.files import read_paper
from coaching.models import CalendarFeed, Session, SlotResource
from coaching.session import calendar as actions, documents, timetable as programme
from coaching.session.calendar import LINK, find_feed_owner, render_calendar, render_feed
from coaching.session.printing import print_programme, respond_with_pdf
from coaching.session.releases import read_place
from programmes.access import can, public_edition_for
from programmes.capabilities import Capability


def _open(request: HttpRequest, slug: str) -> tuple[Session, programme.Timetable, bool] | None:
    """The session, its timetable for this person, and whether that is the draft: the last release.

    Before a release, it exists for organisers only, who read the draft; later ``?draft=1`` shows it to them. ``None``
    for an organiser who has not prepared it yet.
    """
    session: Session | None = getattr(public_edition_for(request, slug, "session"), "session", None)
    organises = can(request, Capability.MANAGE_EDITION, edition=slug)
    if session is None and organises:
        return None
    if session is None or not (session.published_at or organises):
        raise Http404
    team = organises or can(request, Capability.LEAD_SLOTS, edition=slug)
    draft = not session.published_at or (organises and request.GET.get("draft") == "1")
    timetable = programme.find_readable_timetable(session, request.user, every_turn=team, draft=draft)
    return read_place(session, None if draft else timetable), timetable, draft


@require_safe
def timetable(request: HttpRequest, edition: str) -> HttpResponse:
    """Days as columns and time down; a list on a phone, on request, and on paper one landscape page."""
    opened = _open(request, edition)
    if opened is None:
        return redirect("coaching:manage_session", edition)
    session, timetable, draft = opened
    _attach_documents(request, session, timetable.entries)
    as_list = request.GET.get("view") == "list"
    at = timezone.now()
    context = {
        "venue": session,
        "timetable": timetable,
        "draft": draft,
        "today": timezone.localdate(at),
        "is_running": timetable.lasts_on(timezone.localdate(at)),
        "now": timetable.goes_on(at),
        "next": timetable.comes_next(at),
        "as_list": as_list,
        "table": None if as_list else timetable.arrange_table(),
    }
    return render(request, "coaching/session/timetable_page.html", context)


def _attach_documents(
    request: HttpRequest, session: Session, entries: list[programme.TimetableEntry]
) -> None:
    everything = documents.may_read_everything(request, session.edition)
    address = documents.find_address(session.edition.slug)
    resources = documents.list_visible_resources(
        (entry.slot.pk for entry in entries), address, everything=everything
    )
    for entry in entries:
        entry.resources = resources.get(entry.slot.pk, [])


@require_safe
def talk(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """One released slot: its summary, speakers and documents."""
    opened = _open(request, edition)
    if opened is None:
        raise Http404
    session, timetable, draft = opened
    entry = next((entry for entry in timetable.entries if entry.slot.pk == pk), None)
    if entry is None:
        raise Http404
    _attach_documents(request, session, [entry])
    if not entry.has_page:
        raise Http404
    context = {"venue": session, "entry": entry, "draft": draft}
    return render(request, "coaching/session/talk_page.html", context)


@require_safe
def resource(request: HttpRequest, edition: str, pk: int) -> FileResponse:
    """A file of a released slot: public, or for people of the edition."""
    opened = _open(request, edition)
    if opened is None:
        raise Http404
    session, timetable, _draft = opened
    rows = SlotResource.objects.filter(slot__in=[entry.slot.pk for entry in timetable.entries])
    slot_resource = get_object_or_404(rows, pk=pk, slot__day__session=session)
    if not (slot_resource.is_public or documents.may_read_everything(request, session.edition)):
        raise Http404
    return documents.hand_out(slot_resource)


@require_safe
def timetable_calendar(request: HttpRequest, edition: str) -> HttpResponse:
    """The timetable as a calendar file; ``?mine=1``: only what concerns the reader."""
    opened = _open(request, edition)
    if opened is None:
        return redirect("coaching:manage_session", edition)
    session, timetable, _draft = opened
    body = render_calendar(session, timetable, only_mine=request.GET.get("mine") == "1")
    return calendar_response(body, edition)


@require_safe
def poster(request: HttpRequest, edition: str) -> HttpResponse:
    """The timetable for a wall: one page, or one for each day with ``?by=day``, on the paper of ``?paper=``, A4 by
    default."""
    opened, paper = _open(request, edition), read_paper(request, "a4")
    if opened is None:
        return redirect("coaching:manage_session", edition)
    session, timetable, draft = opened
    if not timetable.days:
        raise Http404
    by_day = request.GET.get("by") == "day"
    body = print_programme(session, timetable, paper, timezone.now(), draft=draft, by_day=by_day)
    return respond_with_pdf(body, f"{edition}-programme-{paper}")


def calendar_response(body: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.ics"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of an address, without a sign-in. A revoked or wrong address is a 404."""
    owner = find_feed_owner(token)
    if owner is None:
        raise Http404
    response = calendar_response(render_feed(owner, timezone.now()), "programme")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def my_feed(request: AuthenticatedRequest) -> HttpResponse:
    feed = CalendarFeed.objects.filter(user=request.user.pk).first()
    address = LINK.address_of(feed) if feed else ""
    context = {"feed": feed, "address": address, "webcal": f"webcal://{address.partition('://')[2]}"}
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
