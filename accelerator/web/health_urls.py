"""Addresses for supervisors, and for who found a flaw."""

from django.urls import path

from accelerator.web import health, security_contact

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", security_contact.security_txt, name="security_txt"),
]
