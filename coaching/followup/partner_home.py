"""The commitments of a body to projects, as an action on the home of its partners."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.web.templatetags.prose import day
from coaching.followup.models import Commitment
from coaching.followup.queries.commitments import find_delays
from coaching.followup.queries.waiting import awaits_news, list_quiet_editions
from coaching.support.access import BoardReader
from coaching.support.queries.ahead import PartnerAction, register_after_meeting


def find_commitments_to_report(reader: BoardReader, at: datetime) -> PartnerAction | None:
    """The action about commitments that await news, else about those under way. Two queries.

    Without commitments to a project that the reader is or was a member of.
    """
    found = Commitment.objects.of_edition(reader.edition.pk).filter(body=reader.body).open()
    rows = found.without_projects_of(reader.user).order_by("due_on", "pk")
    commitments = list(rows.only("moved_at", "due_on"))
    if not commitments:
        return None
    href = reverse("coaching:support_commitments", args=[reader.edition.slug])
    days = find_delays(reader.edition).person_days
    quiet = sum(awaits_news(row.moved_at, days, at) for row in commitments)
    if quiet:
        title = ngettext(
            "%(count)d engagement attend de vos nouvelles",
            "%(count)d engagements attendent de vos nouvelles",
            quiet,
        )
        return PartnerAction(
            title % {"count": quiet},
            _("Une ligne et un bouton : en cours, fait, ou abandonné. Le projet le lit aussitôt."),
            href,
            _("Donner des nouvelles"),
            quiet,
        )
    title = ngettext("%(count)d engagement en cours", "%(count)d engagements en cours", len(commitments))
    due = next((row.due_on for row in commitments if row.due_on), None)
    text = _("La première échéance : %(when)s.") % {"when": day(due)} if due else ""
    return PartnerAction(title % {"count": len(commitments)}, text, href, _("Voir mes engagements"))


def register_next_action() -> None:
    """Called when the app is ready."""
    register_after_meeting(find_commitments_to_report, list_quiet_editions)
