"""Put the closing of a call off, and tell those who are writing. It lives here: who has a draft is known here."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.transitions import DateRefused, TransitionRefused
from programmes.models import Call, CallExtension
from projects.emails import extension as emails
from projects.enums import ApplicationState
from projects.models import ProjectMember


def members_of(call: Call) -> QuerySet[ProjectMember]:
    """Everybody who holds a dossier of the call, in the order of their arrival."""
    return ProjectMember.objects.filter(
        left_at=None, user__is_active=True, project__application__call=call
    ).order_by("pk")


def people_with_a_draft(call: Call) -> QuerySet[ProjectMember]:
    """Each member of each draft of the call."""
    return members_of(call).filter(project__application__state=ApplicationState.DRAFT)


def people_writing(call: Call) -> QuerySet[ProjectMember]:
    """Each member of each draft, and of each sent dossier that is being changed: those an extension is told to."""
    changing = Q(
        project__application__state=ApplicationState.SUBMITTED,
        project__application__next_sheet__isnull=False,
    )
    return members_of(call).filter(Q(project__application__state=ApplicationState.DRAFT) | changing)


@transaction.atomic
def extend_call(
    *,
    call: Call,
    known_closing: datetime,
    closes_at: datetime,
    reason_fr: str,
    reason_en: str = "",
    actor: Any,
    at: datetime,
) -> CallExtension:
    """Move the closing from ``known_closing``, the one the page showed, to a later ``closes_at``.

    Side effects: ``Call.closes_at``, one dated row that the public page shows, one mail to each member of each
    dossier being written, one audit entry. Raises :class:`TransitionRefused` when the new closing is not later and to
    come, once decisions are announced, and when somebody moved the closing meanwhile.
    """
    if closes_at <= max(at, known_closing):
        raise DateRefused(_("Choisissez un moment à venir, plus tardif que la clôture actuelle."))
    if not call.is_published(at) or at < call.opens_at:
        raise TransitionRefused(_("L’appel n’a pas ouvert : changez sa date de clôture, sans prolongation."))
    if call.edition.announced_at:
        raise TransitionRefused(_("Les décisions sont annoncées : l’appel ne se prolonge plus."))
    if not Call.objects.filter(pk=call.pk, closes_at=known_closing).update(closes_at=closes_at):
        raise TransitionRefused(_("La clôture vient d’être changée : vérifiez la date, puis recommencez."))
    call.closes_at = closes_at
    extension = CallExtension(
        call=call, old_closes_at=known_closing, new_closes_at=closes_at, by=actor, at=at
    )
    extension.reason_fr, extension.reason_en = (" ".join(text.split()) for text in (reason_fr, reason_en))
    extension.save()
    members = people_writing(call).select_related("user", "project__application")
    extension.told = queue(*(emails.call_extended(extension, member) for member in members), at=at)
    extension.save(update_fields=["told"])
    record(
        verb="extend_call",
        subject=call,
        actor=actor,
        at=at,
        scope=call.edition.scope,
        data={"from": known_closing.isoformat(), "to": closes_at.isoformat(), "told": extension.told},
    )
    return extension
