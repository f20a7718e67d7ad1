"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BulkVerb(models.TextChoices):
    """What one does to several dossiers at once."""

    ELIGIBLE = "eligible", _("déclarer recevables")
    TAG = "tag", _("étiqueter")
    ASSIGN = "assign", _("confier")


class RuleSubject(models.TextChoices):
    """What a rule of eligibility looks at."""

    PROFILE = "profile", _("profil")
    TERRITORY = "territory", _("territoire")
    HEAD_COUNT = "head_count", _("effectif")
    SIRET = "siret", _("SIRET")
    BOTH_DAYS = "both_days", _("présence aux deux journées")
