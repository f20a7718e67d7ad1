"""Where a piece of news stands, and whose text it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PostState(models.TextChoices):
    DRAFT = "draft", _("brouillon")
    PROPOSED = "proposed", _("à relire")
    """A project would like it to be published."""
    PUBLISHED = "published", _("publiée")


class PostOrigin(models.TextChoices):
    """Who wrote it: a draft is read, changed and erased by this side alone."""

    PROJECT = "project", _("écrite par le projet")
    ORGANISERS = "organisers", _("écrite par l’équipe")
