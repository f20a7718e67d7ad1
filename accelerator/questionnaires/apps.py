from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "accelerator.questionnaires"
    label = "questionnaires"

    def ready(self) -> None:
        from accelerator.questionnaires.owners import register_erasure

        register_erasure()
