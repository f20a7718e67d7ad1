"""Addresses of people, invitations and mails; part of the app's own list."""

from django.urls import path

from programmes.views import invitation, inviting, mails, people

urlpatterns = [
    path("account/invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("manage/<slug:edition>/people/", people.people, name="manage_people"),
    path("manage/<slug:edition>/people/invite/", inviting.invite_many, name="invite_many"),
    path(
        "manage/<slug:edition>/people/invitations/<int:pk>/resend/",
        people.resend_invitation,
        name="resend_invitation",
    ),
    path(
        "manage/<slug:edition>/people/invitations/<int:pk>/revoke/",
        people.revoke_invitation,
        name="revoke_invitation",
    ),
    path(
        "manage/<slug:edition>/people/invitations/<int:pk>/claim/", people.answer_claim, name="answer_claim"
    ),
    path("manage/<slug:edition>/people/roles/<int:pk>/end/", people.end_role, name="end_role"),
    path("manage/<slug:edition>/mails/", mails.mails, name="manage_mails"),
    path("manage/<slug:edition>/mails/<int:pk>/", mails.mail, name="manage_mail"),
]
