"""What those who stepped aside from a dossier are not told of it by mail, nor read in the mails of the edition."""

import html
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from accelerator.accounts.models import User
from accelerator.web.templatetags.prose import typo
from programmes.capabilities import Capability
from programmes.mail_visibility import register
from programmes.models import Edition
from programmes.queries import people_who_can
from projects.models import Application, ProjectMember, Recusal


def organisers_to_tell(*applications: Application) -> "QuerySet[User]":
    """The organisers of the edition of these dossiers, but for those who stepped aside from one, or held it."""
    aside = Recusal.objects.filter(application__in=applications).order_by()
    own = ProjectMember.objects.filter(project__in=[application.project_id for application in applications])
    organisers = people_who_can(applications[0].call.edition_id, Capability.MANAGE_APPLICATIONS)
    return organisers.exclude(pk__in=aside.values("reviewer")).exclude(pk__in=own.values("user"))


def organisers_concerned(application: Application, *first: int | None) -> list[User]:
    """Those of ``first``, keys of people, whom :func:`organisers_to_tell` keeps; without any, all that it keeps."""
    organisers = list(organisers_to_tell(application).order_by("pk"))
    return [person for person in organisers if person.pk in first] or organisers


def mails_about_what_one_stepped_aside_from(reader: Any, edition: Edition) -> Q:
    """Mails to those who hold, or held, such a dossier, and those to others that name it: 1 query.

    So it is for the dossiers that the reader holds, or held, but for the mails they received themselves. A mail keeps
    no link to what it is about; its words give the reference, or what the project is called.
    """
    call = getattr(edition, "call", None)
    if call is None:
        return Q(pk__in=[])
    aside = Application.objects.hidden_from(reader, call).order_by()
    rows = list(aside.values_list("project", "reference", "title", "project__title"))
    holders = ProjectMember.objects.filter(project__in=[row[0] for row in rows])
    kept = Q(user__in=holders.order_by().values("user"))
    for _project, *names in rows:
        for name in _as_printed(names):
            kept |= Q(text__contains=name) | Q(subject__contains=name)
    return kept & ~Q(user=reader)


def _as_printed(names: Iterable[str]) -> set[str]:
    """As they were typed, in one line as in a subject, and with the spaces of French typography as in a text."""
    typed = {form for name in names for form in (name.strip(), " ".join(name.split())) if form}
    return typed | {html.unescape(typo(name)) for name in typed}


def register_rules() -> None:
    """Called once the apps are loaded."""
    register(mails_about_what_one_stepped_aside_from)
