"""Addresses of the members of a project."""

from django.urls import URLPattern, path

from projects.members.views import invitation as member_invitation
from projects.members.views import team as members

OWN = "my/applications/<slug:ref>/"

urlpatterns: list[URLPattern] = [
    path(f"{OWN}team/", members.team, name="team"),
    path(f"{OWN}team/leave/", members.leave, name="team_leave"),
    path(f"{OWN}team/<int:pk>/rights/", members.change_rights, name="team_rights"),
    path(f"{OWN}team/<int:pk>/lead/", members.hand_over, name="team_hand_over"),
    path(f"{OWN}team/<int:pk>/remove/", members.remove, name="team_remove"),
    path(f"{OWN}team/invitations/<int:pk>/resend/", members.resend, name="team_resend"),
    path(f"{OWN}team/invitations/<int:pk>/revoke/", members.revoke, name="team_revoke"),
    path(f"{OWN}presence/", members.here, name="application_presence"),
    path("account/project-invitation/<str:token>/", member_invitation.invitation, name="member_invitation"),
]
