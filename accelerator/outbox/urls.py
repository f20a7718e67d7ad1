"""The reader of the mails that the local set-up writes to a folder; only when DEBUG."""

from django.urls import path

from accelerator.outbox import views

app_name = "mails"

urlpatterns = [
    path("mails/", views.inbox, name="inbox"),
    path("mails/<str:name>/", views.message, name="message"),
    path("mails/<str:name>/body/", views.body, name="body"),
]
