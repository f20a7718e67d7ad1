"""Prepare the session: one list, and one page for each thing to add or change, also once a colleague removed it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.audit.models import AuditEntry
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from accelerator.web.merging import lock_when_posted
from accelerator.web.templatetags.prose import day as in_words
from coaching.models import Booking, Room, Session, SessionDay, Slot, SlotGroup, SlotResource, SlotSpeaker
from coaching.session import draft
from coaching.session.actions import session as actions
from coaching.session.actions.occupancy import PlanRefused, SlotMoved
from coaching.session.changes import compare
from coaching.session.details import read_details
from coaching.session.draft import list_gaps
from coaching.session.forms.session import DayForm, PlanForm, RoomForm, SlotForm, VenueForm
from coaching.session.programme import SessionProgramme
from coaching.session.releases import read_release
from programmes.access import can, edition_for
from programmes.capabilities import Capability
from programmes.models import Edition

WHAT = {
    SessionDay: gettext_lazy("ce jour"),
    Room: gettext_lazy("cette salle"),
    Slot: gettext_lazy("ce créneau"),
    SlotGroup: gettext_lazy("ce groupe"),
    Booking: gettext_lazy("ce rendez-vous"),
    SlotSpeaker: gettext_lazy("cette personne"),
    SlotResource: gettext_lazy("ce document"),
}
VERBS = (
    "remove_day", "remove_room", "remove_slot", "remove_group", "unbook_slot", "remove_speaker", "remove_resource",
)  # fmt: skip


class RemovedRow(Http404):
    """A row of this session that was removed; ``entry`` is the audit entry of the removal."""

    def __init__(self, model: type[Model], entry: AuditEntry) -> None:
        super().__init__()
        self.model, self.entry = model, entry

    def describe(self, reader: User) -> str:
        words = {"what": WHAT[self.model], "who": self.entry.actor or _("Une autre personne")}
        if self.entry.actor_id == reader.pk:
            return _("Vous avez déjà supprimé %(what)s.") % words
        return _("%(who)s a supprimé %(what)s entre-temps : rien n’est enregistré.") % words


def find_row(rows: "QuerySet[Any]", session: Session, pk: int) -> Any:
    """The row of this session. Raises :class:`RemovedRow` when it was removed from it, a 404 for any other. One query,
    two when it is not there.
    """
    row = rows.filter(pk=pk).first()
    if row is not None:
        return row
    kind = rows.model._meta.label_lower
    entries = AuditEntry.objects.in_scope(session.edition.scope).filter(verb__in=VERBS)
    entry = entries.filter(subject_type=kind, subject_id=str(pk)).select_related("actor").first()
    if entry is None:
        raise Http404
    raise RemovedRow(rows.model, entry)


def redirect_when_removed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Redirect from the page of a removed row to the session's, with a message about who removed it."""

    @wraps(view)
    def wrapper(request: AuthenticatedRequest, edition: str, **rest: object) -> HttpResponse:
        try:
            return view(request, edition, **rest)
        except RemovedRow as removed:
            messages.error(request, removed.describe(request.user))
            return redirect("coaching:manage_session", edition)

    return wrapper


class NotPlanned(Http404):
    """The edition has no session yet."""


def session_for(request: HttpRequest, edition: str) -> Session:
    """The session of the edition this page belongs to. Raises :class:`NotPlanned` (a 404) before there is one. One
    query."""
    session: Session | None = getattr(edition_for(request, edition, "session"), "session", None)
    if session is None:
        raise NotPlanned
    return session


def session_and_release(request: HttpRequest, edition: str) -> tuple[Session, SessionProgramme | None]:
    """The session of this page and its last released timetable, ``None`` before the first release. Raises
    :class:`NotPlanned` before there is a session. One query."""
    found = edition_for(request, edition, "session", last="session__releases")
    session: Session | None = getattr(found, "session", None)
    if session is None:
        raise NotPlanned
    release = getattr(found, "last", None)
    return session, read_release(release) if release else None


