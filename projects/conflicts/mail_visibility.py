"""Who receives and reads mails about a dossier: not those with a conflict of interest."""

import html
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accelerator.accounts.models import User
from accelerator.web.templatetags.prose import typo
from programmes.capabilities import Capability
from programmes.mail_visibility import register
from programmes.models import Edition
from programmes.queries import people_who_can
from projects.models import Application, ProjectMember, Recusal


def organisers_to_notify(*applications: Application) -> "QuerySet[User]":
    """The organisers of the edition of these dossiers, without those recused from one, or ever a member of it."""
    aside = Recusal.objects.filter(application__in=applications).order_by()
    own = ProjectMember.objects.filter(project__in=[application.project_id for application in applications])
    organisers = people_who_can(applications[0].call.edition_id, Capability.MANAGE_APPLICATIONS)
    return organisers.exclude(pk__in=aside.values("reviewer")).exclude(pk__in=own.values("user"))


def organisers_concerned(application: Application, *first: int | None) -> list[User]:
    """Those of ``first`` (keys of people) that are in :func:`organisers_to_notify`; all of these if none is."""
    organisers = list(organisers_to_notify(application).order_by("pk"))
    return [person for person in organisers if person.pk in first] or organisers


def mails_about_what_one_stepped_aside_from(reader: User, edition: Edition) -> Q:
    """Mails to the members, present or former, of such a dossier, and mails to others that name it: 1 query.

    The same for dossiers that the reader is or was a member of, except mails to themselves. A mail keeps
    no link to what it is about; its words give the reference, or what the project is called.
    """
    call = getattr(edition, "call", None)
    if call is None:
        return Q(pk__in=[])
    aside = Application.objects.hidden_from(reader, call).order_by()
    rows = list(aside.values_list("project", "reference", "title", "project__title"))
    holders = ProjectMember.objects.filter(project__in=[row[0] for row in rows])
    hidden = Q(user__in=holders.order_by().values("user"))
    for _project, *names in rows:
        for name in _as_printed(names):
            hidden |= Q(text__contains=name) | Q(subject__contains=name)
    return hidden & ~Q(user=reader)


def _as_printed(names: Iterable[str]) -> set[str]:
    """As they were typed, in one line as in a subject, and with the spaces of French typography as in a text."""
    typed = {form for name in names for form in (name.strip(), " ".join(name.split())) if form}
    return typed | {html.unescape(typo(name)) for name in typed}


def register_rules() -> None:
    """Called once the apps are loaded."""
    register(mails_about_what_one_stepped_aside_from)
