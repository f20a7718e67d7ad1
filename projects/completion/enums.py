"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CompletionState(models.TextChoices):
    OPEN = "open", _("attend une réponse")
    ANSWERED = "answered", _("réponse reçue")
    ACCEPTED = "accepted", _("complément accepté")
    CANCELLED = "cancelled", _("demande close")


class AnswerProblem(models.TextChoices):
    """What is the matter with an answer."""

    WRONG = "wrong", _("erronée")
    INCOMPLETE = "incomplete", _("incomplète")
    OUTDATED = "outdated", _("périmée")
