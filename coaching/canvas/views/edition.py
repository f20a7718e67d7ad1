"""The canvases of an edition, for its organisers: the axes, the canvases of projects, and the big screen while they
pitch."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator import pdf
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.files import read_paper
from accelerator.web.forms import render_form
from coaching.attendance.views.presence import render_running
from coaching.canvas.actions import edition as actions
from coaching.canvas.actions.canvas import freeze_canvases
from coaching.canvas.defaults import PRESETS
from coaching.canvas.enums import CanvasKind, CanvasMoment
from coaching.canvas.forms import AxisFormSet, list_axis_lines
from coaching.canvas.queries.adn import AdnMap, read_maps
from coaching.canvas.queries.canvas import list_items, sort_items
from coaching.canvas.queries.edition import (
    CanvasesOfProject,
    find_used_axes,
    list_projects_with_canvases,
    list_turns,
    read_passage,
)
from coaching.canvas.queries.versions import list_answers_of
from coaching.canvas.views.papers import arrange_map, arrange_pitch, arrange_timeline
from coaching.models import CanvasItem
from coaching.plan.queries import Plan, read_plans
from coaching.plan.views import arrange_plan
from coaching.room.views.pages import arrange_frame
from coaching.session.planning.feasibility import PITCH_MINUTES
from coaching.session.printing import render_paper, respond_with_pdf
from programmes.access import edition_for
from programmes.models import Edition
from projects.models import Project


@require_http_methods(["GET", "HEAD", "POST"])
def manage_axes(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The list, changed as a whole. Three queries."""
    current_edition = edition_for(request, edition)
    used = find_used_axes(current_edition)
    axes = AxisFormSet(
        request.POST or None,
        instance=current_edition,
        queryset=current_edition.axes.order_by("position", "pk"),
    )
    axes.used = used  # type: ignore[attr-defined]
    if request.method == "POST" and axes.is_valid():
        actions.save_axes(
            edition=current_edition, lines=list_axis_lines(axes), actor=request.user, at=timezone.now()
        )
        messages.success(request, _("Les axes sont enregistrés."))
        return redirect("coaching:manage_axes", edition)
    context = {"axes": axes, "presets": PRESETS.values(), "used": used, "has_axes": axes.initial_form_count()}
    return render_form(request, "coaching/canvas/manage_axes.html", context, axes)


