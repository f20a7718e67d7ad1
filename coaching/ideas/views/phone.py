"""The mix on a phone: write to a project, and read what became of one's ideas."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.rows.actions import RowsClosed, RowUnknown
from accelerator.transitions import TransitionRefused
from accelerator.web.autosave import report_refused, report_saved
from accelerator.web.forms import describe_errors
from coaching.attendance.actions.people import set_credit
from coaching.attendance.codes import make_key
from coaching.attendance.views.entering import in_session
from coaching.attendance.visits import Visit
from coaching.ideas.actions.contributions import TargetRefused, disown_ideas, own_ideas, send_contribution
from coaching.ideas.enums import ContributionKind
from coaching.ideas.forms import IdeaForm
from coaching.ideas.queries import list_own_ideas, read_board
from coaching.ideas.seats import read_own_mix, read_own_seats
from coaching.ideas.ticks import read_tick
from coaching.models import Contribution


@require_http_methods(["GET", "HEAD", "POST"])
@in_session
def idea(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form of the next idea; ``?part=mine``: only the list of one's own."""
    if request.method == "POST":
        return _answer(request, visit)
    if request.GET.get("part") == "mine":
        own = list_own_ideas(visit.attendee, by_name=not visit.proved)
        return render(request, "coaching/ideas/_mine.html", {"ideas": own})
    initial = {
        "uid": uuid.uuid4(),
        "kind": ContributionKind.IDEA,
        "participation": request.GET.get("project", ""),
    }
    form = IdeaForm(initial=initial, session=visit.session, attendee=visit.attendee)
    return _render(request, visit, form)


def _answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was sent: ``credit``, ``wrote`` (ideas that a phone wrote under this name), else an idea."""
    if "credit" in request.POST:
        return _set_credit(request, visit)
    if "wrote" in request.POST and visit.proved:
        return _set_authorship(request, visit)
    return _send(request, visit)


def _set_credit(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Whether syntheses name this person beside their ideas."""
    visit.attendee.session, agreed = visit.session, request.POST["credit"] == "yes"
    try:
        set_credit(attendee=visit.attendee, agreed=agreed, proved=visit.proved, actor=None, at=timezone.now())
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("C’est noté."))
    return redirect(f"{request.path}#credit-title")


def _set_authorship(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Whether this person wrote what a phone that chose their name did."""
    if request.POST["wrote"] == "yes":
        own_ideas(attendee=visit.attendee)
        messages.success(request, _("C’est noté : ces idées sont les vôtres."))
    else:
        actor = request.user if request.user.is_authenticated else None
        disown_ideas(session=visit.session, attendee=visit.attendee, actor=actor, at=timezone.now())
        messages.success(request, _("C’est noté : ces idées ne portent plus votre nom, l’équipe les relira."))
    return redirect(request.path)


def _render(
    request: HttpRequest, visit: Visit, form: IdeaForm, *, kept: str | Promise = "", status: int = 200
) -> HttpResponse:
    tick = read_tick(visit.session.pk)  # before the rest: what changes meanwhile is asked for again
    at = timezone.now()
    current = read_board(visit.session.pk, at).round
    feed = reverse("coaching:mix_feed", args=[visit.code.code])
    own = read_own_mix(visit.attendee, at)
    seats = [] if own.is_over else read_own_seats(visit.session, own)
    if not form.initial.get("participation"):  # one writes first to the table one sits at
        form.initial["participation"] = next((seat.place for seat in seats if seat.is_now), "")
    context = {
        "visit": visit,
        "form": form,
        "round": current,
        "tick": tick,
        "kept": kept,
        "feed_url": f"{feed}?k={make_key(visit.code.code)}",
        "ideas": list_own_ideas(visit.attendee, by_name=not visit.proved),
        "doubtful": list_own_ideas(visit.attendee, by_name=True) if visit.proved else [],
        "key": make_key(visit.code.code),
        "seats": seats,
    }
    return render(request, "coaching/ideas/idea_page.html", context, status=status)


def _send(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Answers a script as :mod:`accelerator.web.autosave` says, a plain form with the page again."""
    at = timezone.now()
    form = IdeaForm(request.POST, session=visit.session, attendee=visit.attendee)
    if not form.is_valid():
        return _refuse(request, visit, form)
    try:
        sent = send_contribution(
            session=visit.session,
            attendee=visit.attendee,
            at=at,
            by_name=not visit.proved,
            **form.cleaned_data,
        )
    except RowsClosed as closed:
        return _refuse(request, visit, form, closed.message, closed=True)
    except (TargetRefused, RowUnknown) as refused:
        message = getattr(refused, "message", _("Rechargez la page : cet envoi n’est pas le vôtre."))
        return _refuse(request, visit, form, message)
    return _thank(request, sent, at)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _refuse(
    request: HttpRequest, visit: Visit, form: IdeaForm, message: str | Promise = "", *, closed: bool = False
) -> HttpResponse:
    """``message``: the error that is not about a field; without it, those of the fields."""
    if _is_script(request):
        return report_refused(message or describe_errors(form), closed=closed)
    return _render(request, visit, form, kept=message, status=422)


def _thank(request: HttpRequest, sent: Contribution, at: datetime) -> HttpResponse:
    said = (
        _("Merci ! Votre idée sera relue avant d’être affichée.")
        if sent.is_held
        else _("Merci ! Votre idée est au mur.")
    )
    if _is_script(request):
        return report_saved(at, version=sent.version, answered=1, total=1, said=said)
    messages.success(request, said)
    return redirect(f"{request.path}?project={sent.participation_id}")
