from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "coaching"

    def ready(self) -> None:
        from accelerator.web import access
        from coaching import homes, listeners, permissions
        from coaching.reminders import accompaniment, synthesis

        access.declare(permissions.PAGES)
        homes.register_homes()
        listeners.register_listeners()
        accompaniment.register_rules()
        synthesis.register_rules()
