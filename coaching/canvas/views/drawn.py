"""What all the projects of an edition drew: where each stands, « Figer tout », and their posters at once."""

import io
import zipfile
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accelerator import pdf
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.files import read_paper
from coaching.canvas.actions.canvas import freeze_canvases
from coaching.canvas.enums import CanvasKind, CanvasMoment
from coaching.canvas.queries.adn import read_map
from coaching.canvas.queries.drawn import ProjectDrawn, list_drawn
from coaching.canvas.views.adn_poster import lay_out_map
from coaching.canvas.views.posters import lay_out_pitch, lay_out_timeline
from coaching.plan.queries import read_plan
from coaching.plan.views.poster import lay_out_plan
from coaching.room.views.posters import lay_out_frame
from programmes.access import edition_for
from programmes.models import Edition
from projects.models import Project


@require_safe
def show_drawn(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    shown = edition_for(request, edition)
    projects = list_drawn(shown, request.user)
    left = [(project, project.open_kinds) for project in projects if project.open_kinds]
    context = {"projects": projects, "left": left, "left_count": sum(len(kinds) for _project, kinds in left)}
    return render(request, "coaching/canvas/drawn_page.html", context)


@require_POST
def freeze_all(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """« Figer tout »: those that are not frozen, of the projects that this organiser may read."""
    shown = edition_for(request, edition)
    places = [project.place for project in list_drawn(shown, request.user)]
    frozen = freeze_canvases(places=places, actor=request.user, at=timezone.now())
    message = ngettext("%(count)d canevas est figé.", "%(count)d canevas sont figés.", frozen)
    messages.success(request, message % {"count": frozen})
    return redirect("coaching:session_drawn", edition)


@never_cache
@require_safe
def posters(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The posters of all projects in one document, on the paper of ``?paper=``."""
    shown, paper = edition_for(request, edition), read_paper(request)
    printed = [poster for _project, found in _list_posters(request, shown) for poster in found]
    if not printed:
        return _refuse_empty(request, edition)
    content = _print(shown, printed, _("Affiches des projets"), paper, pdf.render_apart)
    return _answer(content, "application/pdf", _name(edition, paper, "pdf"))


@never_cache
@require_safe
def posters_zip(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The same, a document for each project."""
    shown, paper = edition_for(request, edition), read_paper(request)
    printed = _list_posters(request, shown)
    if not printed:
        return _refuse_empty(request, edition)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as book:
        for project, found in printed:
            content = _print(shown, found, project.title, paper, pdf.render)
            book.writestr(f"{project.slug}-{paper}.pdf", content)
    return _answer(archive.getvalue(), "application/zip", _name(edition, paper, "zip"))


def _refuse_empty(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    messages.info(request, _("Aucun projet n’a encore rien dessiné : il n’y a pas d’affiche."))
    return redirect("coaching:session_drawn", edition)


def _name(edition: str, paper: str, ending: str) -> str:
    kind = _("affiches")
    return f"{edition}-{kind}-{paper}.{ending}"


def _list_posters(request: AuthenticatedRequest, edition: Edition) -> list[tuple[Project, list[Context]]]:
    """The projects that drew something, each with its posters. About fifteen queries a project: it is a document."""
    drawn = [(project.place.project, _lay_out(project)) for project in list_drawn(edition, request.user)]
    return [(project, found) for project, found in drawn if found]


def _print(
    edition: Edition, found: list[dict[str, object]], name: str, paper: str, render_pdf: Callable[..., bytes]
) -> bytes:
    at = timezone.now()
    words = {**lay_out_frame(edition, paper, at), "posters": found}
    return render_pdf(
        "coaching/canvas/all_posters.typ",
        pdf.french_spaces_in(words),
        title=pdf.french_spaces_in(f"{name} – {edition.name}"),
        language=translation.get_language() or "fr",
        at=at,
    )


def _lay_out(project: ProjectDrawn) -> list[Context]:
    """The posters of one project, in the order of the tabs of its room; those that nobody began are left out."""
    place = project.place
    frame = {"title": place.project.title, "subtitle": str(place.project.organisation or "")}
    timeline = lay_out_timeline(project.find_canvas(CanvasKind.TIMELINE))
    pitch = lay_out_pitch(project.find_canvas(CanvasKind.PITCH))
    adn, plan = read_map(place, CanvasMoment.SESSION), read_plan(place)
    posters = [
        ("timeline", _("Frise"), timeline, not timeline["blank"]),
        ("pitch", _("Pitch"), pitch, not pitch["blank"]),
        ("adn", _("Carte ADN"), lay_out_map(adn), adn.read > 0),
        ("plan", _("Plan d’action"), lay_out_plan(plan), not plan.is_empty),
    ]
    return [
        {**frame, "drawn": drawn, "kind": kind, **words} for drawn, kind, words, begun in posters if begun
    ]


def _answer(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"' if name.endswith("zip") else f'inline; filename="{name}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)
