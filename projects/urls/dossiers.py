"""Addresses of a dossier beyond its form: new versions, the paper copies, the people who write it."""

from django.urls import URLPattern, path

from projects.views import dossier, versions

OWN = "my/applications/<slug:ref>/"
READ = "dossiers/<slug:ref>/"

urlpatterns: list[URLPattern] = [
    path(f"{OWN}revise/", versions.revise, name="application_revise"),
    path(f"{OWN}revise/drop/", versions.drop, name="application_revision_drop"),
    path(f"{READ}print/", dossier.print_view, name="dossier_print"),
    path(f"{READ}dossier.pdf", dossier.pdf_file, name="dossier_pdf"),
    path(f"{READ}versions/", versions.history, name="dossier_versions"),
    path(f"{READ}versions/<int:number>/", versions.history, name="dossier_version"),
    path(f"{READ}versions/<int:number>/dossier.pdf", dossier.version_pdf, name="dossier_version_pdf"),
]
