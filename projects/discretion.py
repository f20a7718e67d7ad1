"""What those who stepped aside from a dossier do not read in the mails of the edition."""

from typing import Any

from django.db.models import QuerySet

from accelerator.accounts.models import User
from programmes.discretion import register
from programmes.models import Edition
from projects.models import ProjectMember, Recusal


def holders_stepped_aside_from(reader: Any, edition: Edition) -> "QuerySet[User]":
    """Those who hold, or held, a dossier of this edition from which ``reader`` stepped aside."""
    aside = Recusal.objects.filter(reviewer=reader, application__call__edition=edition).order_by()
    holders = ProjectMember.objects.filter(project__in=aside.values("application__project"))
    return User.objects.filter(pk__in=holders.order_by().values("user"))


def register_rules() -> None:
    """Called once the apps are loaded."""
    register(holders_stepped_aside_from)
