from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "accelerator.web"
    label = "web"

    def ready(self) -> None:
        from accelerator import permissions
        from accelerator.web import access, checks  # noqa: F401 (a check registers itself)

        access.declare(permissions.PAGES)
