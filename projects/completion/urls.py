"""Addresses of completion requests, on both sides."""

from django.urls import URLPattern, path

from projects.completion.views import holder as completing
from projects.completion.views import organiser as completion

MANAGED = "manage/<slug:edition>/applications/"
OWN = "my/applications/<slug:ref>/completion/"
DOSSIER = f"{MANAGED}<slug:ref>/"

urlpatterns: list[URLPattern] = [
    path(f"{DOSSIER}completion/", completion.ask, name="request_completion"),
    path(f"{DOSSIER}completion/<int:pk>/", completion.settle, name="settle_completion"),
    path(OWN, completing.complete, name="completion"),
    path(f"{OWN}answers/<slug:key>/", completing.answer, name="completion_answer"),
    path(f"{OWN}files/upload/<slug:key>/", completing.upload, name="completion_upload"),
    path(f"{OWN}files/<uuid:pk>/remove/", completing.remove, name="completion_file_remove"),
]
