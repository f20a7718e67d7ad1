"""What waits around the programme of a session: to prepare, to publish, changed and not published."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.models import AuditEntry
from coaching.models import ProgrammeRelease, Session
from programmes.enums import AROUND_THE_SESSION
from programmes.models import Edition
from programmes.todo import TodoReader, TodoRule, TodoUrgency

CHANGES = (
    *("edit_session", "remove_day", "share_out_day", "repair_turns", "edit_room", "remove_room"),
    *("add_slot", "edit_slot", "remove_slot", "add_group", "edit_group", "remove_group"),
    *("book_slot", "unbook_slot", "add_speaker", "edit_speaker", "remove_speaker"),
)
"""Verbs of the audit log after which the draft may differ from what people read."""


def _select_changes(reader: TodoReader) -> "QuerySet[AuditEntry]":
    """What was changed since the last release. The log is read: comparing two programmes would take nine queries."""
    releases = ProgrammeRelease.objects.filter(session__edition=OuterRef("edition_key"))
    published = Session.objects.filter(edition=OuterRef("edition_key"), published_at__isnull=False)
    return (
        AuditEntry.objects.filter(scope__in=[edition.scope for edition in reader.editions], verb__in=CHANGES)
        .annotate(edition_key=reader.in_scope)
        .filter(
            Exists(published),
            at__gt=Subquery(releases.order_by("-number").values("released_at")[:1]),
        )
    )


RULES = (
    TodoRule(
        page="coaching:session_publish",
        phases=AROUND_THE_SESSION,
        select=_select_changes,
        edition="edition_key",
        who="actor__name",
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy("changement du programme à publier", "changements du programme à publier"),
        moment="at",
        due=lambda edition: edition.session_starts_on,
        button=_("Relire et publier"),
    ),
    TodoRule(
        page="coaching:manage_session",
        phases=AROUND_THE_SESSION,
        select=lambda _reader: Edition.objects.filter(session=None),
        edition="pk",
        urgency=TodoUrgency.AWAITS_US,
        title=_("Préparer la session"),
        text=_("Un déroulé de deux jours vous attend, entièrement modifiable."),
        button=_("Commencer"),
        is_counted=False,
    ),
    TodoRule(
        page="coaching:session_publish",
        phases=AROUND_THE_SESSION,
        select=lambda _reader: Session.objects.filter(published_at=None),
        urgency=TodoUrgency.DATE,
        title=_("Publier le programme"),
        text=_("chaque personne reçoit le sien"),
        due=lambda edition: edition.session_starts_on,
        button=_("Publier…"),
        is_counted=False,
    ),
)
