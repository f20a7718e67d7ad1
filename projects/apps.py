from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from programmes import extensions
        from programmes.capabilities import Capability, declare_pages
        from programmes.todo import register_todo
        from projects import (
            listeners,  # noqa: F401 (connects the receivers)
            permissions,
            reminders,
            search,
        )
        from projects.application.queries.applications import register_answer
        from projects.conflicts.emails import select_mails_about_hidden_dossiers
        from projects.conflicts.queries import why_not_seated
        from projects.decision import todo as decision
        from projects.decision.queries.announcement import register_upcoming
        from projects.decision.queries.letters import find_committee_answer
        from projects.declarations import todo as declarations
        from projects.deliberation import todo as deliberation
        from projects.deliberation.queries.members import list_open_meetings
        from projects.history.queries import find_public_section
        from projects.minutes import todo as minutes
        from projects.minutes.queries.reading import list_minutes_to_read, list_unapproved
        from projects.publication.queries import register_sheets
        from projects.review import todo as review
        from projects.review.queries.queue import register_notices, waiting
        from projects.triage import todo as triage

        declare_pages(permissions.PAGES, "projects")
        reminders.register_rules()
        search.register_search()
        extensions.register_home(
            extensions.Home(
                Capability.SIT_ON_COMMITTEE, _("Comité"), "projects:review_queue", "/review/", waiting
            )
        )
        register_sheets()
        register_answer(find_committee_answer)
        register_upcoming(list_unapproved)
        register_notices(list_open_meetings)
        register_notices(list_minutes_to_read)
        extensions.register_section(find_public_section)
        extensions.register_role_rule(why_not_seated)
        extensions.register_mail_rule(select_mails_about_hidden_dossiers)
        register_todo(
            *triage.RULES,
            *declarations.RULES,
            *review.RULES,
            *decision.RULES,
            *deliberation.RULES,
            *minutes.RULES,
        )
