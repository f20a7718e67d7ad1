from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "accelerator.questionnaires"
    label = "questionnaires"
