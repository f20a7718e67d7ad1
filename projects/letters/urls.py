"""The address of letters."""

from django.urls import URLPattern, path

from projects.letters import views as letters

urlpatterns: list[URLPattern] = [
    path("manage/<slug:edition>/mails/write/", letters.write_letter, name="write_letter"),
]
