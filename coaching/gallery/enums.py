"""Kinds of pictures."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PictureKind(models.TextChoices):
    PHOTO = "photo", _("photo")
    SKETCH = "sketch", _("croquis")
    VIDEO = "video", _("lien vers une vidéo")
