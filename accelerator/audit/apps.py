from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "accelerator.audit"

    def ready(self) -> None:
        from accelerator.audit.verbs import declare_all

        declare_all()
