from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "accelerator.audit"
    label = "audit"
