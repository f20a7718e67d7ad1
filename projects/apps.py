from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from accelerator.audit.verbs import declare
        from programmes import public_sections, role_rules
        from programmes.capabilities import declare_pages
        from projects import homes, listeners, permissions, verbs
        from projects.application import reminders as application
        from projects.completion import reminders as completion
        from projects.conflicts import mail_visibility
        from projects.conflicts.queries import why_not_seated
        from projects.decision import reminders as decision
        from projects.history.queries import find_public_section
        from projects.publication.queries import register_sheets
        from projects.review import reminders as review
        from projects.triage import reminders as triage

        declare_pages(permissions.PAGES)
        declare(verbs.VERBS)
        for reminders in (application, triage, completion, review, decision):
            reminders.register_rules()
        homes.register_homes()
        register_sheets()
        public_sections.register_section(find_public_section)
        role_rules.register(why_not_seated)
        mail_visibility.register_rules()
        listeners.register_listeners()
