"""Addresses of the app, by subject."""

from projects.urls import applying, choosing

app_name = "projects"

urlpatterns = [*applying.urlpatterns, *choosing.urlpatterns]
