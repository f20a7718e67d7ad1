"""Addresses of the plan of a project."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from coaching.plan import views
from coaching.plan.forms import FORMS
from coaching.room.urls import ROOM


class PlanRowConverter(StringConverter):
    """One of the kinds of rows of a plan."""

    regex = "|".join(FORMS)


register_converter(PlanRowConverter, "plan_row")
PLAN = f"{ROOM}plan/"
ROW = f"{ROOM}rows/<plan_row:kind>/<uuid:uid>/"

urlpatterns: list[URLPattern] = [
    path(PLAN, views.plan, name="room_plan"),
    path(f"{PLAN}poster.pdf", views.poster, name="room_plan_poster"),
    path(f"{PLAN}from/<slug:origin>/<uuid:uid>/", views.make_action, name="plan_action"),
    path(f"{PLAN}actions/<uuid:uid>/progress/", views.record_progress, name="plan_progress"),
    path(f"{PLAN}needs/<uuid:uid>/share/", views.share_need, name="plan_share_need"),
    path(ROW, views.save_row, name="room_row"),
    path(f"{ROW}fields/<slug:field>/", views.save_row, name="room_row_field"),
    path(f"{ROW}remove/", views.remove_row, name="room_row_remove"),
    path(f"{ROW}restore/", views.remove_row, {"restores": True}, name="room_row_restore"),
    path(f"{ROW}move/", views.move_row, name="room_row_move"),
]
