"""Addresses of the pages that build the form of a call; part of the app's own list."""

from django.urls import path

from programmes.views import call_form

BASE = "manage/<slug:edition>/call/form/"

urlpatterns = [
    path(BASE, call_form.structure, name="manage_form"),
    path(f"{BASE}start/", call_form.start, name="start_form"),
    path(f"{BASE}drop/", call_form.drop, name="drop_form"),
    path(f"{BASE}arrange/", call_form.arrange, name="arrange_form"),
    path(f"{BASE}pages/new/", call_form.page, name="new_form_page"),
    path(f"{BASE}pages/<int:pk>/", call_form.page, name="form_page"),
    path(f"{BASE}pages/<int:pk>/questions/new/", call_form.new_question, name="new_form_question"),
    path(f"{BASE}questions/<int:pk>/", call_form.question, name="form_question"),
    path(f"{BASE}restore/<slug:key>/", call_form.restore, name="restore_form_question"),
    path(f"{BASE}preview/<int:number>/", call_form.preview, name="preview_form"),
]
