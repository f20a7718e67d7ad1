"""Addresses of the mix."""

from django.urls import URLPattern, path

from coaching.attendance.urls import LIVE
from coaching.ideas.views import phone, rotation, running
from coaching.room.urls import ROOM

MIX = "manage/<slug:edition>/mix/"

urlpatterns: list[URLPattern] = [
    path(f"{LIVE}idea/", phone.idea, name="mix_idea"),
    path(f"{LIVE}wall/", running.wall, name="mix_wall"),
    path(f"{LIVE}wall/feed/", running.feed, name="mix_feed"),
    path(f"{LIVE}tables/", running.tables, name="mix_tables"),
    path(f"{ROOM}ideas/", phone.ideas_received, name="room_ideas"),
    path(f"{ROOM}ideas/list.pdf", phone.ideas_list, name="room_ideas_list"),
    path(f"{ROOM}ideas/<uuid:uid>/", phone.sort_idea, name="room_sort_idea"),
    path(MIX, running.mix, name="mix"),
    path(f"{MIX}rotation/", rotation.rotation, name="rotation"),
    path(f"{MIX}rotation/change/", rotation.change_rotation, name="change_rotation"),
    path(f"{MIX}rotation/tables.pdf", rotation.table_cards, name="rotation_tables"),
    path(f"{MIX}rotation/slips.pdf", rotation.slips, name="rotation_slips"),
    path(f"{MIX}rounds/<int:pk>/", running.change_round, name="mix_round"),
    path(f"{MIX}ideas/", running.ideas, name="mix_ideas"),
    path(f"{MIX}ideas/<int:pk>/", running.change_idea, name="mix_change_idea"),
]
