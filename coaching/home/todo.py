"""Mails of an edition that failed."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from accelerator.outbox.models import MailState, OutgoingMail
from coaching.surveys.emails import OF_A_ROOM
from programmes.enums import Phase
from programmes.models.edition import SCOPED_EDITION
from programmes.todo import TodoReader, TodoRule, TodoUrgency
from projects.conflicts.todo import find_hidden_projects

RECENT = timedelta(days=14)
"""How long a failed mail may be sent again."""


def _select_failed(reader: TodoReader) -> "QuerySet[OutgoingMail]":
    """Failed mails, except for a reader from whom the page of mails may hide some: a number would reveal them."""
    hidden = set(find_hidden_projects(reader).values())
    return (
        OutgoingMail.objects.filter(
            scope__in=[edition.scope for edition in reader.editions if edition.pk not in hidden],
            state=MailState.FAILED,
            created_at__gt=reader.at - RECENT,
        )
        .exclude(dedupe_key__startswith=OF_A_ROOM)
        .annotate(edition_key=SCOPED_EDITION)
    )


RULES = (
    TodoRule(
        page="programmes:manage_mails",
        query=f"?state={MailState.FAILED}",
        phases=frozenset(Phase),
        select=_select_failed,
        edition="edition_key",
        who="to_name",
        urgency=TodoUrgency.AWAITS_US,
        title=ngettext_lazy("message n’est pas parti", "messages ne sont pas partis"),
        moment="created_at",
        button=_("Voir pourquoi"),
    ),
)
