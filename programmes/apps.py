from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"

    def ready(self) -> None:
        from accelerator.web import access
        from programmes import permissions

        access.declare(permissions.PAGES)
