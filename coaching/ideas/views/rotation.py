"""The rotation for those who run the mix, and its papers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import RefusalAsError
from coaching.attendance.codes import make_key
from coaching.attendance.views.presence import render_running
from coaching.ideas import seating, seats
from coaching.ideas.actions import rotation as actions
from coaching.ideas.forms import ApartForm, RotationForm
from coaching.ideas.options import list_mends
from coaching.ideas.seating import read_room
from coaching.ideas.seats import read_seated
from coaching.models import Rotation, Session
from coaching.session.printing import respond_with_pdf
from coaching.session.views.session import require_session, session_for


@require_http_methods(["GET", "HEAD", "POST"])
@require_session
def rotation(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The plan and its form; ``do``: make a new one, or keep the present one with few moves."""
    session, at = session_for(request, edition), timezone.now()
    room = read_room(session, at)
    planned, code = seating.find_rotation_and_code(session, at)
    seated = read_seated(planned) if planned else None
    tables = seated.tables if seated else []
    rounds = 0 if planned else seating.suggest_rounds(session)[1]
    form = RotationForm(request.POST or None, room=room, rotation=planned, tables=tables, rounds=rounds)
    seen = request.POST.get("seen", actions.format_version(planned))
    if request.method == "POST" and form.is_valid():
        if _make(request, session, form):
            return redirect("coaching:rotation", edition)
        seen = actions.format_version(planned)  # the page shows this plan: what is sent again replaces it
    context = {
        "room": room,
        "planned": planned,
        "tables": tables,
        "seated": seated,
        "mends": list_mends(form.trial, planned)
        if planned and seated and (seated.unheard or seated.unmet)
        else [],
        "numbers": planned.numbers if planned else [],
        "form": form,
        "apart_form": ApartForm(room=room, auto_id="apart_%s"),
        "seen": seen,
        "code": code,
        "key": make_key(code) if code else "",
    }
    status = 422 if form.errors else 200
    return render_running(request, "coaching/ideas/rotation_page.html", context, status=status)


def _make(request: AuthenticatedRequest, session: Session, form: RotationForm) -> bool:
    """Whether there is a new plan; a refusal is an error of the form, which keeps its values."""
    keep = request.POST.get("do") == "keep"
    with RefusalAsError(form):
        rotation = actions.make_rotation(
            session=session,
            wish=form.read_wish(),
            keep=keep,
            seen=request.POST.get("seen", ""),
            actor=request.user,
            at=timezone.now(),
        )
        messages.success(request, _describe_plan(rotation))
        return True
    return False


def _describe_plan(rotation: Rotation) -> str:
    if rotation.moves is None:
        return _("Les tables sont réparties : chacun lit la sienne sur son téléphone.")
    text = ngettext(
        "Le plan suit les arrivées et les départs : %(count)d place a changé.",
        "Le plan suit les arrivées et les départs : %(count)d places ont changé.",
        rotation.moves,
    )
    return text % {"count": rotation.moves}


@require_POST
def change_rotation(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """``do``: remove the plan, keep two projects apart, or (``together``) allow them together again."""
    session, at = session_for(request, edition), timezone.now()
    match request.POST.get("do"):
        case "remove":
            actions.remove_rotation(session=session, actor=request.user, at=at)
            messages.success(request, _("La répartition est retirée."))
        case "apart":
            form = ApartForm(request.POST, room=read_room(session, at))
            if form.is_valid():
                actions.separate_projects(session=session, **form.cleaned_data)
                messages.success(request, _("Ces deux projets seront séparés au prochain plan."))
            else:
                messages.error(request, _("Choisissez deux projets différents."))
        case "together":
            pk = request.POST.get("pair", "")
            if pk.isdecimal() and len(pk) < 18:
                actions.allow_together(session=session, pk=int(pk))
    return redirect("coaching:rotation", edition)


@never_cache
@require_safe
def table_cards(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    planned = _find_planned(request, edition)
    return respond_with_pdf(seats.print_table_cards(planned, timezone.now()), f"{edition}-tables")


@never_cache
@require_safe
def slips(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    planned = _find_planned(request, edition)
    return respond_with_pdf(seats.print_slips(planned, timezone.now()), f"{edition}-billets")


def _find_planned(request: AuthenticatedRequest, edition: str) -> Rotation:
    session = session_for(request, edition)
    planned = seating.find_rotation(session)
    if planned is None:
        raise Http404
    planned.session = session
    return planned
