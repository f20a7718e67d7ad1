"""Addresses of the plan of a project."""

from django.urls import URLPattern, path

from coaching.plan.views import plan, poster, verbs
from coaching.room.urls import ROOM

PLAN = f"{ROOM}plan/"

urlpatterns: list[URLPattern] = [
    path(PLAN, plan.plan, name="room_plan"),
    path(f"{PLAN}poster.pdf", poster.poster, name="room_plan_poster"),
    path(f"{PLAN}from/<slug:origin>/<uuid:uid>/", verbs.make_action, name="plan_action"),
    path(f"{PLAN}actions/<uuid:uid>/progress/", verbs.record_progress, name="plan_progress"),
    path(f"{PLAN}needs/<uuid:uid>/share/", verbs.share_need, name="plan_share_need"),
    path(f"{PLAN}<slug:kind>/<uuid:uid>/arrange/", verbs.arrange, name="plan_arrange"),
]
