"""The minutes that a juror is to approve, or may read."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.web.templatetags.prose import day
from programmes.models import Role
from projects.minutes.queries.reading import find_voices, read_approvals
from projects.models import CommitteeMinutes
from projects.review.queries.notices import QueueNotice


def list_minutes_to_read(user: User) -> Iterator[QueueNotice]:
    """Until the decisions are announced: one query, and three for each that was published."""
    seats = Role.objects.jurors().filter(user=user, edition=OuterRef("meeting__edition"))
    rows = CommitteeMinutes.objects.current().unannounced().filter(Exists(seats.order_by()))
    for minutes in rows.select_related("meeting__edition").order_by("pk"):
        edition = minutes.meeting.edition
        voices = find_voices(minutes.content, edition, user)
        awaits = voices and not read_approvals(minutes).has_any(voices)
        yield QueueNotice(
            _("Le procès-verbal attend l’approbation de votre organisme")
            if awaits
            else _("Le comité s’est réuni"),
            _("%(edition)s, séance du %(day)s.")
            % {"edition": edition.name, "day": day(minutes.meeting.opened_at)},
            reverse("projects:committee_minutes", args=[edition.slug]),
            _("Lire et approuver") if awaits else _("Lire le procès-verbal"),
        )
