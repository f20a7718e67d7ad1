"""The way into the pages of a session without an account: its code, then one's name."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.accounts.limits import Limit, consume
from accelerator.web import access
from accelerator.web.forms import RefusalAsError
from accelerator.web.search import normalise
from accelerator.web.visitor import find_network
from coaching.attendance.actions import codes
from coaching.attendance.actions.attendees import add_observer
from coaching.attendance.actions.codes import claim_name
from coaching.attendance.codes import find_code, is_key, make_key, normalise_code
from coaching.attendance.forms import NewcomerForm, SessionCodeForm
from coaching.attendance.visits import (
    Visit,
    clear_attendee_cookie,
    find_attendee,
    find_code_and_attendee,
    is_account_of,
    make_visit,
    read_cookie,
    remember_attendee,
)
from coaching.models import Attendee, DoorRequest, SessionCode
from programmes.access import set_edition

SEARCHED_FROM = 12
"""From this length on, a list of names has a search field."""
FOLDED_FROM = 31
"""From this length on, a list of names is folded under its search field."""


def in_session(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give the view the visit; a browser that is not recognised gets the door, at the same address.

    A script that is not recognised is answered 401. After an action by an account, a phone that only chose its name
    loses it.
    """

    @wraps(view)
    @never_cache
    def wrapper(request: HttpRequest, code: str, **kwargs: object) -> HttpResponseBase:
        session_code, attendee = find_code_and_attendee(request, code, timezone.now())
        if session_code and attendee:
            set_edition(request, session_code.session.edition)
            if request.method == "POST" and is_account_of(request, attendee):
                claim_name(attendee=attendee)
            return view(request, make_visit(request, session_code, attendee), **kwargs)
        if request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"error": _("Dites de nouveau qui vous êtes.")}, status=401)
        return open_door(request, code, session_code)

    return wrapper


