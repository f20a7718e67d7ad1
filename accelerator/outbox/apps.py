from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "accelerator.outbox"
    label = "outbox"
