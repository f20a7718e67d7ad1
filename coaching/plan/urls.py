"""Address of the plan of a project."""

from django.urls import URLPattern, path

from coaching.plan.views import plan
from coaching.room.urls import ROOM

urlpatterns: list[URLPattern] = [path(f"{ROOM}plan/", plan.plan, name="room_plan")]
