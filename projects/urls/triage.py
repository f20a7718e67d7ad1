"""Addresses of triage: the list's changes, eligibility, completion on both sides. They stand before ``<ref>/``."""

from django.urls import URLPattern, path

from projects.views import completing, completion, eligibility, follow, triage

MANAGED = "manage/<slug:edition>/applications/"
DOSSIER = f"{MANAGED}<slug:ref>/"
OWN = "my/applications/<slug:ref>/completion/"

urlpatterns: list[URLPattern] = [
    path(f"{MANAGED}change/", triage.change, name="change_applications"),
    path(f"{MANAGED}undo/<str:token>/", triage.undo, name="undo_bulk"),
    path(f"{MANAGED}searches/", triage.save_filter, name="save_filter"),
    path(f"{MANAGED}searches/<int:pk>/forget/", triage.forget_filter, name="forget_filter"),
    path(f"{MANAGED}columns/", triage.columns, name="choose_columns"),
    path(f"{MANAGED}eligibility/", eligibility.settings, name="manage_eligibility"),
    path(f"{DOSSIER}follow/", follow.follow, name="follow_application"),
    path(f"{DOSSIER}notes/", follow.add_note, name="add_note"),
    path(f"{DOSSIER}notes/<int:pk>/remove/", follow.remove_note, name="remove_note"),
    path(f"{DOSSIER}check/", eligibility.check, name="check_application"),
    path(f"{DOSSIER}rules/<int:pk>/", eligibility.overrule, name="overrule_finding"),
    path(f"{DOSSIER}completion/", completion.ask, name="request_completion"),
    path(f"{DOSSIER}completion/<int:pk>/", completion.settle, name="settle_completion"),
    path(OWN, completing.complete, name="completion"),
    path(f"{OWN}answers/<slug:key>/", completing.answer, name="completion_answer"),
    path(f"{OWN}files/upload/<slug:key>/", completing.upload, name="completion_upload"),
    path(f"{OWN}files/<uuid:pk>/remove/", completing.remove, name="completion_file_remove"),
]
