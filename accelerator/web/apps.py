from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "accelerator.web"
    label = "web"

    def ready(self) -> None:
        from accelerator import permissions
        from accelerator.web import access

        access.declare(permissions.PAGES)
