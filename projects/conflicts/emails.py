"""What we write when somebody steps aside or leaves the committee; who receives and reads mails about a dossier."""

import html
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from accelerator.web.templatetags.prose import typo
from programmes.capabilities import Capability
from programmes.emails import edition_message
from programmes.models import Edition
from programmes.queries import people_who_can
from projects.anonymity.queries import name_for_conflict
from projects.models import Application, ProjectMember, Recusal


def organisers_to_notify(*applications: Application) -> "QuerySet[User]":
    """The organisers of the edition of these dossiers, without those one is hidden from, or ever a member of it."""
    aside = Recusal.objects.hiding().filter(application__in=applications).order_by()
    own = ProjectMember.objects.filter(project__in=[application.project_id for application in applications])
    organisers = people_who_can(applications[0].call.edition_id, Capability.MANAGE_APPLICATIONS)
    return organisers.exclude(pk__in=aside.values("reviewer")).exclude(pk__in=own.values("user"))


def organisers_concerned(application: Application, *first: int | None) -> list[User]:
    """Those of ``first`` (keys of people) that are in :func:`organisers_to_notify`; all of these if none is."""
    organisers = list(organisers_to_notify(application).order_by("pk"))
    return [person for person in organisers if person.pk in first] or organisers


def select_mails_about_hidden_dossiers(reader: User, edition: Edition) -> Q:
    """Mails to the members, present or former, of such a dossier, and mails to others that name it: 1 query.

    The same for dossiers that the reader is or was a member of, except mails to themselves. A mail keeps
    no link to what it is about; its words give the reference, or what the project is called.
    """
    aside = Application.objects.hidden_from(reader, edition.call).order_by()
    rows = list(aside.values_list("project", "reference", "title", "project__title"))
    holders = ProjectMember.objects.filter(project__in=[row[0] for row in rows])
    hidden = Q(user__in=holders.order_by().values("user"))
    for _project, *names in rows:
        for name in _format_as_printed(names):
            hidden |= Q(text__contains=name) | Q(subject__contains=name)
    return hidden & ~Q(user=reader)


def _format_as_printed(names: Iterable[str]) -> set[str]:
    """As they were typed, in one line as in a subject, and with the spaces of French typography as in a text."""
    typed = {form for name in names for form in (name.strip(), " ".join(name.split())) if form}
    return typed | {html.unescape(typo(name)) for name in typed}


def recusal_recorded(recusal: Recusal, to: User) -> Message:
    """To an organiser: who steps aside from which dossier, why, and how many are left to read it."""
    application = recusal.application
    key = f"recusal_recorded:recusal:{recusal.pk}:organiser:{to.pk}"
    edition = application.call.edition
    return edition_message(
        "projects/conflicts/recusal_recorded", to, key, edition, application=application, recusal=recusal
    )


def recusal_for_reviewer(recusal: Recusal) -> Message:
    """To a reviewer: an organiser wrote down that they step aside."""
    edition, key = recusal.application.call.edition, f"recused_for_them:recusal:{recusal.pk}"
    return edition_message(
        "projects/conflicts/recused_for_them",
        recusal.reviewer,
        key,
        edition,
        recusal=recusal,
        dossier=name_for_conflict(recusal.application),
    )


def recusal_lifted(recusal: Recusal) -> Message:
    """To the person of a conflict that an organiser lifted, with the reason: what they may do again."""
    edition, key = recusal.application.call.edition, f"recusal_lifted:recusal:{recusal.pk}"
    return edition_message(
        "projects/conflicts/recusal_lifted",
        recusal.reviewer,
        key,
        edition,
        recusal=recusal,
        dossier=name_for_conflict(recusal.application),
    )


def seat_ended(edition: Edition, to: User, *, role: int, reason: str) -> Message:
    """To somebody who left the committee with reviews begun or to do."""
    return edition_message(
        "projects/conflicts/seat_ended", to, f"seat_ended:role:{role}", edition, reason=reason
    )
