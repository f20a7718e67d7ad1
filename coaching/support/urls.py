"""Addresses of the partners' pages."""

from django.urls import URLPattern, path

from coaching.support import views as support

urlpatterns: list[URLPattern] = [
    path("support/", support.support_home, name="support_home"),
    path("support/<slug:slug>/", support.support_project, name="support_project"),
]
