"""What those who stepped aside from a dossier are not told of it by mail, nor read in the mails of the edition."""

from typing import Any

from django.db.models import Q, QuerySet

from accelerator.accounts.models import User
from programmes.discretion import register
from programmes.enums import RoleName
from programmes.models import Edition
from programmes.queries import people_with
from projects.models import Application, ProjectMember, Recusal


def organisers_to_tell(*applications: Application) -> "QuerySet[User]":
    """The organisers of the edition of these dossiers, but for those who stepped aside from one of them."""
    aside = Recusal.objects.filter(application__in=applications).order_by()
    organisers = people_with(applications[0].call.edition_id, RoleName.ORGANISER)
    return organisers.exclude(pk__in=aside.values("reviewer"))


def mails_about_what_one_stepped_aside_from(reader: Any, edition: Edition) -> Q:
    """Mails to those who hold, or held, such a dossier, and those to others that name it: 1 query.

    A mail keeps no link to what it is about; its text always gives the reference.
    """
    aside = Recusal.objects.filter(reviewer=reader, application__call__edition=edition).order_by()
    rows = list(aside.values_list("application__project", "application__reference"))
    holders = ProjectMember.objects.filter(project__in=[project for project, _reference in rows])
    kept = Q(user__in=holders.order_by().values("user"))
    for _project, reference in rows:
        kept |= Q(text__contains=reference) | Q(subject__contains=reference)
    return kept


def register_rules() -> None:
    """Called once the apps are loaded."""
    register(mails_about_what_one_stepped_aside_from)
