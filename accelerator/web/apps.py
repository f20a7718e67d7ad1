from django.apps import AppConfig
from django.db.backends.signals import connection_created


class WebConfig(AppConfig):
    name = "accelerator.web"
    label = "web"

    def ready(self) -> None:
        from accelerator.connections import spare_compilation
        from accelerator.web import access, checks, permissions  # noqa: F401 (a check registers itself)

        access.declare(permissions.PAGES)
        connection_created.connect(spare_compilation)
