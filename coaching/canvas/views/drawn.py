"""What all the projects of an edition drew: where each stands, « Figer tout », and their posters at once."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accelerator import pdf
from coaching.canvas.actions.canvas import freeze_canvases
from coaching.canvas.enums import CanvasKind, CanvasMoment
from coaching.canvas.queries.adn import read_map
from coaching.canvas.queries.drawn import ProjectDrawn, list_drawn
from coaching.canvas.views.adn_poster import lay_out_map
from coaching.canvas.views.posters import lay_out_pitch, lay_out_timeline
from coaching.plan.queries import read_plan
from coaching.plan.views.poster import lay_out_plan
from coaching.room.views.posters import lay_out_frame, read_paper
from programmes.access import edition_for
from programmes.models import Edition


@require_safe
def show_drawn(request: HttpRequest, edition: str) -> HttpResponse:
    shown = edition_for(request, edition)
    projects = list_drawn(shown, request.user)
    left = [(project, project.open_kinds) for project in projects if project.open_kinds]
    context = {"projects": projects, "left": left, "left_count": sum(len(kinds) for _project, kinds in left)}
    return render(request, "coaching/canvas/drawn_page.html", context)


@require_POST
def freeze_all(request: HttpRequest, edition: str) -> HttpResponse:
    """« Figer tout »: those that are not frozen, of the projects that this organiser may read."""
    shown = edition_for(request, edition)
    places = [project.place for project in list_drawn(shown, request.user)]
    frozen = freeze_canvases(places=places, actor=request.user, at=timezone.now())
    told = ngettext("%(count)d canevas est figé.", "%(count)d canevas sont figés.", frozen)
    messages.success(request, told % {"count": frozen})
    return redirect("coaching:session_drawn", edition)


@never_cache
@require_safe
def posters(request: HttpRequest, edition: str) -> HttpResponse:
    """All four posters of each project in one document, on the paper of ``?paper=``."""
    shown, projects, paper = _find(request, edition)
    content = _print(shown, projects, paper, timezone.now())
    return _answer(content, "application/pdf", _name(edition, paper, "pdf"))


@never_cache
@require_safe
def posters_zip(request: HttpRequest, edition: str) -> HttpResponse:
    """The same, a document for each project."""
    shown, projects, paper = _find(request, edition)
    at, archive = timezone.now(), io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as book:
        for project in projects:
            book.writestr(f"{project.place.project.slug}-{paper}.pdf", _print(shown, [project], paper, at))
    return _answer(archive.getvalue(), "application/zip", _name(edition, paper, "zip"))


def _name(edition: str, paper: str, ending: str) -> str:
    kind = _("affiches")
    return f"{edition}-{kind}-{paper}.{ending}"


def _find(request: HttpRequest, edition: str) -> tuple[Edition, list[ProjectDrawn], str]:
    shown, paper = edition_for(request, edition), read_paper(request)
    projects = list_drawn(shown, request.user)
    if not projects:
        raise Http404
    return shown, projects, paper


def _print(edition: Edition, projects: Sequence[ProjectDrawn], paper: str, at: datetime) -> bytes:
    """About fifteen queries a project: it is a document, asked for now and then."""
    words = {
        **lay_out_frame(edition, paper, at),
        "posters": [poster for project in projects for poster in _lay_out(project)],
    }
    one = projects[0].place.project.title if len(projects) == 1 else _("Affiches des projets")
    title = pdf.french_spaces_in(f"{one} – {edition.name}")
    draw = pdf.render if len(projects) == 1 else pdf.render_apart
    language = translation.get_language() or "fr"
    return draw(
        "coaching/canvas/all_posters.typ", pdf.french_spaces_in(words), title=title, language=language, at=at
    )


def _lay_out(project: ProjectDrawn) -> list[dict[str, Any]]:
    """The posters of one project, in the order of the tabs of its room."""
    place = project.place
    frame = {"title": place.project.title, "subtitle": str(place.project.organisation or "")}
    told = [
        ("timeline", _("Frise"), lay_out_timeline(project.find_canvas(CanvasKind.TIMELINE))),
        ("pitch", _("Pitch"), lay_out_pitch(project.find_canvas(CanvasKind.PITCH))),
        ("adn", _("Carte ADN"), lay_out_map(read_map(place, CanvasMoment.SESSION))),
        ("plan", _("Plan d’action"), lay_out_plan(read_plan(place))),
    ]
    return [{**frame, "drawn": drawn, "kind": kind, **words} for drawn, kind, words in told]


def _answer(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"' if name.endswith("zip") else f'inline; filename="{name}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)
