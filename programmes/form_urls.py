"""Addresses of the pages that build the form of a call; part of the app's own list."""

from django.urls import path

from programmes.views.call_form import pages

BASE = "manage/<slug:edition>/call/form/"

urlpatterns = [
    path(BASE, pages.structure, name="manage_form"),
    path(f"{BASE}start/", pages.start, name="start_form"),
    path(f"{BASE}drop/", pages.drop, name="drop_form"),
    path(f"{BASE}arrange/", pages.arrange, name="arrange_form"),
    path(f"{BASE}pages/new/", pages.page, name="new_form_page"),
    path(f"{BASE}pages/<int:pk>/", pages.page, name="form_page"),
    path(f"{BASE}pages/<int:pk>/questions/new/", pages.new_question, name="new_form_question"),
    path(f"{BASE}questions/<int:pk>/", pages.question, name="form_question"),
    path(f"{BASE}restore/<slug:key>/", pages.restore, name="restore_form_question"),
    path(f"{BASE}preview/<int:number>/", pages.preview, name="preview_form"),
]
