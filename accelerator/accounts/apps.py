from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accelerator.accounts"
    label = "accounts"

    def ready(self) -> None:
        from accelerator.accounts import verbs
        from accelerator.audit.verbs import declare

        declare(verbs.VERBS)
