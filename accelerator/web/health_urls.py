"""Addresses for supervisors."""

from django.urls import path

from accelerator.web import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
