from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from accelerator.audit.verbs import declare
        from programmes import homes, mail_visibility, public_sections, role_rules
        from programmes.capabilities import Capability, declare_pages
        from projects import listeners, permissions, reminders, verbs
        from projects.conflicts.emails import mails_about_what_one_stepped_aside_from
        from projects.conflicts.queries import why_not_seated
        from projects.history.queries import find_public_section
        from projects.publication.queries import register_sheets
        from projects.review.queries.queue import waiting

        declare_pages(permissions.PAGES)
        declare(verbs.VERBS)
        reminders.register_rules()
        homes.register(
            homes.Home(Capability.REVIEW, _("Comité"), "projects:review_queue", "/review/", waiting)
        )
        register_sheets()
        public_sections.register_section(find_public_section)
        role_rules.register(why_not_seated)
        mail_visibility.register(mails_about_what_one_stepped_aside_from)
        listeners.register_listeners()
