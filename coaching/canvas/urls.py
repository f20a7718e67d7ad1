"""Addresses of the canvases of a project: what they share, then the tab of each kind."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from coaching.canvas.enums import CanvasKind, ItemKind
from coaching.canvas.views import adn, canvas, edition, papers
from coaching.plan.views import save_row
from coaching.room.urls import ROOM


class CanvasKindConverter(StringConverter):
    """The kinds of canvases: no other word of the room's addresses matches."""

    regex = "|".join(CanvasKind.values)


class ItemKindConverter(StringConverter):
    """The kinds of items of a timeline."""

    regex = "|".join(ItemKind.values)


register_converter(CanvasKindConverter, "canvas")
register_converter(ItemKindConverter, "item")
CANVAS = f"{ROOM}<canvas:kind>/"
ITEM = f"{ROOM}rows/<item:kind>/<uuid:uid>/"
AXIS = f"{ROOM}adn/axes/<slug:axis>/"
BLOCKER = f"{ROOM}adn/rows/blocker/<uuid:uid>/"

AXES = "manage/<slug:edition>/axes/"
CANVASES = "manage/<slug:edition>/session/canvases/"
PITCHES = "manage/<slug:edition>/session/pitches/"

urlpatterns: list[URLPattern] = [
    path(f"{ROOM}timeline/", adn.timeline, name="room_timeline"),
    path(AXES, edition.manage_axes, name="manage_axes"),
    path(f"{AXES}load/", edition.load_axes, name="load_axes"),
    path(f"{ROOM}adn/", adn.adn, name="room_adn"),
    path(f"{ROOM}adn/poster.pdf", papers.poster, name="room_adn_poster"),
    path(f"{AXIS}block/", adn.block, name="adn_block"),
    path(AXIS, adn.save_reading, name="adn_reading"),
    path(f"{AXIS}fields/<slug:field>/", adn.save_reading, name="adn_reading_field"),
    path(BLOCKER, adn.save_blocker, name="adn_blocker"),
    path(f"{BLOCKER}fields/<slug:field>/", save_row, {"kind": "blocker"}, name="adn_blocker_field"),
    path(f"{BLOCKER}remove/", adn.remove_blocker, name="adn_blocker_remove"),
    path(f"{BLOCKER}restore/", adn.remove_blocker, {"restores": True}, name="adn_blocker_restore"),
    path(ITEM, adn.save_item, name="room_row"),
    path(f"{ITEM}fields/<slug:field>/", adn.save_item, name="room_row_field"),
    path(f"{ITEM}remove/", adn.remove_item, name="room_row_remove"),
    path(f"{ITEM}restore/", adn.remove_item, {"restores": True}, name="room_row_restore"),
    path(f"{ITEM}move/", adn.move_item, name="room_row_move"),
    path(f"{ROOM}timeline/poster.pdf", papers.timeline_poster, name="room_timeline_poster"),
    path(f"{ROOM}pitch/poster.pdf", papers.pitch_poster, name="room_pitch_poster"),
    path(f"{ROOM}pitch/", adn.pitch, name="room_pitch"),
    path(f"{CANVAS}answers/", canvas.save_all, name="room_canvas_answers"),
    path(f"{CANVAS}answers/<slug:key>/", canvas.save_answer, name="room_canvas_answer"),
    path(f"{CANVAS}validate/", canvas.validate, name="room_canvas_validate"),
    path(f"{CANVAS}reopen/", canvas.reopen, name="room_canvas_reopen"),
    path(f"{CANVAS}freeze/", canvas.freeze, name="room_canvas_freeze"),
    path(f"{CANVAS}unfreeze/", canvas.unfreeze, name="room_canvas_unfreeze"),
    path(f"{CANVAS}history/", canvas.history, name="room_canvas_history"),
    path(f"{CANVAS}history/<int:number>/", canvas.version, name="room_canvas_version"),
    path(f"{CANVAS}photos/add/", papers.add, name="room_canvas_photo_add"),
    path(f"{CANVAS}photos/<int:pk>/", papers.show, name="room_canvas_photo"),
    path(f"{CANVAS}photos/<int:pk>/describe/", papers.describe, name="room_canvas_photo_describe"),
    path(f"{CANVAS}photos/<int:pk>/remove/", papers.remove, name="room_canvas_photo_remove"),
    path(CANVASES, edition.list_canvases, name="session_drawn"),
    path(f"{CANVASES}posters.pdf", edition.posters, name="session_posters"),
    path(f"{CANVASES}sheets.pdf", papers.print_all, name="session_sheets"),
    path(f"{CANVASES}posters.zip", edition.posters_zip, name="session_posters_zip"),
    path(f"{CANVASES}freeze/", edition.freeze_all, name="session_freeze_all"),
    path(PITCHES, edition.pitches, name="session_pitches"),
    path(f"{PITCHES}list.pdf", edition.pitches_pdf, name="session_pitches_pdf"),
    path(f"{PITCHES}draw/", edition.draw, name="session_pitches_draw"),
    path(f"{PITCHES}order/", edition.order, name="session_pitches_order"),
    path(f"{PITCHES}<int:pk>/move/", edition.move, name="session_pitches_move"),
]