@require_POST
def load_axes(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """One click: the axes of a preset, for an edition that has none."""
    current_edition = edition_for(request, edition)
    preset = PRESETS.get(request.POST.get("preset", ""))
    if preset is None:
        raise Http404
    if actions.load_preset(edition=current_edition, preset=preset, actor=request.user, at=timezone.now()):
        messages.success(request, _("Les axes sont choisis : changez leurs mots si vous le souhaitez."))
    else:
        messages.info(request, _("Cette édition a déjà des axes."))
    return redirect("coaching:manage_axes", edition)


@require_safe
def list_canvases(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    current_edition = edition_for(request, edition)
    projects = list_projects_with_canvases(current_edition, request.user)
    unfinished = [(project, project.open_kinds) for project in projects if project.open_kinds]
    context = {
        "projects": projects,
        "unfinished": unfinished,
        "left_count": sum(len(kinds) for _project, kinds in unfinished),
    }
    return render(request, "coaching/canvas/drawn_page.html", context)


@require_POST
def freeze_all(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """« Figer tout »: freeze the canvases of the projects that this organiser may read."""
    current_edition = edition_for(request, edition)
    places = [project.place for project in list_projects_with_canvases(current_edition, request.user)]
    frozen = freeze_canvases(places=places, actor=request.user, at=timezone.now())
    message = ngettext("%(count)d canevas est figé.", "%(count)d canevas sont figés.", frozen)
    messages.success(request, message % {"count": frozen})
    return redirect("coaching:session_drawn", edition)


@never_cache
@require_safe
def posters(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The posters of all projects in one document, on the paper of ``?paper=``."""
    current_edition, paper = edition_for(request, edition), read_paper(request)
    printed = [poster for _project, papers in _list_posters(request, current_edition) for poster in papers]
    if not printed:
        return _refuse_empty(request, edition)
    content = _print(current_edition, printed, _("Affiches des projets"), paper, pdf.render_apart)
    return respond_with_pdf(content, _name_file(edition, paper))


@never_cache
@require_safe
def posters_zip(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The posters of all projects, a document for each."""
    current_edition, paper = edition_for(request, edition), read_paper(request)
    printed = _list_posters(request, current_edition)
    if not printed:
        return _refuse_empty(request, edition)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as book:
        for project, papers in printed:
            content = _print(current_edition, papers, project.title, paper, pdf.render)
            book.writestr(f"{project.slug}-{paper}.pdf", content)
    name = _name_file(edition, paper)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.zip"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(archive.getvalue(), content_type="application/zip", headers=headers)


def _name_file(edition: str, paper: str) -> str:
    kind = _("affiches")
    return f"{edition}-{kind}-{paper}"


def _refuse_empty(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    messages.info(request, _("Aucun projet n’a encore rien dessiné : il n’y a pas d’affiche."))
    return redirect("coaching:session_drawn", edition)


@dataclass(frozen=True)
class PosterContent:
    """What the posters of an edition have: items and answers by canvas, maps and plans by participation."""

    items: dict[int, list[CanvasItem]]
    answers: dict[int, list[dict[str, str]]]
    maps: dict[int, AdnMap]
    plans: dict[int, Plan]


def _list_posters(request: AuthenticatedRequest, edition: Edition) -> list[tuple[Project, list[Context]]]:
    """The projects with a canvas that is begun, each with its posters. Eight queries."""
    projects = list_projects_with_canvases(edition, request.user)
    places = [project.place for project in projects]
    canvases = [row.canvas for project in projects for row in project.kinds if row.canvas]
    plans = read_plans(edition.pk, [place.pk for place in places], with_news=False)
    blockers = [card.blocker for plan in plans.values() for card in plan.blockers]
    content = PosterContent(
        items=list_items(canvases),
        answers=list_answers_of(canvases),
        maps=read_maps(edition.pk, places, CanvasMoment.SESSION, blockers),
        plans=plans,
    )
    posters = [(project.place.project, _build_poster_contexts(project, content)) for project in projects]
    return [(project, papers) for project, papers in posters if papers]


def _print(
    edition: Edition, papers: list[dict[str, object]], name: str, paper: str, render_pdf: Callable[..., bytes]
) -> bytes:
    at = timezone.now()
    words = {**arrange_frame(edition, paper, at), "posters": papers}
    return render_paper("coaching/canvas/all_posters.typ", words, f"{name} – {edition.name}", at, render_pdf)


def _build_poster_contexts(project: CanvasesOfProject, content: PosterContent) -> list[Context]:
    """The posters of one project, in the order of the tabs of its room, without empty canvases."""
    place = project.place
    frame = {"title": place.project.title, "subtitle": str(place.project.organisation or "")}
    line, parts = project.find_canvas(CanvasKind.TIMELINE), project.find_canvas(CanvasKind.PITCH)
    timeline = arrange_timeline(
        sort_items(content.items[line.pk] if line else []), content.answers[line.pk] if line else []
    )
    pitch = arrange_pitch(content.answers[parts.pk] if parts else [])
    adn, plan = content.maps[place.pk], content.plans[place.pk]
    posters = [
        ("timeline", _("Frise"), timeline, not timeline["blank"]),
        ("pitch", _("Pitch"), pitch, not pitch["blank"]),
        ("adn", _("Carte ADN"), arrange_map(adn), adn.read > 0),
        ("plan", _("Plan d’action"), arrange_plan(plan), not plan.is_empty),
    ]
    return [
        {**frame, "canvas": canvas, "kind": kind, **words} for canvas, kind, words, begun in posters if begun
    ]


LONGEST = 15


def _read_number(request: AuthenticatedRequest, name: str, default: int, most: int) -> int:
    text = request.GET.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 5 else default


@require_safe
def pitches(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The screen of the pitches. ``?turn=``: from 1; ``?minutes=``: the time of each; ``?order``: to change the
    order."""
    current_edition = edition_for(request, edition)
    minutes = max(1, _read_number(request, "minutes", PITCH_MINUTES, LONGEST))
    passage = read_passage(current_edition, _read_number(request, "turn", 1, 9999))
    context = {
        "edition": current_edition,
        "passage": passage,
        "minutes": minutes,
        "ordering": "order" in request.GET,
    }
    return render_running(request, "coaching/canvas/pitches.html", context)


@never_cache
@require_safe
def pitches_pdf(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The order on paper, for the door."""
    current_edition, at = edition_for(request, edition), timezone.now()
    turns = list_turns(current_edition)
    if not turns:
        raise Http404
    words: dict[str, object] = {
        "edition": f"{current_edition.programme} · {current_edition.name}",
        "kind": _("Les pitchs : ordre de passage"),
        "length": _("%(minutes)d minutes par projet") % {"minutes": PITCH_MINUTES},
        "turns": [
            {"title": turn.project.title, "body": str(turn.project.organisation or "")} for turn in turns
        ],
    }
    content = render_paper(
        "coaching/canvas/pitches.typ", words, f"{words['kind']} – {current_edition.name}", at
    )
    return respond_with_pdf(content, f"{edition}-pitchs")


@require_POST
def move(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """One turn earlier or later: ``by`` is -1 or 1."""
    current_edition = edition_for(request, edition)
    by = {"-1": -1, "1": 1}.get(request.POST.get("by", ""), 0)
    if not actions.move_turn(edition=current_edition, place=pk, by=by, actor=request.user, at=timezone.now()):
        raise Http404
    return redirect(f"{_order_url(edition)}#turn-{pk}")


@require_POST
def draw(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Draw the order by lot; the message offers the previous order."""
    current_edition = edition_for(request, edition)
    before = actions.shuffle_turns(edition=current_edition, actor=request.user, at=timezone.now())
    places = "-".join(map(str, before))
    undo = f"{reverse('coaching:session_pitches_order', args=[edition])}?places={places}"
    messages.success(request, _("L’ordre est tiré au sort."), extra_tags=f"undo={undo}")
    return redirect(_order_url(edition))


@require_POST
def order(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Save the order ``?places=``, as keys with hyphens between them."""
    current_edition = edition_for(request, edition)
    text = request.GET.get("places", "").split("-")
    places = [int(place) for place in text if place.isascii() and place.isdigit() and len(place) < 12]
    actions.order_turns(edition=current_edition, places=places, actor=request.user, at=timezone.now())
    return redirect(_order_url(edition))


def _order_url(edition: str) -> str:
    return f"{reverse('coaching:session_pitches', args=[edition])}?order"
