"""Addresses of decisions: deliberation, announcement, places."""

from django.urls import URLPattern, path

from projects.decision.views import announcement, deliberation, feedback, participation, places

MANAGED = "manage/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    path(f"{MANAGED}deliberation/", deliberation.deliberation_page, name="deliberation"),
    path(f"{MANAGED}deliberation/<slug:ref>/", deliberation.decide, name="decide"),
    path(f"{MANAGED}deliberation/<slug:ref>/rank/", announcement.move_reserve, name="move_reserve"),
    path(f"{MANAGED}announcement/", announcement.announce, name="announce"),
    path(f"{MANAGED}announcement/comments/", feedback.manage_feedback, name="manage_feedback"),
    path(f"{MANAGED}announcement/places/", announcement.confirm_places, name="confirm_places"),
    path(f"{MANAGED}announcement/<slug:ref>/remind/", announcement.remind_place, name="remind_place"),
    path(f"{MANAGED}announcement/<slug:ref>/withdraw/", places.withdraw_place, name="withdraw_place"),
    path("my/applications/<slug:ref>/participation/", participation.participation, name="participation"),
]
