from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from accelerator.audit.verbs import declare
        from accelerator.outbox import silence
        from accelerator.questionnaires.indicators import register_names
        from programmes import homes, permissions, reminders, verbs
        from programmes.actions.silence import silent_among
        from programmes.capabilities import Capability, declare_pages
        from programmes.defaults.indicators import INDICATOR_NAMES

        declare_pages(permissions.PAGES)
        declare(verbs.VERBS)
        silence.register(silent_among)
        register_names(INDICATOR_NAMES)
        reminders.register_rules()
        homes.register(
            homes.Home(Capability.MANAGE_EDITION, _("Organisation"), "programmes:manage", "/manage/")
        )
