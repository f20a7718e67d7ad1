"""What canvases add to the room of a project: a tab for each kind, and the rows that are typed there."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.canvas.actions.canvas import ensure_writable, open_canvas
from coaching.canvas.actions.cards import add_stakeholder, add_to_problem
from coaching.canvas.adn import MOMENTS
from coaching.canvas.adn_rows import make_reading_kind
from coaching.canvas.axes import has_axes
from coaching.canvas.enums import CanvasKind, CanvasMoment, CanvasState, ItemKind
from coaching.canvas.news import WORDS, list_acts
from coaching.canvas.pages import MOMENT, CanvasPage, list_pages, register_page
from coaching.canvas.queries.canvas import describe_canvas
from coaching.canvas.queries.timeline import ON_THE_LINE
from coaching.canvas.views import adn, pitch, timeline
from coaching.plan.room import register_blocker_page
from coaching.room.access import ProjectRoom
from coaching.room.cards import CardSource, advice_source, register_cards
from coaching.room.facts import register_fact
from coaching.room.news import register_news
from coaching.room.rows import RowKind, register_rows
from coaching.room.splitting import split_names, split_sentences
from coaching.room.tabs import Tab, register_tabs


def find_canvas_owner(
    kind: CanvasKind, /, **more: object
) -> Callable[[ProjectRoom, str, datetime], Mapping[str, object]]:
    """For the ``find_owner`` of rows: the canvas, made at the first one; ``?in=`` is its moment, if not the session."""

    def find_owner(room: ProjectRoom, place: str, at: datetime) -> Mapping[str, Any]:
        moment = place or CanvasMoment.SESSION
        if moment not in CanvasMoment:
            raise Http404
        canvas = open_canvas(participation=room.participation, kind=kind, moment=moment, at=at)
        room.notes[MOMENT] = CanvasMoment(moment)
        return {"canvas": canvas, **more}

    return find_owner


def ensure_rows_open(room: ProjectRoom, owner: Mapping[str, Any]) -> None:
    """For the ``ensure`` of rows that stand on a canvas. Raises ``RowsClosed``."""
    ensure_writable(canvas=owner["canvas"], actor=room.person, at=timezone.now())


def list_canvas_tabs(page: CanvasPage) -> Callable[[ProjectRoom], list[Tab]]:
    """One query for the tabs of all the canvases of a room."""

    def list_tabs(room: ProjectRoom) -> list[Tab]:
        shown = describe_canvas(room, page.kind)
        left = ""
        if shown.to_validate:
            left = _("à valider")
        elif shown.state == CanvasState.EMPTY:
            left = _("à commencer") if _is_expected(room, page.kind) else ""
        elif shown.is_open:
            left = page.describe_left(shown)
        done = not shown.is_open
        return [
            Tab(
                page.kind, page.label, page.purpose, page.url_name,
                left=left, to_validate=shown.to_validate, done=done,
            )
        ]  # fmt: skip

    return list_tabs


def _is_expected(room: ProjectRoom, kind: CanvasKind) -> bool:
    """Whether a canvas that nobody began is to be: not once the session is over, nor a map without axes. No query."""
    over = room.participation.edition.session_is_over(timezone.now())
    return not over and (kind != CanvasKind.ADN or bool(room.facts["has_axes"]))


def register_canvas(page: CanvasPage) -> None:
    """Add the tab of a kind of canvas."""
    if page not in list_pages():
        register_page(page)
        register_tabs(page.order, list_canvas_tabs(page))


def register_canvases() -> None:
    """Called when the app is ready."""
    register_canvas(timeline.PAGE)
    register_canvas(pitch.PAGE)
    register_canvas(adn.PAGE)
    for moment in MOMENTS:
        register_blocker_page(
            adn.name_place(moment), adn.render_adn_of(moment), partial(adn.PAGE.find_url, moment=moment)
        )
    register_fact("has_axes", has_axes)
    register_news(WORDS, list_acts)
    register_rows(make_reading_kind(ensure_rows_open))
    register_rows(*(make_item_kind(kind) for kind in ItemKind))
    register_cards(
        advice_source(CanvasKind.TIMELINE),
        CardSource(
            "stakeholders", CanvasKind.TIMELINE, gettext_lazy("Acteurs"), split_names, add_stakeholder
        ),
        CardSource(
            "work_problem", CanvasKind.PITCH, gettext_lazy("Le problème"), split_sentences, add_to_problem
        ),
    )


def make_item_kind(kind: ItemKind) -> RowKind:
    """The rows of a timeline: those of the line are moved among one another, actors among actors."""

    def list_siblings(owner: Mapping[str, object]) -> Mapping[str, object]:
        return {"canvas": owner["canvas"], "kind__in": ON_THE_LINE} if kind in ON_THE_LINE else owner

    return RowKind(
        kind,
        timeline.FORMS[kind],
        find_canvas_owner(CanvasKind.TIMELINE, kind=kind),
        timeline.render_timeline,
        timeline.PAGE.find_row_url,
        ensure=ensure_rows_open,
        among=list_siblings,
    )
