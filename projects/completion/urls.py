"""Addresses of completion requests, on both sides."""

from django.urls import URLPattern, path

from projects.completion import views

MANAGED = "manage/<slug:edition>/applications/"
OWN = "my/applications/<slug:ref>/completion/"
DOSSIER = f"{MANAGED}<slug:ref>/"

urlpatterns: list[URLPattern] = [
    path(f"{DOSSIER}completion/", views.ask, name="request_completion"),
    path(f"{DOSSIER}completion/<int:pk>/", views.settle, name="settle_completion"),
    path(OWN, views.complete, name="completion"),
    path(f"{OWN}answers/<slug:key>/", views.answer, name="completion_answer"),
    path(f"{OWN}files/upload/<slug:key>/", views.upload, name="completion_upload"),
    path(f"{OWN}files/<uuid:pk>/remove/", views.remove, name="completion_file_remove"),
]