def with_key(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a public screen by the key of the code, as :func:`in_session`; there may be no attendee.

    The view gets the code, then the attendee or ``None``.
    """

    @wraps(view)
    @never_cache
    def wrapper(request: HttpRequest, code: str, **kwargs: object) -> HttpResponse:
        session_code, attendee = find_code_and_attendee(request, code, timezone.now())
        has_key = bool(session_code and is_key(session_code.code, request.GET.get("k", "")))
        if session_code and (has_key or attendee):
            set_edition(request, session_code.session.edition)
            return view(request, session_code, None if has_key else attendee, **kwargs)
        return open_door(request, code, None)

    return wrapper


def open_door(request: HttpRequest, typed: str, session_code: SessionCode | None) -> HttpResponse:
    """« Qui êtes-vous ? » for a browser that has the key; others type the code, whether it was right or wrong."""
    if session_code and is_key(session_code.code, request.GET.get("k", "")):
        return render_name_list(request, session_code)
    form = SessionCodeForm(initial={"code": normalise_code(typed)})
    return render(request, "coaching/attendance/code_page.html", {"form": form})


def render_name_list(
    request: HttpRequest, code: SessionCode, newcomer: NewcomerForm | None = None, status: int = 200
) -> HttpResponse:
    """The list of expected people, searched by ``?q=``, and a form for somebody who is not in it."""
    set_edition(request, code.session.edition)
    everybody = list(Attendee.objects.expected().filter(session=code.session).order_by("name", "pk"))
    words = normalise(request.GET.get("q", "")).split()
    people = [person for person in everybody if all(word in normalise(person.name) for word in words)]
    context = {
        "code": code.code,
        "key": make_key(code.code),
        "venue": code.session,
        "people": people,
        "question": request.GET.get("q", ""),
        "searchable": len(everybody) >= SEARCHED_FROM,
        "folded": len(everybody) >= FOLDED_FROM and not words,
        "newcomer": newcomer
        or NewcomerForm(initial={"name": str(request.user)} if request.user.is_authenticated else {}),
        "next": find_next(request, code.code),
    }
    return render(request, "coaching/attendance/who_page.html", context, status=status)


def find_next(request: HttpRequest, code: str) -> str:
    """The requested page of this session or of a project's room, else the first of the session."""
    first = reverse("coaching:live", args=[code])
    address = request.POST.get("next", "") if request.method == "POST" else request.path
    within = address.startswith(first) or may_open_by_badge(address)
    return address if within and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else first


def may_open_by_badge(address: str) -> bool:
    """Whether a badge opens the page at this address too."""
    try:
        return access.BADGE in (access.row_for(resolve(address).view_name) or ())
    except Resolver404:
        return False


def find_code_by_key(typed: str, key: str, at: datetime) -> SessionCode | None:
    """The code of a form, if the form has its key too. One query."""
    session_code = find_code(typed, at)
    return session_code if session_code and is_key(session_code.code, key) else None


TRIES = (Limit(120, timedelta(minutes=10)), Limit(600, timedelta(days=1)))
"""Attempts from one network: a whole room that types its code stays below."""
NEWCOMERS = (Limit(60, timedelta(hours=1)),)
"""How many new names one session accepts at the door."""
BADGE_TRIES = (Limit(5, timedelta(minutes=10)), Limit(30, timedelta(days=1)))
"""Attempts for one badge: beyond, those who run the session recognise the person."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; wrong and expired codes get the same answer."""
    form, status = SessionCodeForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        allowed = consume("session code", find_network(request), limits=TRIES, at=at)
        code = find_code(form.cleaned_data["code"], at) if allowed else None
        if code:
            return redirect(f"{reverse('coaching:live', args=[code.code])}?k={make_key(code.code)}")
        form.add_error("code", _("Ce code n’ouvre rien : vérifiez-le sur l’écran de la salle."))
        if not allowed:
            form.errors.clear()
            form.add_error(
                "code", _("Trop d’essais depuis ce réseau : scannez le QR code, ou attendez dix minutes.")
            )
        status = 422 if allowed else 429
    return render(request, "coaching/attendance/code_page.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a name of the list, or add one's own as an observer; a reloaded page asks for the name again."""
    if request.method != "POST":
        return redirect("coaching:live", code)
    at = timezone.now()
    session_code = find_code_by_key(code, request.POST.get("k", ""), at)
    if session_code is None:
        messages.error(request, _("Ce code n’ouvre plus rien : demandez celui de la salle."))
        return redirect("coaching:enter_code")
    chosen = request.POST.get("attendee", "")
    if not chosen:
        return _add_newcomer(request, session_code)
    coming = Attendee.objects.expected().filter(session=session_code.session)
    attendee = coming.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 10 else None
    if attendee is None:
        messages.error(request, _("Cette personne n’est plus dans la liste."))
        return render_name_list(request, session_code, status=422)
    return _admit(request, session_code, attendee)


def _add_newcomer(request: HttpRequest, code: SessionCode) -> HttpResponse:
    form, at = NewcomerForm(request.POST), timezone.now()
    if form.is_valid() and not consume("session newcomer", code.session_id, limits=NEWCOMERS, at=at):
        form.add_error(None, _("Trop de noms ajoutés d’un coup : demandez à l’équipe de vous inscrire."))
    if not form.is_valid():
        return render_name_list(request, code, form, status=422)
    user = request.user if request.user.is_authenticated else None
    with RefusalAsError(form, "name"):
        attendee = add_observer(session=code.session, user=user, at=at, **form.cleaned_data)
        messages.success(request, _("Bienvenue ! Vous êtes dans la liste, comme personne qui observe."))
        return _admit(request, code, attendee)
    return render_name_list(request, code, form, status=422)


def _admit(request: HttpRequest, code: SessionCode, attendee: Attendee) -> HttpResponse:
    """Give this browser a free name, or ask it to prove a name that another phone has.

    A phone that has the name may prove it all the same.
    """
    typed, is_in = request.POST.get("badge", ""), find_attendee(request, code.session) == attendee
    page = find_next(request, code.code)
    if is_account_of(request, attendee) or (is_in and not typed and attendee.is_proved):
        return redirect(page)
    phone = _prove(request, attendee, typed, is_in=is_in) if typed else ""
    if is_in and not phone:
        if may_open_by_badge(page):
            return _render_badge(request, code, attendee, page, typed=typed)
        if typed:
            messages.error(request, _("Ce code n’est pas celui de votre badge : vérifiez-le."))
        return redirect(page)
    phone = phone or codes.take_name(attendee=attendee)
    if not phone:
        return _render_proof(request, code, attendee, typed=typed)
    response = redirect(page)
    remember_attendee(response, attendee=attendee, phone=phone, code=code, at=timezone.now())
    return response


def _prove(request: HttpRequest, attendee: Attendee, typed: str, *, is_in: bool) -> str:
    """The value of ``phone`` after a badge code, if it is this person's."""
    if not consume("badge code", attendee.pk, limits=BADGE_TRIES, at=timezone.now()):
        return ""
    phone = codes.prove_name(attendee=attendee, code=typed, at=timezone.now())
    if phone and is_in:
        messages.success(request, _("C’est bien vous, merci."))
    elif phone:
        messages.success(request, _("C’est bien vous : aucun autre téléphone n’a votre nom."))
    return phone


def _render_proof(request: HttpRequest, code: SessionCode, attendee: Attendee, *, typed: str) -> HttpResponse:
    """Ask for the code of the badge, or for somebody of the team, who sees the same number."""
    name_request = codes.request_name(attendee=attendee, at=timezone.now())
    page = find_next(request, code.code)
    response = _render_badge(request, code, attendee, page, typed=typed, door_request=name_request)
    remember_attendee(response, attendee=attendee, phone=name_request.phone, code=code, at=timezone.now())
    return response


@require_safe
@in_session
def show_badge(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask a browser that only chose its name for the code of its badge, before the page at ``?next=``."""
    page = request.GET.get("next", "")
    if not may_open_by_badge(page) or not url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        return redirect("coaching:live", visit.code.code)
    if visit.proved:
        return redirect(page)
    return _render_badge(request, visit.code, visit.attendee, page)


def _render_badge(
    request: HttpRequest,
    code: SessionCode,
    attendee: Attendee,
    page: str,
    *,
    typed: str = "",
    door_request: DoorRequest | None = None,
) -> HttpResponse:
    """Ask for the code of the badge; with a ``door_request``, the team may recognise the person too."""
    set_edition(request, code.session.edition)
    context = {
        "code": code.code,
        "key": make_key(code.code),
        "attendee": attendee,
        "door_request": door_request,
        "typed": typed,
        "next": page,
    }
    status = 422 if typed or door_request else 200
    return render(request, "coaching/attendance/taken_page.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@in_session
def leave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """« Ce n’est pas vous ? »: a confirmation page; once it is posted, the browser has no name, and another may take
    it."""
    if request.method != "POST":
        return render(request, "coaching/attendance/leave_page.html", {"visit": visit})
    codes.give_back(attendee=visit.attendee, phone=read_cookie(request)[1])
    code = visit.code.code
    response = redirect(f"{reverse('coaching:live', args=[code])}?k={make_key(code)}")
    clear_attendee_cookie(response)
    return response
