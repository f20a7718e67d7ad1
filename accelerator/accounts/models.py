"""People: one account per e-mail address, whatever its case."""

import unicodedata
from typing import ClassVar, TypeAlias

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.web.search_field import SearchedByName


def normalise_email(email: str) -> str:
    """The one form in which an address is stored and looked up."""
    return unicodedata.normalize("NFKC", email).strip().lower()


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A person who signs in by a code; a password is possible but not needed."""
        user = self.model(email=normalise_email(email), **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normalise_email(username or ""))

    def for_email(self, email: str, **fields: object) -> "User":
        """The account of this address, created if there is none yet."""
        address = normalise_email(email)
        return self.get_or_create(email=address, defaults={"password": "!", **fields})[0]


class User(SearchedByName, AbstractBaseUser, PermissionsMixin):
    """A person. Roles belong to an edition (``programmes.Role``), never to the account.

    ``is_staff`` people look after the platform: they create programmes and editions.
    """

    class Language(models.TextChoices):
        FRENCH = "fr", "Français"
        ENGLISH = "en", "English"

    email = models.EmailField(_("adresse e-mail"), unique=True)
    name = models.CharField(_("nom et prénom"), max_length=150, blank=True)
    job_title = models.CharField(_("fonction"), max_length=150, blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    language = models.CharField(_("langue"), max_length=2, choices=Language, default=Language.FRENCH)
    is_staff = models.BooleanField(_("gère la plateforme"), default=False)
    is_active = models.BooleanField(_("compte ouvert"), default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Cette adresse a déjà un compte."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]

    def clean(self) -> None:
        super().clean()
        self.email = normalise_email(self.email)


UserValue: TypeAlias = User | Combinable | int | None
"""What a condition compares with a column of people: an account or its key, nobody, an expression of the query."""


class LimitWindow(models.Model):
    """How many times something was done until ``ends_at``; ``key`` is the digest of what and by whom."""

    key = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["ends_at", "pk"]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
