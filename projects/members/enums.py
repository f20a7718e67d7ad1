"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberRights(models.TextChoices):
    EDIT = "edit", _("peut modifier")
    READ = "read", _("peut lire")
