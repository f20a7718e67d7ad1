"""Addresses of applying: the call's form, the dossier of its holders, the organiser's list, the public sheets."""

from django.urls import URLPattern, path

from projects.views import application, apply, call_form, extension, files, manage_applications, public

OWN = "my/applications/<slug:ref>/"
MANAGED = "manage/<slug:edition>/applications/"

urlpatterns: list[URLPattern] = [
    path("editions/<slug:edition>/call/apply/", apply.apply_page, name="apply"),
    path("editions/<slug:edition>/call/apply/start/", apply.start, name="start"),
    path("editions/<slug:edition>/projects/", public.public_projects, name="public_projects"),
    path("editions/<slug:edition>/projects/<slug:slug>/", public.public_project, name="public_project"),
    path(OWN, application.overview, name="application"),
    path(f"{OWN}form/", application.resume, name="application_resume"),
    path(f"{OWN}form/<int:step>/", application.form_step, name="application_form"),
    path(f"{OWN}answers/<slug:key>/", application.answer, name="application_answer"),
    path(f"{OWN}submit/", application.review_and_submit, name="application_review_and_submit"),
    path(f"{OWN}sent/", application.sent, name="application_sent"),
    path(f"{OWN}withdraw/", application.withdraw, name="application_withdraw"),
    path(f"{OWN}public-sheet/", application.project_sheet, name="project_sheet"),
    path(f"{OWN}files/upload/<slug:key>/", files.upload, name="application_upload"),
    path(f"{OWN}files/<uuid:pk>/", files.download, name="application_file"),
    path(f"{OWN}files/<uuid:pk>/remove/", files.remove, name="application_file_remove"),
    path("manage/<slug:edition>/call/form/publish/", call_form.publish_form, name="publish_form"),
    path("manage/<slug:edition>/call/extend/", extension.extend_call, name="extend_call"),
    path(MANAGED, manage_applications.applications, name="manage_applications"),
    path(f"{MANAGED}eligible/", manage_applications.eligible, name="declare_eligible"),
    path(f"{MANAGED}<slug:ref>/", manage_applications.application, name="manage_application"),
    path(
        f"{MANAGED}<slug:ref>/next/",
        manage_applications.beside,
        {"way": "next"},
        name="next_application",
    ),
    path(
        f"{MANAGED}<slug:ref>/previous/",
        manage_applications.beside,
        {"way": "previous"},
        name="previous_application",
    ),
    path(f"{MANAGED}<slug:ref>/ineligible/", manage_applications.ineligible, name="declare_ineligible"),
]
