"""States of news, and their authors."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.transitions import StateTable, Transition


class PostState(models.TextChoices):
    DRAFT = "draft", _("brouillon")
    PROPOSED = "proposed", _("à relire")
    """A project requests its publication."""
    PUBLISHED = "published", _("publiée")


class PostOrigin(models.TextChoices):
    """Who wrote it: a draft is read, changed and erased by this side alone."""

    PROJECT = "project", _("écrite par le projet")
    ORGANISERS = "organisers", _("écrite par l’équipe")


POST = StateTable(
    {
        "propose_post": Transition(frozenset({PostState.DRAFT}), PostState.PROPOSED),
        "publish_post": Transition(frozenset({PostState.DRAFT, PostState.PROPOSED}), PostState.PUBLISHED),
        "withdraw_post": Transition(frozenset({PostState.PROPOSED, PostState.PUBLISHED}), PostState.DRAFT),
    }
)
