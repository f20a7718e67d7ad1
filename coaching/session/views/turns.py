"""Individual turns: the bookings of a slot, turns for each project without one, and the repair of a day."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.autosave import parse_version
from accelerator.web.forms import RefusalAsMessage, render_form
from accelerator.web.search import natural_key
from coaching.models import Booking, Session, SessionDay, Slot
from coaching.session import draft
from coaching.session.actions import turns as actions
from coaching.session.enums import SlotKind
from coaching.session.forms.groups import BookingForm, RepairForm
from coaching.session.mentors import annotate_mentor
from coaching.session.views.session import find_row, redirect_when_removed, session_for, show_refusal
from projects.models import Participation

MOST_NAMES = 5
"""Projects without a turn that a message names, for each reason; the others are counted."""


@require_POST
@redirect_when_removed
def share_out(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Give a turn to each project of the day that has none."""
    session = session_for(request, edition)
    day = find_row(session.days.all(), session, pk)
    placed, left, quality = actions.share_out_day(day=day, actor=request.user, at=timezone.now())
    words = ngettext(
        "%(count)d projet a reçu son créneau.", "%(count)d projets ont reçu leur créneau.", placed
    )
    messages.success(request, f"{words % {'count': placed}} {quality if placed else ''}".strip())
    for sentence in describe_projects_without_turn(left):
        messages.warning(request, sentence)
    return redirect("coaching:manage_session", edition)


@require_POST
@redirect_when_removed
def fill_waiting(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Projects that wait for their turn work on their own meanwhile."""
    session = session_for(request, edition)
    actions.fill_waiting(session=session, actor=request.user, at=timezone.now())
    messages.success(request, _("Les projets qui attendent avancent en autonomie : leur programme le dit."))
    return redirect("coaching:session_publish", edition)


def describe_projects_without_turn(left: Sequence[tuple[Participation, object]]) -> Iterator[str]:
    """A sentence for each reason why projects have no turn, with some of their names."""
    reasons: dict[str, list[str]] = {}
    for project, why in left:
        reasons.setdefault(str(why), []).append(str(project))
    for why, names in reasons.items():
        words = ngettext(
            "%(count)d projet reste sans créneau (%(why)s) : %(names)s.",
            "%(count)d projets restent sans créneau (%(why)s) : %(names)s.",
            len(names),
        )
        visible, others = names[:MOST_NAMES], len(names) - MOST_NAMES
        if others > 0:
            visible.append(ngettext("et %(count)d autre", "et %(count)d autres", others) % {"count": others})
        yield words % {"count": len(names), "why": why, "names": ", ".join(visible)}


@require_http_methods(["GET", "HEAD", "POST"])
@redirect_when_removed
def bookings(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """The bookings of an individual slot; add one, remove one."""
    session = session_for(request, edition)
    slots = Slot.objects.select_related("day__session__edition").filter(kind=SlotKind.INDIVIDUAL)
    slot = find_row(slots.filter(day__session=session), session, pk)
    form = BookingForm(request.POST or None, slot=slot)
    if request.method == "POST" and form.is_valid():
        with show_refusal(form):
            actions.book_slot(slot=slot, actor=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("C’est réservé."))
            return redirect("coaching:session_bookings", edition, pk)
    booked = annotate_mentor(slot.bookings.select_related("room", "participation__project"))
    turns = sorted(map(draft.make_turn, booked.order_by("pk")), key=lambda turn: natural_key(turn.room))
    context = {"slot": slot, "form": form, "turns": turns}
    return render_form(request, "coaching/session/session_bookings.html", context, form)


@require_POST
@redirect_when_removed
def unbook(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    session = session_for(request, edition)
    booked = Booking.objects.select_related("slot__day__session__edition", "participation__project")
    booking = find_row(booked.filter(slot__day__session=session), session, pk)
    slot, project = booking.slot_id, str(booking.participation)
    actions.unbook(booking=booking, actor=request.user, at=timezone.now())
    messages.success(request, _("« %(project)s » n’est plus sur ce créneau.") % {"project": project})
    return redirect("coaching:session_bookings", edition, slot)


@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """The moves that repair the absence of a person or a room; posted, they are applied."""
    session = session_for(request, edition)
    day = get_object_or_404(SessionDay, pk=pk, session=session)
    data = request.POST if request.method == "POST" else request.GET
    form = RepairForm(data or None, day=day)
    proposal, status = None, 422 if form.is_bound else 200
    if form.is_valid():
        if request.method == "POST" and _repair(request, session, form.trouble):
            return _go_on(request, form, edition, pk)
        proposal = actions.find_repair(session, form.trouble, timezone.now())
        status = 409 if request.method == "POST" else 200
    context = {"form": form, "day": day, "proposal": proposal, "venue": session}
    return render(request, "coaching/session/turns_repair.html", context, status=status)


def _go_on(request: AuthenticatedRequest, form: RepairForm, edition: str, pk: int) -> HttpResponse:
    """Go back to the other moves after one set of them; to the session after all of them."""
    if not request.POST.get("only"):
        return redirect("coaching:manage_session", edition)
    address = reverse("coaching:session_repair", args=[edition, pk])
    return redirect(f"{address}?{urlencode(form.hidden_values)}")


def _repair(request: AuthenticatedRequest, session: Session, trouble: actions.Trouble) -> bool:
    """Whether the moves that were read are applied; they may have changed by now."""
    with RefusalAsMessage(request):
        done = actions.repair_turns(
            session=session,
            trouble=trouble,
            digest=request.POST.get("digest", ""),
            only=_read_position(request.POST.get("only", "")),
            actor=request.user,
            at=timezone.now(),
        )
        words = ngettext("%(count)d créneau a changé.", "%(count)d créneaux ont changé.", len(done))
        messages.success(request, words % {"count": len(done)})
        return True
    return False


def _read_position(text: str) -> int | None:
    """The position of the accepted set, from 0; ``None``: all of them. Any other text is a set that does not exist."""
    if not text:
        return None
    number = parse_version(text)
    return -1 if number is None else number
