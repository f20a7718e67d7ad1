"""Addresses of the app, by subject."""

from projects.urls import applying, choosing, dossiers, exchanging, triage

app_name = "projects"

urlpatterns = [
    *triage.urlpatterns,
    *applying.urlpatterns,
    *choosing.urlpatterns,
    *dossiers.urlpatterns,
    *exchanging.urlpatterns,
]
