from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "coaching"

    def ready(self) -> None:
        from accelerator.web import access
        from coaching import permissions

        access.declare(permissions.PAGES)
