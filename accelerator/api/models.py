"""Personal tokens: the key of a program that reads, for one person, what this person reads."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    APPLICATIONS = "applications", _("lire les dossiers que je peux ouvrir")
    PLANS = "plans", _("lire les plans des projets dont j’ouvre l’espace")
    NEEDS = "needs", _("lire les besoins transmis aux partenaires, et les réponses")
    FOLLOW_UP = "follow_up", _("lire les engagements, les suivis et les résultats que je peux ouvrir")


PREFIX = "possibles_"
"""So that scanners of repositories know one when it is published by mistake."""
ENDING_LENGTH = 4


def make_secret() -> str:
    """A new key: 256 bits by chance after :data:`PREFIX`."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """The digest stored for a key, in hexadecimal. No salt: nobody guesses 256 bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, at: datetime) -> Self:
        """Neither revoked nor expired, of an account that is open."""
        return self.filter(revoked_at=None, expires_at__gt=at, user__is_active=True)

    def ended_before(self, at: datetime) -> Self:
        return self.filter(models.Q(revoked_at__lt=at) | models.Q(expires_at__lt=at))


class ApiToken(models.Model):
    """A key of the API. The key itself is displayed once and never stored: ``digest`` recognises it, ``ending`` names
    it."""

    MOST: ClassVar[int] = 10
    """Usable at once, for one person."""
    LISTED_AFTER_END: ClassVar[timedelta] = timedelta(days=90)
    """How long one that ended is still listed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(
        _("à quoi il sert"), max_length=80, help_text=_("Par exemple : tableau de bord de la Région.")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    ending = models.CharField(max_length=ENDING_LENGTH, editable=False)
    scopes: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_on = models.DateField(null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_labels(self) -> list[str]:
        """What it permits, in words; a scope that no longer exists is left out."""
        return [str(scope.label) for scope in Scope if scope in self.scopes]

    def is_usable(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at
