"""Addresses of what is entered of editions of the past."""

from django.urls import URLPattern, path

from projects.history.views import documents, projects

HISTORY = "manage/<slug:edition>/history/"
DOCUMENT = f"{HISTORY}documents/<int:pk>/"
PUBLIC_DOCUMENT = "editions/<slug:edition>/history/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(HISTORY, projects.manage_history, name="manage_history"),
    path(f"{HISTORY}projects/", projects.enter_past_project, name="enter_past_project"),
    path(f"{HISTORY}import/", projects.import_past_projects, name="import_past_projects"),
    path(f"{HISTORY}template.csv", projects.past_template, name="past_template"),
    path(f"{HISTORY}projects/<int:pk>/", projects.past_project, name="past_project"),
    path(f"{HISTORY}projects/<int:pk>/remove/", projects.remove_past_project, name="remove_past_project"),
    path(f"{HISTORY}documents/", documents.add_past_document, name="add_past_document"),
    path(DOCUMENT, documents.past_document, name="past_document"),
    path(f"{DOCUMENT}move/", documents.move_past_document, name="move_past_document"),
    path(f"{DOCUMENT}remove/", documents.remove_past_document, name="remove_past_document"),
    path(PUBLIC_DOCUMENT, documents.hand_out_document, name="past_document_file"),
    path(f"{PUBLIC_DOCUMENT}thumb/", documents.hand_out_thumb, name="past_document_thumb"),
]
