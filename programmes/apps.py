from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from accelerator.outbox import actions
        from accelerator.questionnaires.indicators import register_names, register_roles
        from programmes import extensions, permissions, reminders, search_sources
        from programmes.actions.editions import silent_among
        from programmes.capabilities import Capability, declare_pages
        from programmes.defaults import INDICATOR_NAMES, ROLE_NAMES
        from programmes.todo import register_todo
        from programmes.todo_rules import RULES

        declare_pages(permissions.PAGES, "programmes")
        actions.register_silence(silent_among)
        register_names(INDICATOR_NAMES)
        register_roles(ROLE_NAMES)
        reminders.register_rules()
        register_todo(*RULES)
        search_sources.register_search()
        extensions.register_home(
            extensions.Home(Capability.READ_PROGRAMME, _("Organisation"), "programmes:manage", "/manage/")
        )
