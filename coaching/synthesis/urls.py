"""Addresses of syntheses."""

from django.urls import URLPattern, path

from coaching.synthesis.views import pages, reports

urlpatterns: list[URLPattern] = [
    path("manage/<slug:edition>/reports/", reports.manage_reports, name="manage_reports"),
    path("manage/<slug:edition>/reports/synthesis/", pages.read_synthesis, name="read_synthesis"),
    path("manage/<slug:edition>/reports/progress/", reports.report_progress, name="report_progress"),
    path("manage/<slug:edition>/reports/<int:pk>/edit/", pages.edit_report, name="edit_report"),
    path(
        "manage/<slug:edition>/reports/<int:pk>/edit/<slug:section>/",
        pages.edit_report_section,
        name="edit_report_section",
    ),
    path(
        "manage/<slug:edition>/reports/<int:pk>/edit/<slug:section>/<slug:name>/",
        pages.edit_report_field,
        name="edit_report_field",
    ),
    path("manage/<slug:edition>/reports/<int:pk>/publish/", pages.publish, name="publish_report"),
    path("editions/<slug:edition>/retrospective/", pages.retrospective, name="retrospective"),
    path("editions/<slug:edition>/retrospective.pdf", pages.retrospective_file, name="retrospective_file"),
    path("reports/<int:pk>/", pages.report_page, name="report_page"),
    path("reports/<int:pk>.pdf", reports.report_file, name="report_file"),
]
