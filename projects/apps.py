from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from accelerator.web import access
        from programmes import role_rules
        from projects import discretion, homes, listeners, permissions
        from projects.queries_seats import why_not_seated
        from projects.reminders import applying, choosing, completion

        access.declare(permissions.PAGES)
        applying.register_rules()
        choosing.register_rules()
        completion.register_rules()
        homes.register_homes()
        role_rules.register(why_not_seated)
        discretion.register_rules()
        listeners.register_listeners()
