"""Individual turns: who is received in a slot, and a turn for each project of a day that has none."""

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.search import natural_key
from coaching.models import Booking, Slot
from coaching.session import draft
from coaching.session.actions import bookings as actions
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.enums import SlotKind
from coaching.session.forms.turns import BookingForm
from coaching.session.mentors import with_mentor
from coaching.session.views.removed import find_row, redirect_when_removed
from coaching.session.views.session import session_for
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
    for sentence in describe_left(left):
        messages.warning(request, sentence)
    return redirect("coaching:manage_session", edition)


def describe_left(left: Sequence[tuple[Participation, object]]) -> Iterator[str]:
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
    """Who is received in an individual slot; give a place, take one back."""
    session = session_for(request, edition)
    slots = Slot.objects.select_related("day__session__edition").filter(kind=SlotKind.INDIVIDUAL)
    slot = find_row(slots.filter(day__session=session), session, pk)
    form = BookingForm(request.POST or None, slot=slot)
    if request.method == "POST" and form.is_valid() and _book(form, slot, request.user):
        messages.success(request, _("C’est réservé."))
        return redirect("coaching:session_bookings", edition, pk)
    found = with_mentor(slot.bookings.select_related("room", "participation__project"))
    turns = sorted(map(draft.as_turn, found.order_by("pk")), key=lambda turn: natural_key(turn.room))
    context = {"slot": slot, "form": form, "turns": turns}
    return render(
        request, "coaching/session/session_bookings.html", context, status=422 if form.is_bound else 200
    )


def _book(form: BookingForm, slot: Slot, actor: User) -> bool:
    """Whether the place was given; else the form says why not."""
    try:
        actions.book_slot(slot=slot, actor=actor, at=timezone.now(), **form.cleaned_data)
    except PlanRefused as refused:
        form.add_error(None, [ValidationError(reason) for reason in refused.reasons])
        return False
    return True


@require_POST
@redirect_when_removed
def unbook(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    session = session_for(request, edition)
    found = Booking.objects.select_related("slot__day__session__edition", "participation__project")
    booking = find_row(found.filter(slot__day__session=session), session, pk)
    slot, project = booking.slot_id, str(booking.participation)
    actions.unbook(booking=booking, actor=request.user, at=timezone.now())
    messages.success(request, _("« %(project)s » n’est plus sur ce créneau.") % {"project": project})
    return redirect("coaching:session_bookings", edition, slot)
