"""The directory of invented companies, for the local set-up."""

from django.urls import path

from accelerator.companies import invented

app_name = "companies"

urlpatterns = [
    path("search", invented.search, name="invented"),
]
