"""Addresses of triage: the list, what is done to several dossiers, eligibility, following."""

from django.urls import URLPattern, path

from projects.triage.views import applications as manage_applications
from projects.triage.views import eligibility, follow, triage

MANAGED = "manage/<slug:edition>/applications/"
DOSSIER = f"{MANAGED}<slug:ref>/"

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
    path(MANAGED, manage_applications.applications, name="manage_applications"),
    path(f"{MANAGED}eligible/", manage_applications.eligible, name="declare_eligible"),
    path(f"{MANAGED}<slug:ref>/", manage_applications.application, name="manage_application"),
    path(
        f"{MANAGED}<slug:ref>/next/",
        manage_applications.adjacent_application,
        {"way": "next"},
        name="next_application",
    ),
    path(
        f"{MANAGED}<slug:ref>/previous/",
        manage_applications.adjacent_application,
        {"way": "previous"},
        name="previous_application",
    ),
    path(f"{MANAGED}<slug:ref>/ineligible/", manage_applications.ineligible, name="declare_ineligible"),
]
