from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "coaching"

    def ready(self) -> None:
        from accelerator.web import access
        from coaching import edition_dates, homes, listeners, permissions
        from coaching.reminders import accompaniment, synthesis
        from programmes import dates

        access.declare(permissions.PAGES)
        dates.register(edition_dates.added_dates)
        homes.register_homes()
        listeners.register_listeners()
        accompaniment.register_rules()
        synthesis.register_rules()
