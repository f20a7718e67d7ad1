"""Photographs of the paper version of a canvas: added, visible to those of the room alone, removed."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.files import hand_out
from accelerator.web.refusals import RefusalAsError
from coaching.attendance.enums import Audience
from coaching.canvas.actions.canvas import open_canvas
from coaching.canvas.actions.photos import add_photo, describe_photo, remove_photo
from coaching.canvas.forms import PhotoForm, PhotoWordsForm
from coaching.canvas.views.frame import PAGES, find_overview, list_addresses
from coaching.models import CanvasPhoto
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room, enter_to_write, render_tab
from coaching.session.timetable import find_session


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """The form of a photograph; once sent, it is attached to the canvas."""
    room = enter_to_write(request, slug)
    page, overview = PAGES[kind], find_overview(request, room, kind)
    session = find_session(room.participation.edition)
    form = PhotoForm(request.POST or None, request.FILES or None, session=session)
    if request.method == "POST" and form.is_valid():
        values, at = form.cleaned_data, timezone.now()
        canvas = open_canvas(participation=room.participation, kind=kind, moment=overview.moment, at=at)
        with RefusalAsError(form):
            add_photo(
                canvas=canvas, checked=form.checked, alt=values["alt"], depicts=values["depicts"],
                people=values["people"], actor=room.person, at=at,
            )  # fmt: skip
            messages.success(request, _("La photo est jointe."))
            return redirect(f"{page.find_url(room, overview.moment)}#photos")
    context = {
        "form": form,
        "overview": overview,
        "cards": [],
        "title": _("Joindre une photo du papier"),
        "send_label": _("Joindre la photo"),
        "send_url": list_addresses(overview)["photo_add"],
        "page_url": page.find_url(room, overview.moment),
    }
    status = 422 if form.is_bound else 200
    return render_tab(request, room, page.kind, "coaching/canvas/canvas_photo.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: AuthenticatedRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Change the description of a photograph and the people on it, which decides who sees it."""
    room = enter_to_write(request, slug)
    page, photo = PAGES[kind], _find_photo(room, kind, pk)
    form = PhotoWordsForm(
        request.POST or None, instance=photo, session=find_session(room.participation.edition)
    )
    page_url = page.find_url(room, photo.canvas.moment)
    if request.method == "POST" and form.is_valid():
        describe_photo(photo=photo, **form.cleaned_data, actor=room.person, at=timezone.now())
        messages.success(request, _("C’est enregistré."))
        return redirect(f"{page_url}#photos")
    context = {
        "form": form,
        "cards": [],
        "title": _("Ce que montre la photo"),
        "send_label": _("Enregistrer"),
        "send_url": request.path,
        "page_url": page_url,
    }
    status = 422 if form.is_bound else 200
    return render_tab(request, room, page.kind, "coaching/canvas/canvas_photo.html", context, status)


def _find_photo(room: ProjectRoom, kind: str, pk: int) -> CanvasPhoto:
    rows = CanvasPhoto.objects.select_related("canvas__participation__edition")
    return get_object_or_404(rows, pk=pk, canvas__participation=room.participation, canvas__kind=kind)


@require_safe
def show(request: AuthenticatedRequest, slug: str, kind: str, pk: int) -> FileResponse:
    """The image, for those of the room, while everybody on it agrees."""
    photo = _find_photo(enter_room(request, slug), kind, pk)
    if not CanvasPhoto.objects.visible_to(Audience.PARTICIPANTS).filter(pk=photo.pk).exists():
        raise Http404
    return hand_out(photo.file, content_type=photo.content_type, inline=True)


@require_POST
def remove(request: AuthenticatedRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Take a photograph away, for good."""
    room = enter_to_write(request, slug)
    photo = _find_photo(room, kind, pk)
    remove_photo(photo=photo, actor=room.person, at=timezone.now())
    messages.success(request, _("La photo est retirée."))
    return redirect(f"{PAGES[kind].find_url(room, photo.canvas.moment)}#photos")
