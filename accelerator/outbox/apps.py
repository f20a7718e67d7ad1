from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "accelerator.outbox"
    label = "outbox"

    def ready(self) -> None:
        from accelerator.audit.verbs import declare
        from accelerator.outbox import verbs

        declare(verbs.VERBS)
