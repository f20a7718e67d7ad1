"""Addresses of the members of a project."""

from django.urls import URLPattern, path

from projects.members import views

OWN = "my/applications/<slug:ref>/"

urlpatterns: list[URLPattern] = [
    path(f"{OWN}team/", views.team, name="team"),
    path(f"{OWN}team/leave/", views.leave, name="team_leave"),
    path(f"{OWN}team/<int:pk>/rights/", views.change_rights, name="team_rights"),
    path(f"{OWN}team/<int:pk>/lead/", views.hand_over, name="team_hand_over"),
    path(f"{OWN}team/<int:pk>/remove/", views.remove, name="team_remove"),
    path(f"{OWN}team/invitations/<int:pk>/resend/", views.resend, name="team_resend"),
    path(f"{OWN}team/invitations/<int:pk>/revoke/", views.revoke, name="team_revoke"),
    path(f"{OWN}presence/", views.here, name="application_presence"),
    path("account/project-invitation/<str:token>/", views.invitation, name="member_invitation"),
]
