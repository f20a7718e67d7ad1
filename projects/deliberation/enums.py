"""How a meeting treats a dossier, and what a body answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgendaBlock(models.TextChoices):
    """Where a dossier stands in the order of the day. Only those to debate are discussed one by one."""

    ACCEPT = "accept", _("À accepter en bloc")
    DEBATE = "debate", _("À débattre")
    SET_ASIDE = "set_aside", _("À écarter en bloc")


class VoteChoice(models.TextChoices):
    FOR = "for", _("pour")
    AGAINST = "against", _("contre")
    ABSTAIN = "abstain", _("abstention")
