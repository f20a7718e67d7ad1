"""Addresses of the app, by subject."""

from coaching.urls import accompaniment, synthesis

app_name = "coaching"

urlpatterns = [*accompaniment.urlpatterns, *synthesis.urlpatterns]
