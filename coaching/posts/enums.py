"""Where a piece of news stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PostState(models.TextChoices):
    DRAFT = "draft", _("brouillon")
    PROPOSED = "proposed", _("à relire")
    """A project would like it to be published."""
    PUBLISHED = "published", _("publiée")
