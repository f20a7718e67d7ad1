"""Addresses of what is entered of editions of the past."""

from django.urls import URLPattern, path

from projects.history.views import history

HISTORY = "manage/<slug:edition>/history/"

urlpatterns: list[URLPattern] = [
    path(HISTORY, history.manage_history, name="manage_history"),
    path(f"{HISTORY}projects/", history.enter_past_project, name="enter_past_project"),
    path(f"{HISTORY}import/", history.import_past_projects, name="import_past_projects"),
    path(f"{HISTORY}template.csv", history.past_template, name="past_template"),
    path(f"{HISTORY}projects/<int:pk>/", history.past_project, name="past_project"),
    path(f"{HISTORY}projects/<int:pk>/remove/", history.remove_past_project, name="remove_past_project"),
    path(f"{HISTORY}documents/", history.add_past_document, name="add_past_document"),
    path(f"{HISTORY}documents/<int:pk>/remove/", history.remove_past_document, name="remove_past_document"),
]
