from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from accelerator.web import access
        from projects import permissions

        access.declare(permissions.PAGES)