def require_session(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Redirect to the page that prepares the session while there is none, for the people who may prepare it."""

    @wraps(view)
    def wrapper(request: AuthenticatedRequest, edition: str, **rest: object) -> HttpResponse:
        try:
            return view(request, edition, **rest)
        except NotPlanned:
            if not can(request, Capability.MANAGE_EDITION, edition=edition):
                raise
            return redirect("coaching:manage_session", edition)

    return wrapper


def go_back(edition: str, message: str, request: AuthenticatedRequest) -> HttpResponseRedirect:
    messages.success(request, message)
    return redirect("coaching:manage_session", edition)


@contextmanager
def show_refusal(form: forms.BaseForm) -> Iterator[None]:
    """While something is saved: a refusal, or a name that a colleague used meanwhile, becomes an error of the form."""
    try:
        yield
    except (PlanRefused, ValidationError) as refused:
        reasons = refused.reasons if isinstance(refused, PlanRefused) else refused.messages
        form.add_error(None, [ValidationError(reason) for reason in reasons])


def form_page(
    request: AuthenticatedRequest, form: forms.BaseForm, title: str, **context: object
) -> HttpResponse:
    """A page with one form; a refused form keeps the typed values."""
    context = {"form": form, "heading": title, "remove_url": "", "remove_label": "", **context}
    return render_form(request, "coaching/session/session_form.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
def manage_session(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Place, days, rooms and slots; before there is a session, the form that prepares one."""
    try:
        session, released = session_and_release(request, edition)
    except NotPlanned:
        return _plan(request, edition_for(request, edition))
    details = read_details(session)
    context = {
        "venue": session,
        "days": draft.complete_days(details),
        "rooms": details.rooms,
        "pending": len(compare(released, details.programme)) if released else 0,
        "gaps": list_gaps(details) if session.published_at else [],
    }
    return render(request, "coaching/session/session_manage.html", context)


def _plan(request: AuthenticatedRequest, edition: Edition) -> HttpResponse:
    form = PlanForm(request.POST or None, edition=edition)
    if request.method != "POST" or not form.is_valid():
        return render_form(request, "coaching/session/session_plan.html", {"form": form}, form)
    with RefusalAsMessage(request):
        actions.plan_session(
            edition=edition,
            venue=form.cleaned_data["venue"],
            address=form.cleaned_data["address"],
            dates=form.dates,
            rooms=form.room_names,
            actor=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Le déroulé est prêt : à vous de l’ajuster."))
    return redirect("coaching:manage_session", edition.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@require_session
def venue(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    session = session_for(request, edition)
    with lock_when_posted(request, session):
        form = VenueForm(request.POST or None, instance=session)
        if request.method == "POST" and form.is_valid():
            actions.save_venue(session=form.save(commit=False), actor=request.user, at=timezone.now())
            return go_back(edition, _("Le lieu est enregistré."), request)
    return form_page(request, form, _("Le lieu de la session"))


@require_http_methods(["GET", "HEAD", "POST"])
@require_session
def add_day(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    session = session_for(request, edition)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalAsError(form, "date"):
            actions.add_day(
                session=session, day=form.cleaned_data["date"], actor=request.user, at=timezone.now()
            )
            return go_back(edition, _("Le jour est ajouté."), request)
    return form_page(request, form, _("Ajouter un jour"))


@require_POST
@redirect_when_removed
def remove_day(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    session = session_for(request, edition)
    day = find_row(session.days.all(), session, pk)
    with RefusalAsMessage(request):
        actions.remove_day(day=day, actor=request.user, at=timezone.now())
        messages.success(request, _("Le jour est supprimé."))
    return redirect("coaching:manage_session", edition)


@require_http_methods(["GET", "HEAD", "POST"])
@require_session
@redirect_when_removed
def room(request: AuthenticatedRequest, edition: str, pk: int | None = None) -> HttpResponse:
    session = session_for(request, edition)
    instance = find_row(session.rooms.all(), session, pk) if pk else Room(session=session)
    form = RoomForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        with show_refusal(form):  # a colleague removed it, or took its name, meanwhile
            actions.save_room(room=form.save(commit=False), actor=request.user, at=timezone.now())
            return go_back(edition, _("La salle est enregistrée."), request)
    name = form.initial["name"] if pk else _("Ajouter une salle")
    return form_page(
        request,
        form,
        name,
        remove_label=_("Supprimer cette salle…") if pk else "",
        remove_title=_("Supprimer cette salle ?"),
        remove_text=_("Les créneaux qui s’y tiennent restent, sans salle."),
        remove_url="session_remove_room",
        object=instance,
    )


@require_POST
@redirect_when_removed
def remove_room(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    session = session_for(request, edition)
    room = find_row(session.rooms.select_related("session__edition"), session, pk)
    actions.remove_room(room=room, actor=request.user, at=timezone.now())
    return go_back(edition, _("La salle est supprimée."), request)


@require_http_methods(["GET", "HEAD", "POST"])
@redirect_when_removed
def slot(
    request: AuthenticatedRequest, edition: str, pk: int | None = None, day: int | None = None
) -> HttpResponse:
    """Add a slot to a day, or change one; clashes are errors of the form."""
    session = session_for(request, edition)
    instance = (
        _find_slot(session, pk) if pk else Slot(day=get_object_or_404(SessionDay, pk=day, session=session))
    )
    form = SlotForm(request.POST or None, instance=instance, session=session)
    if request.method == "POST" and form.is_valid():
        try:
            with show_refusal(form):
                actions.save_slot(
                    slot=form.save(commit=False),
                    leaders=form.cleaned_data["leaders"],
                    seen=form.cleaned_data["seen"],
                    actor=request.user,
                    at=timezone.now(),
                )
                return go_back(edition, _("Le créneau est enregistré."), request)
        except SlotMoved as moved:
            form.show_moved(moved.current, str(moved.message))
    date = in_words(form.instance.day.date)
    return form_page(
        request,
        form,
        _("Modifier un créneau") if pk else _("Ajouter un créneau"),
        lead=date[:1].upper() + date[1:],
        object=form.instance,
        remove_label=_("Supprimer ce créneau…") if pk else "",
        remove_title=_("Supprimer ce créneau ?"),
        remove_text=_(
            "Il disparaît avec ses réservations. Le public le lit jusqu’à la prochaine publication."
        )
        if session.published_at
        else _("Il disparaît avec ses réservations."),
        remove_url="session_remove_slot",
    )


def _find_slot(session: Session, pk: int) -> Slot:
    slots = Slot.objects.filter(day__session=session).select_related("day__session__edition", "room")
    slot: Slot = find_row(slots, session, pk)
    return slot


@require_POST
@redirect_when_removed
def remove_slot(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    slot = _find_slot(session_for(request, edition), pk)
    actions.remove_slot(slot=slot, actor=request.user, at=timezone.now())
    return go_back(edition, _("Le créneau est supprimé."), request)
