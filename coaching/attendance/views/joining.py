"""The way into a session's pages without an account: its code, then one's name."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.accounts.limits import Limit, consume
from accelerator.web.visitor import find_network
from coaching.attendance.actions import door
from coaching.attendance.actions.attendees import NameTaken, add_observer
from coaching.attendance.codes import find_code, make_key
from coaching.attendance.forms import NewcomerForm, SessionCodeForm
from coaching.attendance.views.entering import find_code_by_key, find_next, in_session, render_name_list
from coaching.attendance.visits import (
    Visit,
    clear_attendee_cookie,
    find_attendee,
    is_account_of,
    read_cookie,
    remember_attendee,
)
from coaching.models import Attendee, SessionCode
from programmes.access import set_edition

TRIES = (Limit(120, timedelta(minutes=10)), Limit(600, timedelta(days=1)))
"""From one network: a whole room that types its code stays under it."""
NEWCOMERS = (Limit(60, timedelta(hours=1)),)
"""Names that one session takes at the door."""
BADGE_TRIES = (Limit(5, timedelta(minutes=10)), Limit(30, timedelta(days=1)))
"""Codes of one badge: beyond, those who run the session recognise the person."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; the answer to a wrong one and to one that expired is the same."""
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
    """Become somebody of the list, or add one's name to it as an observer; a page read again asks the name anew."""
    if request.method != "POST":
        return redirect("coaching:live", code)
    at = timezone.now()
    found = find_code_by_key(code, request.POST.get("k", ""), at)
    if found is None:
        messages.error(request, _("Ce code n’ouvre plus rien : demandez celui de la salle."))
        return redirect("coaching:enter_code")
    chosen = request.POST.get("attendee", "")
    if not chosen:
        return _add_newcomer(request, found)
    coming = Attendee.objects.expected().filter(session=found.session)
    attendee = coming.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 10 else None
    if attendee is None:
        messages.error(request, _("Cette personne n’est plus dans la liste."))
        return render_name_list(request, found, status=422)
    return _admit(request, found, attendee)


def _add_newcomer(request: HttpRequest, code: SessionCode) -> HttpResponse:
    form, at = NewcomerForm(request.POST), timezone.now()
    if form.is_valid() and not consume("session newcomer", code.session_id, limits=NEWCOMERS, at=at):
        form.add_error(None, _("Trop de noms ajoutés d’un coup : demandez à l’équipe de vous inscrire."))
    if not form.is_valid():
        return render_name_list(request, code, form, status=422)
    user = request.user if request.user.is_authenticated else None
    try:
        attendee = add_observer(session=code.session, user=user, at=at, **form.cleaned_data)
    except NameTaken as taken:
        form.add_error("name", taken.message)
        return render_name_list(request, code, form, status=422)
    messages.success(request, _("Bienvenue ! Vous êtes dans la liste, comme personne qui observe."))
    return _admit(request, code, attendee)


def _admit(request: HttpRequest, code: SessionCode, attendee: Attendee) -> HttpResponse:
    """Admit a browser that has this name or takes a free one; a name that another phone has is proved first.

    A phone that has the name may prove it all the same.
    """
    typed, is_in = request.POST.get("badge", ""), find_attendee(request, code.session) == attendee
    if is_account_of(request, attendee) or (is_in and not typed):
        return redirect(find_next(request, code.code))
    phone = _prove(request, attendee, typed, is_in=is_in) if typed else ""
    if is_in and not phone:
        messages.error(request, _("Ce code n’est pas celui de votre badge : vérifiez-le."))
        return redirect(find_next(request, code.code))
    phone = phone or door.take_name(attendee=attendee)
    if not phone:
        return _render_proof(request, code, attendee, typed=typed)
    response = redirect(find_next(request, code.code))
    remember_attendee(response, attendee=attendee, phone=phone, code=code, at=timezone.now())
    return response


def _prove(request: HttpRequest, attendee: Attendee, typed: str, *, is_in: bool) -> str:
    """The phone that the code of a badge gives, if it is this person's."""
    if not consume("badge code", attendee.pk, limits=BADGE_TRIES, at=timezone.now()):
        return ""
    phone = door.prove_name(attendee=attendee, code=typed)
    if phone and is_in:
        messages.success(request, _("C’est bien vous, merci."))
    elif phone:
        messages.success(request, _("C’est bien vous : aucun autre téléphone n’a votre nom."))
    return phone


def _render_proof(request: HttpRequest, code: SessionCode, attendee: Attendee, *, typed: str) -> HttpResponse:
    """The code of the badge, or somebody of the team, who sees the same number."""
    door_request = door.request_name(attendee=attendee, at=timezone.now())
    set_edition(request, code.session.edition)
    context = {
        "code": code.code,
        "key": make_key(code.code),
        "attendee": attendee,
        "asked": door_request,
        "typed": typed,
        "next": find_next(request, code.code),
    }
    response = render(request, "coaching/attendance/taken_page.html", context, status=422)
    remember_attendee(response, attendee=attendee, phone=door_request.phone, code=code, at=timezone.now())
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@in_session
def leave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """« Ce n’est pas vous ? »: asked first; posted, this browser is nobody again, and the name free."""
    if request.method != "POST":
        return render(request, "coaching/attendance/leave_page.html", {"visit": visit})
    door.give_back(attendee=visit.attendee, phone=read_cookie(request)[1])
    code = visit.code.code
    response = redirect(f"{reverse('coaching:live', args=[code])}?k={make_key(code)}")
    clear_attendee_cookie(response)
    return response
