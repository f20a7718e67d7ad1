"""Who holds a dossier, and what was written to them about it."""

import re
from collections.abc import Collection

from django.db.models import Q, QuerySet

from accelerator.outbox.models import OutgoingMail
from projects.models import Application, ProjectMember


def list_people(application: Application) -> list[int]:
    """Keys of all who hold it or held it."""
    members = ProjectMember.objects.filter(project=application.project_id).order_by("pk")
    return list(members.values_list("user", flat=True))


def list_mails(application: Application, people: Collection[int]) -> "QuerySet[OutgoingMail]":
    """What was written of it: to its people, unless they hold another dossier of the edition, and to others by name.
    One query before it is read."""
    edition = application.call.edition
    elsewhere = ProjectMember.objects.filter(project__edition=edition).exclude(project=application.project_id)
    theirs = set(people) - set(elsewhere.filter(user__in=people).values_list("user", flat=True))
    # with no figure after it: the hundredth dossier is no part of the thousandth
    reference = rf"{re.escape(application.reference)}([^0-9]|$)"
    named = Q(text__regex=reference) | Q(subject__regex=reference)
    return OutgoingMail.objects.in_scope(edition.scope).filter(Q(user__in=theirs) | named)
