"""Addresses of the canvases of a project: what they share, then the tab of each kind."""

from django.urls import URLPattern, path, register_converter

from coaching.canvas.enums import CanvasKind
from coaching.canvas.views import (
    adn,
    adn_poster,
    answers,
    axes,
    drawn,
    history,
    photos,
    pitch,
    pitches,
    posters,
    states,
    timeline,
)
from coaching.room.urls import ROOM


class CanvasKindConverter:
    """One of the kinds of canvases: no other word of the room's addresses is taken for one."""

    regex = "|".join(CanvasKind.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(CanvasKindConverter, "canvas")
CANVAS = f"{ROOM}<canvas:kind>/"

AXES = "manage/<slug:edition>/axes/"
DRAWN = "manage/<slug:edition>/session/canvases/"
PITCHES = "manage/<slug:edition>/session/pitches/"

urlpatterns: list[URLPattern] = [
    path(f"{ROOM}timeline/", timeline.timeline, name="room_timeline"),
    path(AXES, axes.manage_axes, name="manage_axes"),
    path(f"{AXES}load/", axes.load_axes, name="load_axes"),
    path(f"{ROOM}adn/", adn.adn, name="room_adn"),
    path(f"{ROOM}adn/poster.pdf", adn_poster.poster, name="room_adn_poster"),
    path(f"{ROOM}adn/axes/<slug:axis>/block/", adn.block, name="adn_block"),
    path(f"{ROOM}timeline/poster.pdf", posters.timeline_poster, name="room_timeline_poster"),
    path(f"{ROOM}pitch/poster.pdf", posters.pitch_poster, name="room_pitch_poster"),
    path(f"{ROOM}pitch/", pitch.pitch, name="room_pitch"),
    path(f"{CANVAS}answers/", answers.save_all, name="room_canvas_answers"),
    path(f"{CANVAS}answers/<slug:key>/", answers.save_answer, name="room_canvas_answer"),
    path(f"{CANVAS}validate/", states.validate, name="room_canvas_validate"),
    path(f"{CANVAS}reopen/", states.reopen, name="room_canvas_reopen"),
    path(f"{CANVAS}freeze/", states.freeze, name="room_canvas_freeze"),
    path(f"{CANVAS}unfreeze/", states.unfreeze, name="room_canvas_unfreeze"),
    path(f"{CANVAS}history/", history.history, name="room_canvas_history"),
    path(f"{CANVAS}history/<int:number>/", history.version, name="room_canvas_version"),
    path(f"{CANVAS}photos/add/", photos.add, name="room_canvas_photo_add"),
    path(f"{CANVAS}photos/<int:pk>/", photos.show, name="room_canvas_photo"),
    path(f"{CANVAS}photos/<int:pk>/describe/", photos.describe, name="room_canvas_photo_describe"),
    path(f"{CANVAS}photos/<int:pk>/remove/", photos.remove, name="room_canvas_photo_remove"),
    path(DRAWN, drawn.show_drawn, name="session_drawn"),
    path(f"{DRAWN}posters.pdf", drawn.posters, name="session_posters"),
    path(f"{DRAWN}posters.zip", drawn.posters_zip, name="session_posters_zip"),
    path(f"{DRAWN}freeze/", drawn.freeze_all, name="session_freeze_all"),
    path(PITCHES, pitches.pitches, name="session_pitches"),
    path(f"{PITCHES}list.pdf", pitches.pitches_pdf, name="session_pitches_pdf"),
    path(f"{PITCHES}draw/", pitches.draw, name="session_pitches_draw"),
    path(f"{PITCHES}order/", pitches.order, name="session_pitches_order"),
    path(f"{PITCHES}<int:pk>/move/", pitches.move, name="session_pitches_move"),
]
