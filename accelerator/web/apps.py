from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "accelerator.web"
    label = "web"

    def ready(self) -> None:
        from accelerator.web import access, checks, permissions  # noqa: F401 (a check registers itself)

        access.declare(permissions.PAGES)
