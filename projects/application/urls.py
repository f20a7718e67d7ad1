"""Addresses of an application: applying, its form, its files, its copies, the call's dates and form."""

from django.urls import URLPattern, path

from projects.application.views import (
    application,
    apply,
    call_form,
    dossier,
    files,
    form,
    prefill,
    versions,
)
from projects.application.views import call_dates as extension

OWN = "my/applications/<slug:ref>/"
READ = "dossiers/<slug:ref>/"

urlpatterns: list[URLPattern] = [
    path("editions/<slug:edition>/call/apply/", apply.apply_page, name="apply"),
    path("editions/<slug:edition>/call/apply/start/", apply.start, name="start"),
    path(OWN, application.overview, name="application"),
    path(f"{OWN}form/", form.resume, name="application_resume"),
    path(f"{OWN}form/<int:step>/", form.form_step, name="application_form"),
    path(f"{OWN}answers/<slug:key>/", form.answer, name="application_answer"),
    path(f"{OWN}submit/", application.review_and_submit, name="application_review_and_submit"),
    path(f"{OWN}sent/", application.application_sent, name="application_sent"),
    path(f"{OWN}withdraw/", application.withdraw, name="application_withdraw"),
    path(f"{OWN}files/upload/<slug:key>/", files.upload, name="application_upload"),
    path(f"{OWN}files/<uuid:pk>/", files.download, name="application_file"),
    path(f"{OWN}files/<uuid:pk>/remove/", files.remove, name="application_file_remove"),
    path("manage/<slug:edition>/call/form/publish/", call_form.publish_form, name="publish_form"),
    path("manage/<slug:edition>/call/extend/", extension.extend_call, name="extend_call"),
    path(f"{OWN}revise/", versions.revise, name="application_revise"),
    path(f"{OWN}revise/read/", versions.revision, name="application_revision"),
    path(f"{OWN}revise/drop/", versions.drop, name="application_revision_drop"),
    path(f"{OWN}form/<int:step>/prefill/", prefill.prefill, name="application_prefill"),
    path(f"{READ}print/", dossier.print_view, name="dossier_print"),
    path(f"{READ}dossier.pdf", dossier.pdf_file, name="dossier_pdf"),
    path(f"{READ}versions/", versions.history, name="dossier_versions"),
    path(f"{READ}versions/<int:number>/", versions.history, name="dossier_version"),
    path(f"{READ}versions/<int:number>/dossier.pdf", dossier.version_pdf, name="dossier_version_pdf"),
]
