from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "accelerator.api"
    label = "api"

    def ready(self) -> None:
        from accelerator.api import verbs
        from accelerator.audit.verbs import declare

        declare(verbs.VERBS)
