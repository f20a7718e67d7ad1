"""What every page of a session by its code begins with: who is there, or the door."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accelerator.web.search import normalise
from coaching.attendance.actions.door import claim_name
from coaching.attendance.codes import find_code, is_key, make_key, normalise_code
from coaching.attendance.forms import NewcomerForm, SessionCodeForm
from coaching.attendance.visits import find_attendee, is_account_of, make_visit
from coaching.models import Attendee, SessionCode
from programmes.access import set_edition

SEARCHED_FROM = 12
"""A list of so many names can be searched."""


def in_session(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give the view the visit; a browser that is not recognised gets the door, at the same address.

    A script that is not recognised is answered 401. Once an account does something, a phone that only chose its name
    has it no more.
    """

    @wraps(view)
    @never_cache
    def wrapper(request: HttpRequest, code: str, **kwargs: object) -> HttpResponseBase:
        found = find_code(code, timezone.now())
        attendee = find_attendee(request, found.session) if found else None
        if found and attendee:
            set_edition(request, found.session.edition)
            if request.method == "POST" and is_account_of(request, attendee):
                claim_name(attendee=attendee)
            return view(request, make_visit(request, found, attendee), **kwargs)
        if request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"error": _("Dites de nouveau qui vous êtes.")}, status=401)
        return open_door(request, code, found)

    return wrapper


def with_key(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same for a screen that is nobody's: the key of the code is enough, and there may be no attendee.

    The view gets the code, then who is there or ``None``.
    """

    @wraps(view)
    @never_cache
    def wrapper(request: HttpRequest, code: str, **kwargs: object) -> HttpResponse:
        found = find_code(code, timezone.now())
        holds_key = bool(found and is_key(found.code, request.GET.get("k", "")))
        attendee = find_attendee(request, found.session) if found and not holds_key else None
        if found and (holds_key or attendee):
            set_edition(request, found.session.edition)
            return view(request, found, attendee, **kwargs)
        return open_door(request, code, None)

    return wrapper


def open_door(request: HttpRequest, typed: str, found: SessionCode | None) -> HttpResponse:
    """« Qui êtes-vous ? » for a browser that has the key; others type the code, whether theirs is right or wrong."""
    if found and is_key(found.code, request.GET.get("k", "")):
        return render_name_list(request, found)
    form = SessionCodeForm(initial={"code": normalise_code(typed)})
    return render(request, "coaching/attendance/code_page.html", {"form": form})


def render_name_list(
    request: HttpRequest, code: SessionCode, newcomer: NewcomerForm | None = None, status: int = 200
) -> HttpResponse:
    """The list of those who are expected, searched by ``?q=``, and a place for those who are not in it."""
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
        "newcomer": newcomer
        or NewcomerForm(initial={"name": str(request.user)} if request.user.is_authenticated else {}),
        "next": find_next(request, code.code),
    }
    return render(request, "coaching/attendance/who_page.html", context, status=status)


def find_next(request: HttpRequest, code: str) -> str:
    """The requested page of this session, else the first."""
    first = reverse("coaching:live", args=[code])
    address = request.POST.get("next", "") if request.method == "POST" else request.path
    within = address.startswith(first) and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if within else first


def find_code_by_key(typed: str, key: str, at: datetime) -> SessionCode | None:
    """The code that a form names, if it carries its key too. One query."""
    found = find_code(typed, at)
    return found if found and is_key(found.code, key) else None
