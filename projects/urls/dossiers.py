"""Addresses of a dossier beyond its form: new versions, the paper copies, the people who write it."""

from django.urls import URLPattern, path

from projects.views import dossier, member_invitation, members, prefill, versions

OWN = "my/applications/<slug:ref>/"
READ = "dossiers/<slug:ref>/"

urlpatterns: list[URLPattern] = [
    path(f"{OWN}revise/", versions.revise, name="application_revise"),
    path(f"{OWN}revise/read/", versions.revision, name="application_revision"),
    path(f"{OWN}revise/drop/", versions.drop, name="application_revision_drop"),
    path(f"{OWN}team/", members.team, name="team"),
    path(f"{OWN}team/leave/", members.leave, name="team_leave"),
    path(f"{OWN}team/<int:pk>/rights/", members.change_rights, name="team_rights"),
    path(f"{OWN}team/<int:pk>/lead/", members.hand_over, name="team_hand_over"),
    path(f"{OWN}team/<int:pk>/remove/", members.remove, name="team_remove"),
    path(f"{OWN}team/invitations/<int:pk>/resend/", members.resend, name="team_resend"),
    path(f"{OWN}team/invitations/<int:pk>/revoke/", members.revoke, name="team_revoke"),
    path(f"{OWN}form/<int:step>/prefill/", prefill.prefill, name="application_prefill"),
    path(f"{OWN}presence/", members.here, name="application_presence"),
    path("account/project-invitation/<str:token>/", member_invitation.invitation, name="member_invitation"),
    path(f"{READ}print/", dossier.print_view, name="dossier_print"),
    path(f"{READ}dossier.pdf", dossier.pdf_file, name="dossier_pdf"),
    path(f"{READ}versions/", versions.history, name="dossier_versions"),
    path(f"{READ}versions/<int:number>/", versions.history, name="dossier_version"),
    path(f"{READ}versions/<int:number>/dossier.pdf", dossier.version_pdf, name="dossier_version_pdf"),
]
